using System.Text;
using MlDash.Series;
using MlDash.Storage.Remote;

namespace MlDash.Remote.Tests;

/// <summary>Curves of a server: one request each, and those of its points where it does not have the call.</summary>
[Collection(Scene.OneAtATime)]
public sealed class CurveTests
{
    private static readonly ExperimentPath _path = ExperimentPath.Parse("alice/project/run");

    private static readonly SeriesQuery[] _queries =
    [
        new() { X = new("step"), Buckets = 7 }, new() { X = SeriesX.Index, Fields = ["loss", "a,b &"], From = 1_000.5, To = 2_100 },
        new() { X = SeriesX.Of("RelativeTime"), Fields = ["loss"], Buckets = 3 }, new(), new() { Fields = ["none"] }, new() { Since = 0, Until = 1 },
    ];

    [Fact]
    public async Task A_curve_is_one_request_and_the_same_as_from_the_points()
    {
        await using var scene = await RecordedAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var (store, pointwise) = (scene.Remote(url: proxy.Url), scene.Remote(url: proxy.Url));
        await SeriesAsync(store, new());
        foreach (var query in _queries)
        {
            proxy.Fault = (_, _) => Task.FromResult(false);
            proxy.Seen.Clear();
            var curves = await SeriesAsync(store, query);
            Assert.EndsWith("/metrics/train/series", Assert.Single(proxy.Seen).Path, StringComparison.Ordinal);

            proxy.Fault = Refusing(404);
            proxy.Seen.Clear();
            Assert.Equal(await SeriesAsync(pointwise, query), curves);
            Assert.InRange(proxy.Seen.Count, 2, 5);
        }
    }

    [Fact]
    public async Task Curves_of_several_metrics_are_one_request()
    {
        await using var scene = await RecordedAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var store = scene.Remote(url: proxy.Url);
        var alone = await SeriesAsync(store, _queries[1]);
        foreach (var status in (int[])[200, 404, 405, 413])
        {
            proxy.Fault = status == 200 ? (_, _) => Task.FromResult(false) : Refusing(status);
            proxy.Seen.Clear();
            var all = await store.ReadSeriesAsync([new(_path, "train"), new(_path, "none"), new(_path, "train")], _queries[1], CancellationToken.None);
            Assert.Equal(alone, Said(all[0]));
            Assert.Empty(all[1]);
            Assert.Equal(alone, Said(all[2]));
            Assert.EndsWith("/experiments/series", proxy.Seen.First().Path, StringComparison.Ordinal);
            Assert.Equal(status == 200, proxy.Seen.Count == 1);
        }
    }

    [Fact]
    public async Task Curves_that_are_too_many_for_one_answer_are_asked_for_in_several()
    {
        await using var scene = await RecordedAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var store = scene.Remote(url: proxy.Url);
        await SeriesAsync(store, new());
        proxy.Seen.Clear();
        var query = new SeriesQuery { Fields = ["loss", "step"], Buckets = 10_000 };
        var all = await store.ReadSeriesAsync([.. Enumerable.Repeat(new MetricPath(_path, "train"), 25)], query, CancellationToken.None);
        Assert.All(all, curves => Assert.Equal(2, curves.Count));
        Assert.Equal(25, all.Count);
        Assert.Equal(3, proxy.Seen.Count);
    }

    [Theory]
    [InlineData("""{"metrics":[]}""")]
    [InlineData("""{"metrics":null}""")]
    [InlineData("""{"metrics":[null,null]}""")]
    [InlineData("""{"metrics":[{"metric":"train","x":null,"series":[]}]}""")]
    public async Task An_answer_that_has_not_the_curves_of_each_metric_is_refused(string answer)
    {
        await using var scene = await RecordedAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var store = scene.Remote(url: proxy.Url);
        await SeriesAsync(store, new());
        proxy.Rewrite = _ => Encoding.UTF8.GetBytes(answer);
        var fault = await Assert.ThrowsAsync<NetworkException>(
            () => store.ReadSeriesAsync([new(_path, "train"), new(_path, "train")], new(), CancellationToken.None));
        Assert.Equal("ServerAnswerNotUnderstood", fault.ErrorId);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(413)]
    public async Task A_server_that_does_not_have_the_call_is_asked_for_the_points(int status)
    {
        await using var scene = await RecordedAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        proxy.Fault = Refusing(status);
        var curve = Assert.Single(await scene.Remote(url: proxy.Url).ReadSeriesAsync(_path, "train", new() { Fields = ["loss"] }, CancellationToken.None));
        Assert.Equal(2_499, curve.Buckets.Sum(bucket => bucket.Count));
    }

