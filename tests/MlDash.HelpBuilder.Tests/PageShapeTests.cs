namespace MlDash.HelpBuilder.Tests;

/// <summary>Pages for people are written in short pieces: crowded paragraphs and cells are not read.</summary>
public sealed class PageShapeTests
{
    private const int MostLines = 5;
    private const int LongestLine = 160;
    private const int MostWords = 20;

    private static readonly string[] _ofTheRoot = ["CONTRIBUTING.md", "SECURITY.md"];

    [Fact]
    public void Paragraphs_of_the_documentation_are_short_and_its_cells_shorter()
    {
        var documentation = Path.Combine(Settings.Repository, "docs");
        string[] files =
        [
            .. Directory.EnumerateFiles(documentation, "*.md"),
            .. Directory.EnumerateFiles(Path.Combine(documentation, "decisions"), "*.md"),
            .. _ofTheRoot.Select(name => Path.Combine(Settings.Repository, name)),
        ];
        var faults =
            files.SelectMany(file => Faults(File.ReadAllText(file)).Select(fault => $"{Path.GetRelativePath(Settings.Repository, file)}: {fault}")).ToArray();
        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }

    [Theory]
    [InlineData("1\n2\n3\n4\n5", null)]
    [InlineData("1\n2\n3\n4\n5\n6", "line 1: a paragraph of 6 lines")]
    [InlineData("1\n2\n3\n\n4\n5\n6", null)]
    [InlineData("- 1\n  2\n  3\n- 4\n  5\n  6", null)]
    [InlineData("```\n1\n2\n3\n4\n5\n6\n```", null)]
    [InlineData("| a | 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 |", null)]
    [InlineData("| a | 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 |", "line 1: a cell of 21 words")]
    public void A_crowded_piece_is_found(string text, string? fault) => Assert.Equal(fault is null ? [] : [fault], Faults(text));

    [Fact]
    public void A_line_that_no_window_shows_whole_is_found() =>
        Assert.Equal(["line 2: a line of 161 characters"], Faults("x\n" + new string('x', LongestLine + 1)));

    private static IEnumerable<string> Faults(string text)
    {
        var isCode = false;
        var (begin, count) = (0, 0);
        foreach (var (index, line) in text.Split('\n').Append(string.Empty).Index())
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                isCode = !isCode;
            var isTable = line.StartsWith('|');
            var isProse = !isCode && !isTable && line.Trim().Length > 0 && line[0] is not ('#' or '`');
            if (!isProse || line.TrimStart().StartsWith("- ", StringComparison.Ordinal))
            {
                if (count > MostLines)
                    yield return $"line {begin}: a paragraph of {count} lines";
                count = 0;
            }

            if (isProse && count++ == 0)
                begin = index + 1;
            if (isProse && line.Length > LongestLine)
                yield return $"line {index + 1}: a line of {line.Length} characters";
            var words = isTable && !isCode ? line.Trim('|').Split('|').Max(cell => cell.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length) : 0;
            if (words > MostWords)
                yield return $"line {index + 1}: a cell of {words} words";
        }
    }
}
