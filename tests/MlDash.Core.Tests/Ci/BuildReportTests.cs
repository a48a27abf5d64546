using System.Text;
using MlDash.Ci;

namespace MlDash.Tests.Ci;

/// <summary>What was recorded is text in every system: it begins no command, ends none, and is no format.</summary>
public class BuildReportTests
{
    public static readonly TheoryData<string> Hostile =
    [
        "::set-output name=x::y",
        "first\n::set-env name=PATH::/evil",
        "first\r\n::stop-commands::x",
        "##vso[task.setvariable variable=x]y",
        "text ##vso[task.complete result=Succeeded]",
        "##[add-mask]x",
        "###vso[x]y #####teamcity[x]",
        "##teamcity[buildStatus text='x']",
        "'] ##teamcity[publishArtifacts '/etc/passwd']",
        "a]b;c,d:e%f|g'h",
        "\u001b[31mred\u0007\u0000",
        "<img src=x onerror=alert(1)><!-- mldash-report -->",
        "a | b | c\n| d |",
        "[link](https://evil.example) ![x](https://evil.example/x.png)",
        "`code` **bold** _it_ ~~no~~ @everyone #1 www.evil.example",
        "&lt;script&gt; &#60;",
        "\u2028##vso[x]\u0085::x::",
        "# EOF\nother 1",
    ];

    private static readonly string[] _systems = ["GitHub", "Azure", "TeamCity"];

    /// <summary>Signs that begin something in Markdown, HTML or a log.</summary>
    private static readonly string[] _signs = ["##vso", "##[", "##teamcity", "<", "`", "**", "](", "://", "www.", "@e", "\u001b", "\r"];

    /// <summary>The bars of a row of each table.</summary>
    private static readonly int[] _bars = [8, 5, 3];

