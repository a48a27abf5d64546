namespace MlDash.Layers.Tests;

/// <summary>Who looks for a type finds it by the names of the files alone.</summary>
public class FileNameTests
{
    public static TheoryData<string> Projects => [.. Floors.All.Select(table => table.Project)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Each_file_holds_the_type_that_it_is_named_after(string project) =>
        Sentences.None(FileNames.Wrong(project, Repository.Sources(project)));

    [Theory]
    [InlineData("High/Roofs.cs", "internal static class Roof;")]
    [InlineData("High/Inner.cs", "internal static class Roof { internal static class Inner; }")]
    [InlineData("High/Roof.cs", "")]
    public void A_file_without_its_type_is_found_and_said_in_a_sentence(string path, string types)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        Assert.Equal([$"Made/{path} holds no type named {name}: name the file after the type that is first in it, or split it."], Judge(path, types));
    }

    [Theory]
    [InlineData("High/Roof.cs", "internal static class Wall; internal static class Roof;")]
    [InlineData("High/Roof.Tiles.cs", "internal static partial class Roof;")]
    [InlineData("High/Roof.cs", "internal sealed record Roof(int Height);")]
    [InlineData("High/Roof.cs", "internal enum Roof { Flat }")]
    [InlineData("High/Roof.cs", "internal delegate int Roof();")]
    [InlineData("GlobalUsings.cs", "")]
    public void A_file_with_its_type_is_fine(string path, string types) => Assert.Empty(Judge(path, types));

    private static IEnumerable<string> Judge(string path, string types) =>
        FileNames.Wrong("Made", SourceProject.Of("Made", [(path, $"namespace Made.High; {types}")]));
}
