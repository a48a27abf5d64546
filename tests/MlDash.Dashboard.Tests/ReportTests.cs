using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MlDash.Dashboard.Reporting;
using Microsoft.Extensions.Time.Testing;

namespace MlDash.Dashboard.Tests;

/// <summary>What a report in one file holds, of experiments in a real folder.</summary>
public sealed partial class ReportTests : IDisposable
{
    private const string Mischief = "</script><script>alert(1)</script><!-- <script>";

    private readonly Scene _scene = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-report-").FullName;

    private string Target => Path.Combine(_folder, "report.html");

    public void Dispose()
    {
        _scene.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Its_answers_are_those_of_every_other_host()
    {
        await RecordAsync("vision/run-1");
        await RecordAsync("vision/run-2");
        await File.WriteAllTextAsync(Path.Combine(_scene.Root, "vision", "README.md"), "# Vision");
        var report = await WriteAsync(new());
        foreach (var (question, query) in new[]
        {
            ("columns", ""), ("run", "path=vision/run-1"), ("metrics", "path=vision/run-2"), ("files", "path=vision/run-1"),
            ("tracks", "path=vision/run-1"), ("folder", "path="), ("folder", "path=vision"),
        })
            Assert.Equal(await TextAsync(question, query), report.Answer($"0 {question}{(query.Length > 0 ? "\n" + query : "")}"));

        foreach (var x in new[] { "default", "index", "time", "relativetime", "step" })
        {
            Assert.Equal(
                await TextAsync("series", $"path=vision/run-1&metric=train&x={x}&buckets=500"),
                report.Answer($"0 series\nmetric=train\npath=vision/run-1\nx={x}"));
        }

        Assert.Equal(await TextAsync("logs", "path=vision/run-1&last=1000"), report.Answer("0 logs\npath=vision/run-1"));
        Assert.Equal(await TextAsync("track", "path=vision/run-1&topic=pose"), report.Answer("0 track\npath=vision/run-1\ntopic=pose"));
        var readme = report.Json("0 folderfile\nfile=README.md\npath=vision");
        Assert.Equal("# Vision", Encoding.UTF8.GetString(readme.GetProperty("bytes").GetBytesFromBase64()));
        Assert.Equal("report", report.Json("0 sources").GetProperty("host").GetString());
        Assert.False(report.Json("0 sources").GetProperty("writable").GetBoolean());
        var file = report.Json("0 file\nfile=notes.html\npath=vision/run-1");
        Assert.Equal("text/plain; charset=utf-8", file.GetProperty("type").GetString());
        Assert.Equal(Mischief, Encoding.UTF8.GetString(file.GetProperty("bytes").GetBytesFromBase64()));
    }

    [Fact]
    public async Task The_first_rows_of_a_Parquet_file_are_there()
    {
        var table = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Tables", "other-tool.parquet"));
        await _scene.RecordAsync("vision/run-1", run => run.Files.SaveAsync(new() { Name = "table.parquet", Open = () => new MemoryStream(table) }));
        await File.WriteAllBytesAsync(Path.Combine(_scene.Root, "vision", "all.parquet"), table);
        var report = await WriteAsync(new());
        foreach (var (question, query) in new[]
        {
            ("filetable", "file=table.parquet\npath=vision/run-1"), ("folderfiletable", "file=all.parquet\npath=vision"),
        })
        {
            Assert.Equal(await TextAsync(question, query.Replace('\n', '&')), report.Answer($"0 {question}\n{query}"));
            Assert.Equal("step", report.Json($"0 {question}\n{query}").GetProperty("columns")[0].GetString());
        }
    }

    [Fact]
    public async Task Rows_of_separated_values_and_histograms_of_a_long_run_are_there()
    {
        await _scene.RecordAsync("vision/run-1", async run =>
        {
            await run.Files.SaveAsync(new() { Name = "table.csv", Open = () => new MemoryStream("a,b\n1,2\n"u8.ToArray()) });
            for (var step = 0; step < 1_200; step++)
                run.Track("weights").Append(Tracks.Histogram.OfCounts([0, 1], [step]).ToFields(step), new(), step);
        });
        var report = await WriteAsync(new());

        Assert.Equal("""[["1","2"]]""", report.Json("0 filetable\nfile=table.csv\npath=vision/run-1").GetProperty("rows").GetRawText());
        var steps = report.Json("0 track\npath=vision/run-1\ntopic=weights").GetProperty("columns").GetProperty("step");
        Assert.Equal((301, 1_199), (steps.GetArrayLength(), steps[300].GetInt32()));
    }

    [Fact]
    public async Task Its_table_has_every_column_of_every_run()
    {
        await RecordAsync("vision/run-1");
        await RecordAsync("vision/run-2");
        var report = await WriteAsync(new());
        var part = report.Index.GetProperty("tables")[0].GetProperty("parts")[0];
        string[] columns = [.. part.GetProperty("columns").EnumerateArray().Select(column => column.GetString()!)];
        Assert.Contains("params.lr", columns);
        Assert.Contains("metrics.train.loss.min", columns);
        var query = string.Join('&', columns.Select(column => "column=" + Uri.EscapeDataString(column)));
        Assert.Equal(await TextAsync("runs", $"first=500&{query}"), report.At(part.GetProperty("answer").GetInt32()));
    }

    [Fact]
    public async Task What_was_recorded_ends_no_element_of_the_page()
    {
        await RecordAsync("vision/run-1");
        var report = await WriteAsync(new());
        // Of the page's own: the answers, the index and the script.
        var answers = Answers().Count(report.Text);
        Assert.Equal(answers + 1, ScriptBegins().Count(report.Text));
        Assert.Equal(answers + 1, ScriptEnds().Count(report.Text));
        Assert.DoesNotContain("<!--", report.Text);
        Assert.Equal(Mischief, report.Json("0 logs\npath=vision/run-1").GetProperty("entries")[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task Nothing_runs_but_the_script_that_its_policy_names_and_nothing_is_asked_of_an_address()
    {
        var report = await WriteAsync(new());
        var policy = Policy().Match(report.Text).Groups[1].Value;
        foreach (var (element, directive) in new[] { ("script type=\"module\"", "script-src"), ("style", "style-src") })
        {
            var begin = report.Text.IndexOf($"<{element}>", StringComparison.Ordinal) + element.Length + 2;
            var text = report.Text[begin..report.Text.IndexOf("</" + element.Split(' ')[0], begin, StringComparison.Ordinal)];
            var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
            Assert.Contains($"{directive} 'sha256-{hash}';", policy);
        }

        Assert.Contains("default-src 'none'", policy);
        Assert.DoesNotContain("connect-src", policy);
        Assert.DoesNotContain("unsafe", policy);
        // An icon that is empty data keeps the browser from asking for one.
        var before = report.Text[..report.Text.IndexOf("<script", StringComparison.Ordinal)].Replace("<link rel=\"icon\" href=\"data:,\" />", "");
        Assert.DoesNotMatch(Elsewhere(), before);
    }

    [Fact]
    public async Task What_it_does_not_hold_is_said()
    {
        await _scene.RecordAsync("vision/run-1", async run =>
        {
            foreach (var number in Enumerable.Range(0, 1500))
            {
                run.Metric("train").Append(new Dictionary<string, object> { ["loss"] = number }, new());
                run.Log.Write(LogLevel.Info, $"line {number}");
            }

            await SaveAsync(run, "small.png", new byte[100]);
            await SaveAsync(run, "large.png", new byte[300]);
            await SaveAsync(run, "weights.bin", new byte[200_001]);
        });
        var report = await WriteAsync(new() { Buckets = 50, MaxPictureSize = 200 });
        Assert.Equal(
            ["All but the last 1,000 entries of 1 log.", "1 picture of more than 0.0 MB.", "1 other file of more than 0.2 MB."],
            report.File.LeftOut);
        Assert.Equal(["1 curve of more than 50 points: zooming in shows no finer ones."], report.File.Reduced);
        Assert.Equal(
            report.File.LeftOut.Concat(report.File.Reduced), report.Index.GetProperty("notes").EnumerateArray().Select(note => note.GetString()));
        Assert.True(report.Has("0 file\nfile=small.png\npath=vision/run-1"));
        Assert.False(report.Has("0 file\nfile=large.png\npath=vision/run-1"));
        var curve = report.Json("0 series\nmetric=train\npath=vision/run-1\nx=index").GetProperty("series")[0].GetProperty("curves")[0];
        Assert.InRange(curve.GetProperty("count").GetArrayLength(), 20, 50);
    }

    [Fact]
    public async Task It_grows_no_larger_than_it_may()
    {
        foreach (var number in Enumerable.Range(0, 20))
            await RecordAsync($"vision/run-{number}");
        var whole = await WriteAsync(new());
        var empty = await WriteAsync(new() { MaxSize = 0 });
        var most = (whole.File.Length - empty.File.Length) / 2;
        var half = await WriteAsync(new() { MaxSize = most });
        Assert.Empty(whole.File.LeftOut);
        Assert.InRange(half.File.Length, empty.File.Length + (most / 2), empty.File.Length + (most * 11 / 10));
        Assert.StartsWith("Details of ", Assert.Single(half.File.LeftOut));
        Assert.Equal((20, 20, 20), (whole.File.Experiments, half.File.Experiments, empty.File.Experiments));
        Assert.StartsWith("20 experiments of the table", empty.File.LeftOut[0]);
    }

    [Fact]
    public async Task Nothing_is_overwritten_unasked_and_nothing_half_written_is_left()
    {
        await RecordAsync("vision/run-1");
        await File.WriteAllTextAsync(Target, "mine");
        var fault = await Assert.ThrowsAsync<StorageException>(() => ReportWriter.WriteAsync([_scene.Source], new(), Target, overwrite: false));
        Assert.Equal("FileExists", fault.ErrorId);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ReportWriter.WriteAsync([_scene.Source], new(), Target, overwrite: true, cancellationToken: stop.Token));
        Assert.Equal("mine", await File.ReadAllTextAsync(Target));
        Assert.Equal([Target], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task An_answer_that_several_questions_have_is_there_once()
    {
        await RecordAsync("vision/run-1");
        var report = await WriteAsync(new());
        Assert.Equal(report.Place("0 series\nmetric=train\npath=vision/run-1\nx=default"), report.Place("0 series\nmetric=train\npath=vision/run-1\nx=time"));
    }

    private static Task<FileEntry> SaveAsync(Experiment run, string name, byte[] bytes) =>
        run.Files.SaveAsync(new() { Name = name, Open = () => new MemoryStream(bytes) });

    private Task RecordAsync(string path) => _scene.RecordAsync(path, async run =>
    {
        await run.Parameters.SetAsync(new Dictionary<string, object> { ["lr"] = 0.1, ["note"] = Mischief });
        run.Metric("train").Append(new Dictionary<string, object> { ["step"] = 0, ["loss"] = 2.0 }, new());
        run.Metric("train").Append(new Dictionary<string, object> { ["step"] = 1, ["loss"] = 1.0 }, new());
        run.Log.Write(LogLevel.Info, Mischief);
        run.Track("pose").Append(new Dictionary<string, object> { ["x"] = 1.0 }, new(), 0.5);
        await SaveAsync(run, "notes.html", Encoding.UTF8.GetBytes(Mischief));
    });

    private async Task<string> TextAsync(string question, string query) => Encoding.UTF8.GetString((await _scene.AskAsync("/q/" + question, query)).Body.Span);

    private async Task<Written> WriteAsync(ReportOptions options)
    {
        // The table is looked at anew.
        _scene.Clock.Advance(TimeSpan.FromMinutes(1));
        var file = await ReportWriter.WriteAsync([_scene.Source], options, Target, overwrite: true, clock: new FakeTimeProvider());
        Assert.Equal(new FileInfo(Target).Length, file.Length);
        return new(file, await File.ReadAllTextAsync(Target));
    }

    [GeneratedRegex("""<script type="application/json" id="(a\d+|mldash-report)">[^<]*</script>""")]
    private static partial Regex Answers();

    [GeneratedRegex("<script", RegexOptions.IgnoreCase)]
    private static partial Regex ScriptBegins();

    [GeneratedRegex("</script", RegexOptions.IgnoreCase)]
    private static partial Regex ScriptEnds();

    [GeneratedRegex("""http-equiv="Content-Security-Policy" content="([^"]*)""")]
    private static partial Regex Policy();

    [GeneratedRegex("""<(link|img|iframe|base)\b|<[^>]+ (src|href)=""")]
    private static partial Regex Elsewhere();

    private sealed record Written(ReportFile File, string Text)
    {
        public JsonElement Index { get; } = JsonDocument.Parse(Of(Text, "mldash-report")).RootElement;

        public int Place(string key) => Index.GetProperty("answers").GetProperty(key).GetInt32();

        public bool Has(string key) => Index.GetProperty("answers").TryGetProperty(key, out _);

        public string Answer(string key) => At(Place(key));

        public JsonElement Json(string key) => JsonDocument.Parse(Answer(key)).RootElement;

        public string At(int place) => Of(Text, $"a{place}");

        private static string Of(string text, string id)
        {
            var begin = $"<script type=\"application/json\" id=\"{id}\">";
            var at = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
            return text[at..text.IndexOf("</script>", at, StringComparison.Ordinal)];
        }
    }
}