    [Fact]
    public void Checks_of_several_experiments_are_told_apart_and_none_is_there_twice()
    {
        ReportedCheck[] checks =
        [
            new("m.x", "Passed", "", 1, null, 2, null) { Experiment = "p/one", Kind = "Maximum" },
            new("m.x", "Passed", "", 1, null, 0, null) { Experiment = "p/one", Kind = "Minimum" },
            new("m.x", "Failed", "", 3, null, 2, null) { Experiment = "p/two", Kind = "Maximum" },
        ];
        var report = new BuildReport("t", [], checks);
        Assert.Contains("p/two: m.x", MarkdownReport.Write(report, 10_000), StringComparison.Ordinal);
        Assert.Contains("p/two", Assert.Single(LogCommands.Annotations(report, "GitHub")), StringComparison.Ordinal);
        var samples = MetricsReport.Write(report).Split('\n').Where(line => line.StartsWith("mldash_check", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, samples.Select(line => line[..line.IndexOf('}', StringComparison.Ordinal)]).Distinct().Count());
        // Of one experiment, its path would only make every build another one.
        Assert.DoesNotContain("p/one", MetricsReport.Write(report with { Checks = checks[..2] }), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Markdown_shows_the_text_and_nothing_else(string text)
    {
        var markdown = MarkdownReport.Write(Report(text), MarkdownReport.LargestSummary);

        Assert.Equal(MarkdownReport.Write(Report("plain"), MarkdownReport.LargestSummary).Split('\n').Length, markdown.Split('\n').Length);
        Assert.All(markdown.Split('\n'), line => Assert.False(line.StartsWith("::", StringComparison.Ordinal)));
        foreach (var sign in _signs)
            Assert.DoesNotContain(sign, markdown.Replace("## ", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
        // Every row has the bars of its table, and no other.
        Assert.All(markdown.Split('\n').Where(line => line.StartsWith('|')), line => Assert.Contains(line.Count(letter => letter == '|'), _bars));
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void An_annotation_is_one_command_of_its_system(string text)
    {
        foreach (var system in _systems)
        {
            var lines = LogCommands.Annotations(Report(text), system).ToList();

            Assert.Equal(2, lines.Count);
            Assert.All(lines, line => Assert.DoesNotContain(line, char.IsControl));
        }

        Assert.All(LogCommands.Annotations(Report(text), "GitHub"), line =>
        {
            var parts = line.Split("::", 3);
            Assert.Equal(string.Empty, parts[0]);
            Assert.StartsWith("error title=", parts[1], StringComparison.Ordinal);
            Assert.DoesNotContain(',', parts[1]);
        });
        Assert.All(LogCommands.Annotations(Report(text), "Azure"), line =>
        {
            Assert.Equal(0, line.LastIndexOf("##", StringComparison.Ordinal));
            Assert.Equal(line.IndexOf(']', StringComparison.Ordinal), line.LastIndexOf(']'));
            Assert.DoesNotContain(';', line);
        });
        Assert.All(LogCommands.Annotations(Report(text), "TeamCity").Concat(LogCommands.Statistics(Report(text))), line =>
        {
            Assert.Equal(0, line.LastIndexOf("##", StringComparison.Ordinal));
            // Signs that end a value are escaped wherever they come from the text.
            var values = System.Text.RegularExpressions.Regex.Replace(line, @"\|.", string.Empty);
            Assert.Equal(1, values.Count(letter => letter == '['));
            Assert.Equal(1, values.Count(letter => letter == ']'));
            Assert.Equal(4, values.Count(letter => letter == '\''));
        });
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_metrics_report_has_a_line_a_value_and_its_end(string text)
    {
        var lines = MetricsReport.Write(Report(text)).TrimEnd('\n').Split('\n');

        Assert.Equal("# EOF", lines[^1]);
        // A family of metrics and one of checks, each with its type.
        Assert.Equal(5, lines.Length);
        Assert.StartsWith("mldash_metric{metric=\"", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("} 1.5", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void What_is_shown_before_it_is_written_is_no_command(string text)
    {
        var commands = _systems.SelectMany(system => LogCommands.Annotations(Report(text), system)).Append(text);

        Assert.All(commands.Select(LogCommands.Shown), line =>
        {
            Assert.DoesNotContain("##", line, StringComparison.Ordinal);
            Assert.False(line.TrimStart().StartsWith("::", StringComparison.Ordinal));
            Assert.DoesNotContain(line, char.IsControl);
        });
    }

    [Fact]
    public void Escapes_are_those_of_each_system()
    {
        var report = new BuildReport("t", [], [new("a:b,c%", "Warned", "50 % worse\nsee [x]; it's | that", 1, 2, 3, 0.5)]);

        Assert.Equal(["::warning title=a%3Ab%2Cc%25::50 %25 worse%0Asee [x]; it's | that"], LogCommands.Annotations(report, "GitHub"));
        Assert.Equal(
            ["##vso[task.logissue type=warning]a:b,c%AZP25: 50 %AZP25 worse%0Asee [x%5D%3B it's | that"], LogCommands.Annotations(report, "Azure"));
        Assert.Equal(
            ["##teamcity[message text='a:b,c%: 50 % worse|nsee |[x|]; it|'s || that' status='WARNING']"], LogCommands.Annotations(report, "TeamCity"));
        Assert.Empty(LogCommands.Annotations(report, "Jenkins"));
    }

    [Fact]
    public void What_passed_is_no_annotation() =>
        Assert.Empty(LogCommands.Annotations(new("t", [Run(ExperimentStatus.Completed)], [new("m", "Passed", "fine", 1, 1, 1, 1)]), "GitHub"));

    [Fact]
    public void A_summary_that_is_too_long_is_cut_with_a_sentence_and_failures_stay()
    {
        var checks = Enumerable.Range(0, 20_000).Select(
            number => new ReportedCheck($"m{number}", number == 19_999 ? "Failed" : "Passed", new string('ä', 80), 1, 1, 1, 1));
        var markdown = MarkdownReport.Write(new("t", [], [.. checks]), MarkdownReport.LargestSummary);

        Assert.InRange(Encoding.UTF8.GetByteCount(markdown), MarkdownReport.LargestSummary - 1000, MarkdownReport.LargestSummary);
        Assert.Contains("The report is cut here", markdown, StringComparison.Ordinal);
        Assert.Contains("m19999", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_links_to_its_page_and_shows_its_values()
    {
        var run = Run(ExperimentStatus.Completed) with
        {
            Link = "https://dash.example.org/ada/a b)(c",
            Values = [new("loss", "value", 1.5), new("size", "bytes", 1 << 20)],
        };
        var markdown = MarkdownReport.Write(new("Build 7", [run], []), MarkdownReport.LargestSummary);

        Assert.Contains("## Build 7\n", markdown, StringComparison.Ordinal);
        Assert.Contains("[ada/run](https://dash.example.org/ada/a%20b%29%28c)", markdown, StringComparison.Ordinal);
        Assert.Contains("00:01:30", markdown, StringComparison.Ordinal);
        Assert.Contains("| loss.value | 1.5 |", markdown, StringComparison.Ordinal);
        Assert.Contains("| size.bytes | 1048576 |", markdown, StringComparison.Ordinal);
    }

    private static ReportedRun Run(ExperimentStatus status) => new("ada/run", status, TimeSpan.FromSeconds(90), null, null, [new("loss", "value", 1.5)]);

    /// <summary>A report in which everything that is text is this one.</summary>
    private static BuildReport Report(string text) => new(
        text,
        [new(text, ExperimentStatus.Failed, TimeSpan.FromSeconds(1), text, null, [new(text, text, 1.5)])],
        [new(text, "Failed", text, 1, 2, 3, 0.5)]);
}
