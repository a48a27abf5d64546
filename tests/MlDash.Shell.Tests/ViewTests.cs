using System.Diagnostics;
using System.Reflection;
using System.Text;
using Xunit;

namespace MlDash.Shell.Tests;

/// <summary>The module's tables as PowerShell draws them at 120 columns, of data that is long and odd.</summary>
public sealed class ViewTests(ViewTests.Tables tables) : IClassFixture<ViewTests.Tables>
{
    private const int Width = 120;
    private const char Escape = '\u001b';

    [Theory]
    [InlineData("experiment", 3)]
    [InlineData("run", 1)]
    [InlineData("project", 2)]
    [InlineData("log", 5)]
    [InlineData("param", 7)]
    [InlineData("metric", 8)]
    [InlineData("point", 4)]
    [InlineData("taken", 1)]
    [InlineData("summary", 1)]
    [InlineData("track", 2)]
    [InlineData("entry", 6)]
    [InlineData("file", 3)]
    [InlineData("profile", 2)]
    [InlineData("transfer", 2)]
    public void Every_object_is_one_row_of_at_most_120_columns(string kind, int objects)
    {
        var lines = tables[kind];

        Assert.All(lines, line => Assert.True(Columns(line) <= Width, $"{Columns(line)} columns: {line}"));
        Assert.All(lines, line => Assert.DoesNotContain(Escape, line));
        var rule = Array.FindIndex(lines, line => line.Contains("----", StringComparison.Ordinal));
        Assert.True(rule > 0, $"'{kind}' is a table with headers.");
        Assert.Equal(objects, lines.Length - rule - 1);
    }

    [Theory]
    [InlineData("experiment", @"^Prefix\s+Status\s+Started\s+Duration Tags")]
    [InlineData("experiment", @"^vision/folder.*….*/final-run-lr0\.1 +Completed +\S.* +\d.* s base, a tag")]
    [InlineData("log", @"Warn  long long .*…$")]
    [InlineData("log", "Error two lines$")]
    [InlineData("log", "Debug escape ␛\\[31m$")]
    [InlineData("log", @"Info  started  \{n=3\}")]
    [InlineData("param", @"^layers +\[3, 4, 6, 3\]")]
    [InlineData("param", "^lr +0.000123456789")]
    [InlineData("metric", @"^train +3,000 .* █▇?▆?.*▁ loss=0\.0")]
    [InlineData("metric", @"^gaps +20 .* ▁+▂* {3,}▄.*█ v=20")]
    [InlineData("metric", "^flat +3 .* ▄▄▄ ")]
    [InlineData("point", @"^ +2,999 .* step=3000 +accuracy=0\.999667 +loss=0\.000333333 +note=$")]
    [InlineData("taken", "^ +text 5 +Index=text +Timestamp=5 +loss=1$")]
    [InlineData("track", @"^robot/pose +100 +0\.1 +9\.9 s ")]
    [InlineData("file", @"\.bin 123\.5 KB application/octet-stream")]
    [InlineData("profile", "^alice +https://dash.example.org/ +in 5 d")]
    [InlineData("transfer", "sent$")]
    [InlineData("transfer", "ServerUnreachable: An answer")]
    public void A_table_shows_what_a_person_looks_for(string kind, string row) =>
        Assert.Contains(tables[kind], line => System.Text.RegularExpressions.Regex.IsMatch(line, row));

    [Fact]
    public async Task A_status_has_its_colour_at_a_terminal_and_none_where_plain_text_is_asked_for()
    {
        var script = Path.Combine(tables.Folder, "colours.ps1");
        // Shown before the rendering changes: PowerShell measures the first rows of a table before it draws any.
        await File.WriteAllTextAsync(script, $"""
            Get-MlDashExperiment -Root '{tables.Root}' | Out-Host
            '== plain'
            $PSStyle.OutputRendering = 'PlainText'
            Get-MlDashExperiment -Root '{tables.Root}'
            """, TestContext.Current.CancellationToken);
        // Of util-linux: runs a program at a terminal of its own.
        var output = (await RunAsync("script", "-qec", $"dotnet {Shell} -File {script}", "/dev/null")).Split("== plain");

        Assert.Contains("\u001b[32mCompleted\u001b[0m", output[0], StringComparison.Ordinal);
        Assert.Contains("\u001b[31mFailed\u001b[0m", output[0], StringComparison.Ordinal);
        Assert.Matches(@"vision/failed +Failed ", output[1]);
    }

