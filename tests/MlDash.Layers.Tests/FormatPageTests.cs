using System.Text.RegularExpressions;

namespace MlDash.Layers.Tests;

/// <summary>Each rule of <c>docs/format.md</c> names a test, and the test exists.</summary>
public sealed partial class FormatPageTests
{
    [Fact]
    public void Each_rule_of_the_format_names_a_test()
    {
        var rules = Rules(Page()).ToList();

        Assert.NotEmpty(rules);
        Sentences.None(rules.Where(rule => !TestName().IsMatch(rule)).Select(rule => $"docs/format.md names no test for: {rule}"));
    }

    [Fact]
    public void Each_test_that_the_format_names_exists()
    {
        var tests = Repository.SourceFiles(Repository.PathOf("tests"))
            .Where(file => file.EndsWith("Tests.cs", StringComparison.Ordinal))
            .SelectMany(file => Method().Matches(File.ReadAllText(file)).Select(method => method.Groups[1].Value))
            .ToHashSet(StringComparer.Ordinal);

        var named = TestName().Matches(Page()).Select(name => name.Groups[1].Value).ToList();
        Sentences.None(named.Where(name => !tests.Contains(name)).Select(name => $"docs/format.md names the test {name}, which does not exist."));
    }

    [Fact]
    public void A_rule_goes_on_to_the_next_blank_line_or_rule() =>
        Assert.Equal(["One. `A_b`", "Two goes on. `C_d`", "Three"], Rules("- One. `A_b`\n- Two\n  goes on. `C_d`\n\nText\n- Three\n"));

    private static string Page() => File.ReadAllText(Repository.PathOf("docs", "format.md"));

    private static IEnumerable<string> Rules(string page) =>
        Rule().Matches(page).Select(rule =>
            string.Join(' ', rule.Groups[1].Value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)));

    [GeneratedRegex(@"^- (.*(?:\n  .*)*)", RegexOptions.Multiline)]
    private static partial Regex Rule();

    /// <summary>A sentence in code font; members of documents such as <c>created_at</c> begin in lower case.</summary>
    [GeneratedRegex("`([A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\b(?:void|Task) ([A-Z]\w*)\(")]
    private static partial Regex Method();
}
