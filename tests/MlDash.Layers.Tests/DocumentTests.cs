using System.Text.RegularExpressions;

namespace MlDash.Layers.Tests;

/// <summary>What <c>docs/architecture.md</c> says of the rooms is what is tested.</summary>
public partial class DocumentTests
{
    public static TheoryData<string> Projects => [.. Floors.All.Select(table => table.Project)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_page_shows_the_rooms_in_their_order(string project)
    {
        var expected = Floors.Of(project).Lines.Select(rooms => string.Join(" ", rooms.Select(room => $"`{room}`")));
        Assert.Equal(expected, Rows(project));
    }

    /// <summary>The first column of the table below the heading of a project.</summary>
    private static IEnumerable<string> Rows(string project)
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "architecture.md"));
        var section = page.Split($"### Rooms of {project}\n")[1].Split("\n#")[0];
        return Row().Matches(section).Select(row => row.Groups[1].Value.Trim());
    }

    [GeneratedRegex(@"^\| (`[^|]*`) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