    /// <summary>At a terminal of that many columns: the first column is as wide as what is in it, long paths lose no more than they must.</summary>
    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(200)]
    public async Task Widths_follow_the_content_and_the_terminal(int columns)
    {
        const string Deep = "vision/a-folder-with-a-long-name/another-folder-with-a-long-name/final-run-lr0.1";
        var root = Path.Combine(tables.Folder, $"widths-{columns}");
        var script = Path.Combine(tables.Folder, $"widths-{columns}.ps1");
        await File.WriteAllTextAsync(script, $$"""
            $PSStyle.OutputRendering = 'PlainText'
            foreach ($name in 'a/run-1', 'a/run-10', '{{Deep}}') {
                $null = Start-MlDashExperiment $name -Root '{{root}}' -Tag baseline
                Add-MlDashMetric train @{ loss = 0.5 }
                Add-MlDashMetric eval/accuracy @{ value = 0.5 }
                Complete-MlDashExperiment
            }
            '== short'
            Get-MlDashExperiment 'a/*' -Root '{{root}}'
            '== deep'
            Get-MlDashExperiment -Root '{{root}}' | Out-Host
            '== metric'
            Get-MlDashExperiment a/run-1 -Root '{{root}}' | Get-MlDashMetric | Out-Host
            '== drive'
            $null = New-PSDrive Runs MlDash '{{root}}'
            Get-ChildItem Runs:/ | Out-Host
            '== end'
            """, TestContext.Current.CancellationToken);
        var output = await RunAsync("script", "-qec", $"stty cols {columns} rows 40; dotnet {Shell} -NoProfile -File {script}", "/dev/null");
        var lines = output.Split('\n').Select(line => line.TrimEnd()).ToArray();

        Assert.All(lines, line => Assert.True(line.Length <= columns, $"{line.Length} columns: {line}"));
        Assert.Contains("Prefix   Status    Started Duration Tags", lines);
        Assert.Matches("(?m)^a/run-10 Completed now +\\S+ s baseline$", string.Join('\n', lines));
        var deep = Assert.Single(lines, line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^vision/.*final-run-lr0\.1"));
        Assert.Equal(columns >= 120, deep.Contains(Deep, StringComparison.Ordinal));
        Assert.Contains("baseline"[..(columns >= 120 ? 8 : 3)], deep, StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("Name          Points Updated Trend Last", StringComparison.Ordinal));
        Assert.Contains(lines, line => System.Text.RegularExpressions.Regex.IsMatch(line, "^Name +Kind +Size Updated Details$"));
    }

    /// <summary>Columns on a screen: letters of East Asia are two wide.</summary>
    private static int Columns(string line) =>
        line.EnumerateRunes().Sum(rune => rune.Value is >= 0x1100 and < 0x2000 or >= 0x2E80 and < 0xFB00 or >= 0xFF00 and < 0xFF61 ? 2 : 1);

    private static string Shell =>
        typeof(ViewTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Shell").Value!;

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8
        };
        start.Environment["TERM"] = "xterm";
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment.Remove("NO_COLOR");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output;
    }

    /// <summary>Every table, drawn once.</summary>
    public sealed class Tables : IAsyncLifetime
    {
        private Dictionary<string, string[]> _tables = [];

        public string Folder { get; } = Directory.CreateTempSubdirectory("mldash-views-").FullName;

        public string Root => Path.Combine(Folder, "root");

        /// <summary>The lines of one kind's table that are not empty.</summary>
        public string[] this[string kind] => _tables[kind];

        public async ValueTask InitializeAsync()
        {
            var script = Path.Combine(AppContext.BaseDirectory, "Views.ps1");
            var output = await RunAsync("dotnet", Shell, "-File", script, "-Root", Root);
            _tables = output.Split("== ", StringSplitOptions.RemoveEmptyEntries)
                .Select(part => part.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd()).Where(line => line.Length > 0).ToArray())
                .Where(lines => lines.Length > 0)
                .ToDictionary(lines => lines[0], lines => lines[1..]);
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(Folder, recursive: true);
            return default;
        }
    }
}