    [Theory]
    [InlineData(20_000, "step")]
    [InlineData(100, "index")]
    public async Task What_the_call_cannot_say_is_answered_from_the_points(int buckets, string x)
    {
        await using var scene = await RecordedAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var query = new SeriesQuery { Fields = ["loss"], X = new(x), Buckets = buckets };
        var curves = await scene.Remote(url: proxy.Url).ReadSeriesAsync(_path, "train", query, CancellationToken.None);
        // A field may be called as the words are; this metric has none.
        Assert.Equal(x == "step" ? [2_499L] : [], curves.Select(curve => curve.Buckets.Sum(bucket => bucket.Count)));
        Assert.DoesNotContain(proxy.Seen, request => request.Path.EndsWith("/series", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("<html></html>")]
    [InlineData("""{"metric":"train","x":null,"series":[null]}""")]
    [InlineData("""{"metric":"train","x":null,"series":[{"field":"loss"}]}""")]
    [InlineData("""{"metric":"train","x":{"field":"step","isElapsed":false},"series":"none"}""")]
    public async Task An_answer_that_is_no_curve_is_said_to_be_none(string answer)
    {
        await using var scene = await RecordedAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var store = scene.Remote(url: proxy.Url);
        await SeriesAsync(store, new());
        proxy.Rewrite = _ => Encoding.UTF8.GetBytes(answer);
        var fault = await Assert.ThrowsAsync<NetworkException>(() => SeriesAsync(store, new()));
        Assert.Equal("ServerAnswerNotUnderstood", fault.ErrorId);
    }

    [Theory]
    [InlineData("\"firstX\":[", "\"firstX\":[1,")]
    [InlineData("\"count\":[", "\"count\":[0.5,")]
    [InlineData("\"sum\":[", "\"sums\":[")]
    public async Task A_curve_whose_lists_are_not_whole_is_refused(string part, string other)
    {
        await using var scene = await RecordedAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        proxy.Rewrite = bytes => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace(part, other, StringComparison.Ordinal));
        var fault = await Assert.ThrowsAsync<NetworkException>(() => SeriesAsync(scene.Remote(url: proxy.Url), new()));
        Assert.Equal("ServerAnswerNotUnderstood", fault.ErrorId);
    }

    private static Func<Microsoft.AspNetCore.Http.HttpContext, Func<Task>, Task<bool>> Refusing(int status) => (context, _) =>
    {
        context.Response.StatusCode = context.Request.Path.Value!.EndsWith("/series", StringComparison.Ordinal) ? status : 200;
        return Task.FromResult(context.Response.StatusCode == status);
    };

    private static async Task<List<string>> SeriesAsync(RemoteExperimentStore store, SeriesQuery query) =>
        Said(await store.ReadSeriesAsync(_path, "train", query, CancellationToken.None));

    private static List<string> Said(IReadOnlyList<MetricSeries> curves) =>
    [
        .. curves.Select(
            curve => $"{curve.Metric} {curve.Field} {curve.X} {curve.IsRaw} {curve.IsOrdered}: {string.Join("; ", curve.Buckets.Select(Said))}"),
    ];

    private static string Said(SeriesBucket bucket) => string.Join(' ',
        bucket.Column, bucket.StartsPiece, bucket.First, bucket.Last, bucket.Min, bucket.Max, bucket.Count, bucket.Sum, bucket.NonFinite, bucket.BeginsWithGap,
        bucket.EndsWithGap);

    /// <summary>A metric with a restart, a gap and a field with an odd name.</summary>
    private static async Task<Scene> RecordedAsync()
    {
        var scene = await Scene.WithServerAsync();
        var experiment = await Scene.StartAsync(scene.Remote(), "run");
        var (metric, clock) = (experiment.Metric("train"), new AppendClock());
        for (var i = 0L; i < 2_500; i++)
        {
            var loss = i == 77 ? double.NaN : i * 7_919 % 1_000;
            metric.Append(Scene.Fields(("step", i < 2_000 ? i : i - 500), ("loss", loss), ("a,b &", i % 5), ("name", "x")), clock);
        }

        await experiment.CompleteAsync(ExperimentStatus.Completed);
        return scene;
    }
}
