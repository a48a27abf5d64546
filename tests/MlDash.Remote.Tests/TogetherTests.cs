using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MlDash.Remote.Tests;

/// <summary>Several streams go in one request where the server takes that, and each record arrives once whatever becomes of the request.</summary>
[Collection(Scene.OneAtATime)]
public sealed class TogetherTests
{
    private const int Metrics = 100;
    private const string Batches = "/batches";

    [Fact]
    public async Task A_point_of_each_of_a_hundred_metrics_is_one_request_a_flush()
    {
        await using var scene = await StartAsync();
        await using var proxy = await StartProxyAsync(scene);
        await using var experiment = await Scene.StartAsync(scene.Remote(url: proxy.Url), "run");
        for (var flush = 0; flush < 3; flush++)
        {
            Record(experiment, flush);
            proxy.Seen.Clear();
            await experiment.FlushAsync();
            Assert.InRange(proxy.Seen.Count, 1, 2);
        }

        await AssertOnceAsync(scene, 3);
    }

    [Fact]
    public async Task What_waits_goes_with_the_stream_that_has_waited_long_enough()
    {
        await using var scene = await Scene.WithServerAsync();
        scene.Sending = scene.Sending with { Interval = TimeSpan.FromSeconds(1) };
        await using var proxy = await StartProxyAsync(scene);
        await using var experiment = await Scene.StartAsync(scene.Remote(url: proxy.Url), "run");
        proxy.Seen.Clear();
        var clock = new AppendClock();
        for (var metric = 0; metric < 10; metric++)
        {
            experiment.Metric(Name(metric)).Append(Scene.Fields(("step", 0L)), clock);
            await Task.Delay(20);
        }

        for (var wait = 0; !proxy.Seen.Any(IsTogether) && wait < 400; wait++)
            await Task.Delay(25);
        Assert.Single(proxy.Seen, IsTogether);
        Assert.DoesNotContain(proxy.Seen, request => request.Path.Contains("append", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_does_not_say_so_gets_each_stream_by_itself()
    {
        await using var scene = await StartAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        await using var experiment = await Scene.StartAsync(scene.Remote(url: proxy.Url), "run");
        Record(experiment, 0);
        await experiment.FlushAsync();
        Assert.DoesNotContain(proxy.Seen, IsTogether);
        await AssertOnceAsync(scene, 1);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(413)]
    public async Task Where_the_call_is_not_let_through_each_stream_goes_by_itself(int status)
    {
        await using var scene = await StartAsync();
        await using var proxy = await StartProxyAsync(scene);
        proxy.Fault = (context, _) => Task.FromResult(IsTogether(context) && Answer(context, status));
        await using var experiment = await Scene.StartAsync(scene.Remote(url: proxy.Url), "run");
        Record(experiment, 0);
        await experiment.FlushAsync();
        await AssertOnceAsync(scene, 1);
        Assert.Contains(proxy.Seen, IsTogether);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_request_that_arrived_without_an_answer_leaves_each_record_there_once(int repeat)
    {
        await using var scene = await StartAsync();
        scene.Sending = scene.Sending with { MaxRetries = 0 };
        await using var proxy = await StartProxyAsync(scene);
        var seen = 0;
        proxy.Fault = async (context, forward) =>
        {
            if (!IsTogether(context))
                return false;
            if (Interlocked.Increment(ref seen) == 1)
            {
                await forward();
                context.Abort();
                return true;
            }

            // The repeat passes, is refused on its way, or is not let through at all.
            return repeat > 0 && Answer(context, repeat == 1 ? 413 : 404);
        };
        var experiment = await Scene.StartAsync(scene.Remote(url: proxy.Url), "run");
        Record(experiment, 0);
        experiment.Log.Write(LogLevel.Info, "once");
        await experiment.FlushAsync();
        Record(experiment, 1);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        await scene.SyncAsync();
        await AssertOnceAsync(scene, 2);
        Assert.Single(await Scene.ToListAsync((await scene.FindAsync("alice/project/run")).Log.ReadAsync(new LogQuery())));
    }

    [Fact]
    public async Task A_part_that_is_refused_goes_again_by_itself_and_no_other_does()
    {
        await using var scene = await StartAsync();
        await using var proxy = await StartProxyAsync(scene);
        var keys = new ConcurrentQueue<string>();
        proxy.Rewrite = bytes =>
        {
            if (JsonNode.Parse(bytes)?["answers"] is not JsonArray answers)
                return bytes;
            answers[3] = JsonNode.Parse("""{"status": 503, "body": {"error": "store_away", "message": "A store is away."}}""");
            return Encoding.UTF8.GetBytes(new JsonObject { ["answers"] = answers.DeepClone() }.ToJsonString());
        };
        await using var experiment = await Scene.StartAsync(scene.Remote(url: proxy.Url), "run");
        Record(experiment, 0);
        await experiment.FlushAsync();
        Assert.EndsWith("/metrics/m003/append-batch", Assert.Single(proxy.Seen, request => request.Path.Contains("append", StringComparison.Ordinal)).Path);
        await AssertOnceAsync(scene, 1);
    }

    [Fact]
    public async Task What_does_not_fit_into_one_request_goes_in_several()
    {
        await using var scene = await StartAsync();
        await using var proxy = await StartProxyAsync(scene);
        var experiment = await Scene.StartAsync(scene.Remote(url: proxy.Url), "run");
        var clock = new AppendClock();
        for (var metric = 0; metric < 4; metric++)
            experiment.Metric(Name(metric)).Append(Scene.Fields(("step", 0L), ("blob", new string('x', 300_000))), clock);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        var read = await scene.FindAsync("alice/project/run");
        Assert.Equal([1L, 1, 1, 1], (await Scene.ToListAsync(read.ListMetricsAsync())).Select(metric => metric.TotalPoints));
    }

    /// <summary>A scene in which nothing is sent before it is flushed, however slow the machine is.</summary>
    private static async Task<Scene> StartAsync()
    {
        var scene = await Scene.WithServerAsync();
        scene.Sending = scene.Sending with { Interval = TimeSpan.FromMinutes(5) };
        return scene;
    }

    private static async Task<FaultyProxy> StartProxyAsync(Scene scene)
    {
        var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        proxy.PassesBatches = true;
        return proxy;
    }

    private static void Record(Experiment experiment, long step)
    {
        var clock = new AppendClock();
        for (var metric = 0; metric < Metrics; metric++)
            experiment.Metric(Name(metric)).Append(Scene.Fields(("step", step)), clock);
    }

    private static async Task AssertOnceAsync(Scene scene, int steps)
    {
        var read = await scene.FindAsync("alice/project/run");
        for (var metric = 0; metric < Metrics; metric += 33)
            Assert.Equal(Enumerable.Range(0, steps).Select(step => (long)step), await Scene.StepsAsync(read, Name(metric)));
        Assert.Equal(Metrics * steps, (await Scene.ToListAsync(read.ListMetricsAsync())).Sum(metric => metric.TotalPoints));
    }

    private static bool IsTogether((string Path, string Key, long At) request) => request.Path.EndsWith(Batches, StringComparison.Ordinal);

    private static bool IsTogether(HttpContext context) => context.Request.Path.Value!.EndsWith(Batches, StringComparison.Ordinal);

    private static bool Answer(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return true;
    }

    private static string Name(int metric) => $"m{metric:000}";
}
