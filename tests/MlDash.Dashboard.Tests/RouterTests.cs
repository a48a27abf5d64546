using System.Text;
using System.Text.Json;

namespace MlDash.Dashboard.Tests;

/// <summary>What a page is answered, of experiments in a real folder.</summary>
public sealed class RouterTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task The_page_is_there_at_every_address_that_is_no_file()
    {
        foreach (var path in new[] { "/", "/alice/vision/run-1", "/index.html" })
        {
            var answer = await _scene.AskAsync(path);
            Assert.Equal((200, "text/html; charset=utf-8"), (answer.Status, answer.ContentType));
            Assert.Contains("<div id=\"app\">", Encoding.UTF8.GetString(answer.Body.Span));
        }

        Assert.Equal("text/javascript; charset=utf-8", (await _scene.AskAsync("/app.js")).ContentType);
    }

    [Fact]
    public async Task What_the_browser_has_already_is_not_sent_again()
    {
        await RecordAsync("vision/run-1", 0.5);
        (string, string)[] requests = [("/app.js", ""), ("/q/runs", ""), ("/q/run", "path=vision/run-1"), ("/q/file", "path=vision/run-1&file=notes.html")];
        foreach (var (path, query) in requests)
        {
            var first = await _scene.AskAsync(path, query);
            var second = await _scene.AskAsync(path, query, first.ETag);
            Assert.NotNull(first.ETag);
            Assert.Equal((304, 0), (second.Status, second.Body.Length));
            first.Stream?.Dispose();
        }
    }

    [Fact]
    public async Task The_table_has_the_columns_that_are_asked_for_in_the_order_that_is_asked_for()
    {
        await RecordAsync("vision/run-1", 0.5);
        await RecordAsync("vision/run-2", 0.1);
        await RecordAsync("vision/run-3", 0.3);

        var answer = await _scene.AnswerAsync("runs", "sort=params.lr&column=params.lr&column=metrics.train.loss.min&column=metrics.none.x.max&first=2");

        Assert.Equal(3, answer.GetProperty("total").GetInt32());
        Assert.Equal(
            ["vision/run-2 [0.1,1,null]", "vision/run-3 [0.3,1,null]"],
            answer.GetProperty("runs").EnumerateArray().Select(run => $"{run.GetProperty("path")} {run.GetProperty("values").GetRawText()}"));
        var next = await _scene.AnswerAsync("runs", $"sort=params.lr&after={answer.GetProperty("next").GetString()}");
        Assert.Equal("vision/run-1", next.GetProperty("runs").EnumerateArray().Single().GetProperty("path").GetString());
        Assert.Equal(JsonValueKind.Null, next.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task A_filter_selects_runs_and_what_is_wrong_with_one_points_at_the_place()
    {
        await RecordAsync("vision/run-1", 0.5);
        await RecordAsync("vision/run-2", 0.1);

        var answer = await _scene.AnswerAsync("runs", "filter=" + Uri.EscapeDataString("params.lr < 0.2 and metrics.train.loss.min <= 1"));
        Assert.Equal(1, answer.GetProperty("total").GetInt32());
        Assert.Equal("vision/run-2", answer.GetProperty("runs").EnumerateArray().Single().GetProperty("path").GetString());

        var refusal = await _scene.AskAsync("/q/runs", "filter=params.lr%20%3C");
        Assert.Equal(400, refusal.Status);
        Assert.Contains("IllegalFilter", Encoding.UTF8.GetString(refusal.Body.Span));
        Assert.Contains("at character 12", Encoding.UTF8.GetString(refusal.Body.Span));
    }

    [Fact]
    public async Task All_parameters_and_fields_can_be_columns()
    {
        await RecordAsync("vision/run-1", 0.5);
        var answer = await _scene.AnswerAsync("columns");
        Assert.Equal("[\"lr\"]", answer.GetProperty("parameters").GetRawText());
        Assert.Equal("[\"train.loss\",\"train.step\"]", answer.GetProperty("fields").GetRawText());
    }

    [Fact]
    public async Task A_curve_has_its_points_and_a_spike_among_many_of_them()
    {
        await _scene.RecordAsync("vision/run-1", run =>
        {
            foreach (var step in Enumerable.Range(0, 5000))
                run.Metric("train").Append(new Dictionary<string, object> { ["step"] = step, ["loss"] = step == 3210 ? 99.0 : 1.0 / (1 + step) }, new());
            return Task.CompletedTask;
        });

        var answer = await _scene.AnswerAsync("series", "path=vision/run-1&metric=train&field=loss&x=step&buckets=100");
        var few = answer.GetProperty("series")[0].GetProperty("curves")[0];

        Assert.InRange(few.GetProperty("count").GetArrayLength(), 50, 100);
        Assert.Equal(5000, few.GetProperty("count").EnumerateArray().Sum(count => count.GetInt64()));
        Assert.Equal(99, few.GetProperty("maxY").EnumerateArray().Max(y => y.GetDouble()));
        var spike = few.GetProperty("maxY").EnumerateArray().ToList().FindIndex(y => y.GetDouble() == 99);
        Assert.Equal(3210, few.GetProperty("maxX")[spike].GetDouble());

        var zoomed = await _scene.AnswerAsync("series", "path=vision/run-1&metric=train&field=loss&x=step&from=3200&to=3219&buckets=100");
        var near = zoomed.GetProperty("series")[0].GetProperty("curves")[0];
        Assert.True(near.GetProperty("isRaw").GetBoolean());
        Assert.Equal(20, near.GetProperty("count").GetArrayLength());
    }

    [Fact]
    public async Task NaN_and_Infinity_are_said_wherever_they_were_recorded()
    {
        await _scene.RecordAsync("vision/run-1", async run =>
        {
            await run.Parameters.SetAsync(new Dictionary<string, object> { ["p"] = double.NaN, ["list"] = new[] { 1, double.PositiveInfinity } });
            run.Log.Write(LogLevel.Info, "hi", new Dictionary<string, object> { ["a"] = double.NegativeInfinity });
        });

        var run = await _scene.AnswerAsync("run", "path=vision/run-1");
        Assert.Equal(["\"NaN\"", "[1.0,null]"], run.GetProperty("parameters").EnumerateArray().Select(one => one.GetProperty("value").GetRawText()));
        var log = await _scene.AnswerAsync("logs", "path=vision/run-1");
        Assert.Equal("{\"a\":null}", log.GetProperty("entries")[0].GetProperty("metadata").GetRawText());
    }

    [Fact]
    public async Task What_users_recorded_is_sent_as_data_that_no_browser_runs()
    {
        await RecordAsync("vision/run-1", 0.5);
        var file = await _scene.AskAsync("/q/file", "path=vision/run-1&file=notes.html");
        await using var stream = file.Stream!;
        Assert.Equal("<script>alert(1)</script>", await new StreamReader(stream).ReadToEndAsync());
        Assert.StartsWith("text/plain", file.ContentType);
        Assert.Contains(("X-Content-Type-Options", "nosniff"), file.Headers());
        Assert.Contains("sandbox", file.Policy);
        Assert.DoesNotContain("script-src", file.Policy);

        var run = await _scene.AskAsync("/q/run", "path=vision/run-1");
        Assert.Equal("application/json; charset=utf-8", run.ContentType);
        Assert.DoesNotContain("<1>", Encoding.UTF8.GetString(run.Body.Span));
        Assert.Equal("t<1>", JsonDocument.Parse(run.Body).RootElement.GetProperty("tags")[0].GetString());
    }

    [Fact]
    public async Task The_page_itself_runs_nothing_but_its_own_script_and_is_framed_by_nobody()
    {
        var policy = (await _scene.AskAsync("/")).Policy;
        Assert.Contains("default-src 'none'; script-src 'self';", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe-eval", policy);
    }

    [Theory]
    [InlineData("GET", "nothing", "", 404, "QuestionUnknown")]
    [InlineData("POST", "runs", "", 405, "MethodNotAllowed")]
    [InlineData("PUT", "update", "", 405, "MethodNotAllowed")]
    [InlineData("POST", "update", "", 403, "ReadOnly")]
    [InlineData("POST", "write", "", 403, "ReadOnly")]
    [InlineData("GET", "folder", "path=none", 404, "FolderNotFound")]
    [InlineData("GET", "folderfile", "file=none.txt", 404, "FileNotFound")]
    [InlineData("GET", "track", "path=vision/run-1", 400, "QueryFieldMissing")]
    [InlineData("GET", "changes", "", 400, "QueryFieldMissing")]
    [InlineData("GET", "changes", "path=vision/run-1&since=%3F", 400, "IllegalCursor")]
    [InlineData("GET", "runs", "source=3", 404, "SourceUnknown")]
    [InlineData("GET", "runs", "source=x", 400, "IllegalQueryField")]
    [InlineData("GET", "runs", "sort=nothing", 400, "IllegalRunColumn")]
    [InlineData("GET", "runs", "after=%3F", 400, "IllegalCursor")]
    [InlineData("GET", "run", "", 400, "QueryFieldMissing")]
    [InlineData("GET", "run", "path=vision/none", 404, "ExperimentNotFound")]
    [InlineData("GET", "metrics", "path=vision/none", 404, "ExperimentNotFound")]
    [InlineData("GET", "series", "path=vision/run-1&metric=train&from=x", 400, "IllegalQueryField")]
    [InlineData("GET", "series", "path=vision/run-1&metric=train&from=NaN", 400, "IllegalQueryField")]
    [InlineData("GET", "logs", "path=vision/run-1&level=loud", 400, "IllegalQueryField")]
    [InlineData("GET", "logs", "path=vision/run-1&since=1e300", 400, "IllegalQueryField")]
    [InlineData("GET", "logs", "path=vision/run-1&since=-9e13", 400, "IllegalQueryField")]
    [InlineData("GET", "file", "path=vision/run-1&file=none.txt", 404, "FileNotFound")]
    [InlineData("GET", "file", "path=vision/run-1&file=../../../../etc/passwd", 404, "FileNotFound")]
    public async Task What_is_wrong_with_a_question_is_its_answer(string method, string question, string query, int status, string code)
    {
        await RecordAsync("vision/run-1", 0.5);
        var answer = await _scene.AskAsync("/q/" + question, query, method: method);
        Assert.Equal((status, code), (answer.Status, JsonDocument.Parse(answer.Body).RootElement.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("../../../../../etc")]
    [InlineData("vision/../../../etc")]
    public async Task A_path_never_leaves_its_root(string path)
    {
        foreach (var question in new[] { "run", "metrics", "files" })
        {
            var answer = await _scene.AskAsync("/q/" + question, "path=" + Uri.EscapeDataString(path));
            Assert.InRange(answer.Status, 400, 404);
        }
    }

    [Fact]
    public async Task A_log_is_read_from_its_end_and_then_what_has_come_since()
    {
        var store = new Storage.Local.LocalExperimentStore(_scene.Root).ToStore();
        var run = await Experiment.StartAsync(store, ExperimentPath.Parse("vision/run-1"), null, new(), new Recording.RecordingOptions());
        foreach (var number in Enumerable.Range(0, 20))
            run.Log.Write(number % 2 == 0 ? LogLevel.Info : LogLevel.Error, $"line {number}");
        await run.WriteThroughAsync();

        var end = await _scene.AnswerAsync("logs", "path=vision/run-1&last=3&level=error");
        Assert.Equal(["line 15", "line 17", "line 19"], Messages(end));
        run.Log.Write(LogLevel.Error, "line 20");
        await run.WriteThroughAsync();
        var since = await _scene.AnswerAsync("logs", $"path=vision/run-1&level=error&from={end.GetProperty("next")}");
        Assert.Equal(["line 20"], Messages(since));
        await run.CompleteAsync(ExperimentStatus.Completed);
    }

    private static IEnumerable<string?> Messages(JsonElement log) =>
        log.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("message").GetString());

    private Task RecordAsync(string path, double rate) => _scene.RecordAsync(path, async run =>
    {
        await run.Parameters.SetAsync(new Dictionary<string, object> { ["lr"] = rate });
        run.Metric("train").Append(new Dictionary<string, object> { ["step"] = 0, ["loss"] = 2.0 }, new());
        run.Metric("train").Append(new Dictionary<string, object> { ["step"] = 1, ["loss"] = 1.0 }, new());
        await run.Files.SaveAsync(new() { Name = "notes.html", Open = () => new MemoryStream("<script>alert(1)</script>"u8.ToArray()) });
    });
}
