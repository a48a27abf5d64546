using MlDash.HelpBuilder.Checking;

namespace MlDash.HelpBuilder.Tests;

public sealed class UnwantedWordsTests
{
    // Built, installed, or recorded by another tool: nobody here wrote it.
    private static readonly string[] _foreign = [".git", "bin", "obj", "out", "node_modules", "data"];

    [Fact]
    public void Every_page_of_the_repository_is_in_plain_English() => AssertNone(Hits(Settings.Repository, "*.md"));

    [Theory]
    [InlineData("src")]
    [InlineData("tools")]
    public void Texts_and_comments_of_the_sources_are_in_plain_English(string folder) => AssertNone(Hits(Path.Combine(Settings.Repository, folder), "*.cs"));

    [Theory]
    [InlineData("Recording goes on.", "'goes on' in line 1")]
    [InlineData("Made\nAnew.", "'Anew' in line 2")]
    [InlineData("Recording goes\non.", "'goes\non' in line 1")]
    [InlineData("/// <summary>What is said\n    /// of it.</summary>", "'is said\n    /// of' in line 1")]
    [InlineData("$\"{name} was not \" +\n\"looked \" + $\"at\"", "'not \" +\n\"looked \" + $\"at' in line 1")]
    public void A_phrase_is_found_in_any_case_and_across_line_ends(string text, string found) =>
        Assert.Equal(
            [$"x.md: expected plain English, found {found}"], Lines(text).Select(line => line[..line.IndexOf(". Write instead: ", StringComparison.Ordinal)]));

    [Theory]
    [InlineData("Somebody recommends amendments.")]
    [InlineData("The cargo only moves.")]
    [InlineData("Not so; many do.")]
    public void A_phrase_is_found_as_whole_words_only(string text) => Assert.Equal([], Lines(text));

    [Fact]
    public void The_list_has_each_phrase_once()
    {
        var phrases = UnwantedWords.All.ToArray();
        Assert.InRange(phrases.Length, 30, int.MaxValue);
        Assert.Equal(phrases.Distinct(StringComparer.OrdinalIgnoreCase), phrases);
    }

    /// <summary>Shows every hit, because Assert.Equal shows the first ones only.</summary>
    private static void AssertNone(IEnumerable<string> hits)
    {
        var lines = hits.ToArray();
        Assert.True(lines.Length == 0, string.Join('\n', lines));
    }

    private static IEnumerable<string> Lines(string text) => UnwantedWords.In("x.md", text).Select(difference => difference.ToString());

    private static IEnumerable<string> Hits(string folder, string pattern) => Files(new DirectoryInfo(folder), pattern)
        .SelectMany(file => UnwantedWords.In(Path.GetRelativePath(Settings.Repository, file.FullName), File.ReadAllText(file.FullName)))
        .Select(difference => difference.ToString());

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder, string pattern) => folder.EnumerateFiles(pattern)
        .Concat(folder.EnumerateDirectories().Where(below => !_foreign.Contains(below.Name)).SelectMany(below => Files(below, pattern)));
}
