namespace MlDash.Layers.Tests;

/// <summary>The test of rooms finds what it is there for.</summary>
public class TurnedArrowTests
{
    private const string Low = "namespace Made.Low; internal static class Ground { public static int Depth => 1; }";

    private static readonly RoomTable _table = new("Made", "Made", "High", "Left Right", "Low");

    [Fact]
    public void An_arrow_that_points_down_is_fine() =>
        Assert.Empty(
            Judge(
                ("High/Roof.cs", "namespace Made.High; internal static class Roof { public static int Height => Low.Ground.Depth; }"), ("Low/Ground.cs", Low)));

    [Fact]
    public void An_arrow_that_is_turned_is_found_and_said_in_a_sentence()
    {
        var found = Judge(
            ("High/Roof.cs", "namespace Made.High; internal static class Roof { public static int Height => 2; }"),
            ("Low/Ground.cs", "using Made.High; namespace Made.Low; internal static class Ground { public static int Depth => Roof.Height; }"));
        Assert.Equal(["Low/Ground.cs uses High/Roof: Low stands below High."], found);
    }

    [Fact]
    public void Rooms_on_one_line_do_not_know_each_other()
    {
        var found = Judge(
            ("Left/A.cs", "namespace Made.Left; internal sealed class A;"),
            ("Right/B.cs", "namespace Made.Right; internal sealed class B { public Left.A? Other { get; set; } }"));
        Assert.Equal(["Right/B.cs uses Left/A: Right and Left do not know each other."], found);
    }

    [Theory]
    [InlineData("public static object Use(string text) => text.Shout();", "an extension method")]
    [InlineData("public static object Use(string text) => new Made.High.Roof(text);", "a name in full")]
    [InlineData("public static object Use(string text) => text is { } && global::Made.High.Tools.Of(text).Height > 0;", "a member of what a call returns")]
    [InlineData("public static void Use(string text) { Roof roof = new(text); }", "a new object without its name")]
    [InlineData("[Made.High.Marked] public static void Use() { }", "an attribute")]
    public void An_arrow_is_found_however_it_is_written(string member, string how)
    {
        var found = Judge(
            ("High/Roof.cs", """
                namespace Made.High;
                internal sealed record Roof(string Name) { public int Height => 1; }
                internal sealed class MarkedAttribute : Attribute;
                internal static class Tools { public static Roof Of(string name) => new(name); public static string Shout(this string text) => text; }
                """),
            ("Low/Ground.cs", $"using Made.High; namespace Made.Low; internal static class Ground {{ {member} }}"));
        Assert.True(found.SequenceEqual(["Low/Ground.cs uses High/Roof: Low stands below High."]), how);
    }

    [Fact]
    public void Namespaces_say_nothing_about_where_a_file_lies()
    {
        var found = Judge(
            ("High/Roof.cs", "namespace Made; internal static class Roof { public static int Height => 2; }"),
            ("Low/Ground.cs", "namespace Made; internal static class Ground { public static int Depth => Roof.Height; }"));
        Assert.Equal(["Low/Ground.cs uses High/Roof: Low stands below High."], found);
    }

    [Fact]
    public void A_folder_in_no_line_is_missed() =>
        Assert.Equal(
            ["Attic/Box.cs lies in Attic, which is in no line of the rooms of Made: add the folder where it belongs, or move the file."],
            _table.Missing(["Low/Ground.cs", "Attic/Box.cs", "Attic/Chest.cs"]));

    [Fact]
    public void Rooms_that_reach_each_other_are_a_ring() =>
        Assert.Equal(
            ["Left Low Right"],
            Rings.Of([new("High/A.cs", "Left/A.cs"), new("Left/A.cs", "Right/B.cs"), new("Right/B.cs", "Low/C.cs"), new("Low/C.cs", "Left/A.cs")]));

    private static List<string> Judge(params (string Path, string Text)[] files) =>
        [.. Arrows.Of(SourceProject.Of("Made", files)).Select(_table.Judge).OfType<string>()];
}
