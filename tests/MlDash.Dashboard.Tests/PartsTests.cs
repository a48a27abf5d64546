using System.Text.Json;
using MlDash.Dashboard.Routing;

namespace MlDash.Dashboard.Tests;

/// <summary>Answers that hold a part: of files, of tracks, of the curves of several runs.</summary>
public sealed class PartsTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("bytes=0-3", 206, "0123", "bytes 0-3/10")]
    [InlineData("bytes=4-", 206, "456789", "bytes 4-9/10")]
    [InlineData("bytes=-2", 206, "89", "bytes 8-9/10")]
    [InlineData("bytes=-99", 206, "0123456789", "bytes 0-9/10")]
    [InlineData("bytes=8-99", 206, "89", "bytes 8-9/10")]
    [InlineData("bytes=10-", 416, "", "bytes */10")]
    [InlineData("bytes=-0", 416, "", "bytes */10")]
    [InlineData("bytes=3-1", 200, "0123456789", null)]
    [InlineData("bytes=0-1,4-5", 200, "0123456789", null)]
    [InlineData("bytes=x", 200, "0123456789", null)]
    [InlineData("bytes=99999999999999999999-", 200, "0123456789", null)]
    [InlineData("rows=0-1", 200, "0123456789", null)]
    [InlineData(null, 200, "0123456789", null)]
    public async Task A_file_is_sent_in_the_part_that_is_asked_for(string? range, int status, string text, string? part)
    {
        await _scene.RecordAsync(
            "vision/run-1", run => run.Files.SaveAsync(new() { Name = "clip.mp4", Open = () => new MemoryStream("0123456789"u8.ToArray()) }));
        _scene.Put("vision/clip.mp4", "0123456789");
        foreach (var (question, path) in new[] { ("file", "vision/run-1"), ("folderfile", "vision") })
        {
            var answer = await AskAsync(question, path, range);
            Assert.Equal((status, part), (answer.Status, answer.Range));
            if (status == 416)
                continue;
            await using var stream = answer.Stream!;
            Assert.Equal(text, await new StreamReader(stream).ReadToEndAsync());
            Assert.Equal((text.Length, "video/mp4"), (answer.Length, answer.ContentType));
            Assert.Contains(("Accept-Ranges", "bytes"), answer.Headers());
        }
    }

    [Fact]
    public async Task A_part_of_another_file_than_before_is_not_sent()
    {
        await _scene.RecordAsync("vision/run-1", _ => Task.CompletedTask);
        _scene.Put("vision/clip.mp4", "0123456789");
        var whole = await AskAsync("folderfile", "vision", null);
        whole.Stream!.Dispose();
        var same = await AskAsync("folderfile", "vision", "bytes=0-3", whole.ETag);
        same.Stream!.Dispose();
        var other = await AskAsync("folderfile", "vision", "bytes=0-3", "\"other\"");
        other.Stream!.Dispose();
        Assert.Equal((206, 200), (same.Status, other.Status));
    }

    [Fact]
    public async Task A_track_is_columns_in_pages()
    {
        await _scene.RecordAsync("vision/run-1", run =>
        {
            foreach (var at in Enumerable.Range(0, 5))
            {
                var fields = new Dictionary<string, object> { ["x"] = at };
                if (at % 2 == 0)
                    fields["q"] = new[] { 1.0, double.NaN };
                run.Track("robot/pose").Append(fields, new(), at);
            }

            return Task.CompletedTask;
        });

        var list = await _scene.AnswerAsync("tracks", "path=vision/run-1");
        Assert.Equal("""[{"topic":"robot/pose","entries":5,"columns":["q","x"],"first":0,"last":4}]""", list.GetProperty("tracks").GetRawText());
        var page = await _scene.AnswerAsync("track", "path=vision/run-1&topic=robot/pose&from=1&first=3");
        Assert.Equal("""{"topic":"robot/pose","at":[1,2,3],"columns":{"q":[null,[1.0,null],null],"x":[1,2,3]},"hasMore":true}""", page.GetRawText());
        var rest = await _scene.AnswerAsync("track", "path=vision/run-1&topic=robot/pose&from=3&to=9&column=x");
        Assert.Equal("""{"topic":"robot/pose","at":[3,4],"columns":{"x":[3,4]},"hasMore":false}""", rest.GetRawText());
    }

    [Fact]
    public async Task A_track_holds_no_more_than_its_limit()
    {
        await _scene.RecordAsync("vision/run-1", run =>
        {
            foreach (var at in Enumerable.Range(0, 3000))
                run.Track("t").Append(new Dictionary<string, object> { ["x"] = at }, new(), at);
            return Task.CompletedTask;
        });
        var page = await _scene.AnswerAsync("track", "path=vision/run-1&topic=t&first=100000");
        Assert.Equal((2000, true), (page.GetProperty("at").GetArrayLength(), page.GetProperty("hasMore").GetBoolean()));
    }

    [Fact]
    public async Task Curves_of_several_runs_come_with_one_question_and_one_that_is_gone_has_none()
    {
        foreach (var number in new[] { 1, 2 })
            await RecordAsync($"vision/run-{number}", number);
        var series = (await _scene.AnswerAsync("series", "path=vision/run-2&path=vision/none&path=vision/run-1&metric=train&field=value"))
            .GetProperty("series");
        Assert.Equal(
            ["vision/run-2 [2]", "vision/none", "vision/run-1 [1]"],
            series.EnumerateArray().Select(one => $"{one.GetProperty("path")} {Y(one)}".TrimEnd()));

        var many = string.Join('&', Enumerable.Range(0, 101).Select(number => $"path=r/{number}"));
        var answer = await _scene.AskAsync("/q/series", many + "&metric=train");
        Assert.Equal((400, "TooManyPaths"), (answer.Status, JsonDocument.Parse(answer.Body).RootElement.GetProperty("code").GetString()));

        static string Y(JsonElement series) =>
            series.GetProperty("curves").GetArrayLength() > 0 ? series.GetProperty("curves")[0].GetProperty("firstY").GetRawText() : "";
    }

    private Task RecordAsync(string path, int value) => _scene.RecordAsync(path, run =>
    {
        run.Metric("train").Append(new Dictionary<string, object> { ["value"] = value }, new());
        return Task.CompletedTask;
    });

    private Task<DashboardAnswer> AskAsync(string question, string path, string? range, string? ifRange = null) => _scene.Router.AnswerAsync(
        new("GET", "/q/" + question, $"path={path}&file=clip.mp4", null) { Range = range, IfRange = ifRange }, CancellationToken.None);
}
