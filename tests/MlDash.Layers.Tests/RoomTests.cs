using Microsoft.CodeAnalysis;

namespace MlDash.Layers.Tests;

/// <summary>The rooms of each project: an arrow never points up.</summary>
public class RoomTests
{
    /// <summary>A name of these diagnostics is one that nothing declares, and so an arrow that nobody sees.</summary>
    private static readonly string[] _unknownNames = ["CS0103", "CS0234", "CS0246", "CS0104", "CS1069"];

    public static TheoryData<string> Projects => [.. Floors.All.Select(table => table.Project)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_room_uses_one_that_stands_above_it(string project)
    {
        var table = Floors.Of(project);
        Sentences.None(Repository.ArrowsIn(project).Select(table.Judge).OfType<string>());
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_rooms_lie_in_a_ring(string project) => Sentences.None(Rings.Of(Repository.ArrowsIn(project)));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_folder_is_a_room_of_the_table(string project)
    {
        var table = Floors.Of(project);
        Sentences.None(table.Missing(Repository.Sources(project).Files.Select(file => file.FilePath)));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_room_of_the_table_is_a_folder(string project) =>
        Sentences.None(Floors.Of(project).Rooms.Except(Repository.Sources(project).Files.Select(file => Arrow.RoomOf(file.FilePath))));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_name_is_resolved(string project) =>
        Sentences.None(Repository.Sources(project).Compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(found => _unknownNames.Contains(found.Id))
            .Select(found => found.ToString()));

    [Theory]
    [MemberData(nameof(Projects))]
    public void There_is_something_to_judge(string project) => Assert.NotEmpty(Repository.ArrowsIn(project));
}
