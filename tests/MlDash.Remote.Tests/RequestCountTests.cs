using MlDash.Experiments;
using MlDash.Storage.Remote;

namespace MlDash.Remote.Tests;

/// <summary>What is asked for decides how many requests are made, not what else there is.</summary>
[Collection(Scene.OneAtATime)]
public sealed class RequestCountTests
{
    private const int Metrics = 101;

    [Fact]
    public async Task One_metric_of_many_costs_its_own_requests()
    {
        await using var scene = await WithMetricsAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);

        var store = scene.Remote(url: proxy.Url);
        var experiment = Assert.Single(await FindAsync(store, new ExperimentQuery()));
        proxy.Seen.Clear();
        var metric = Assert.Single(await Scene.ToListAsync(experiment.DescribeMetricsAsync(["m050"])));
        Assert.Equal(("m050", 2L, 1L), (metric.Name, metric.TotalPoints, metric.Last!.Index));
        Assert.Equal(50L, metric.Last.Fields["step"]);
        Assert.Equal([50L, 50L], (await Scene.ToListAsync(experiment.Metric("m050").ReadAsync(new MetricQuery()))).Select(point => point.Fields["step"]));
        Assert.InRange(proxy.Seen.Count, 1, 2);

        // Nothing of the experiment is known yet.
        proxy.Seen.Clear();
        var other = new Experiment(scene.Remote(url: proxy.Url).ToStore(), experiment.Stored);
        Assert.Single(await Scene.ToListAsync(other.DescribeMetricsAsync(["m050"])));
        Assert.Equal(2, (await Scene.ToListAsync(other.Metric("m050").ReadAsync(new MetricQuery()))).Count);
        Assert.InRange(proxy.Seen.Count, 1, 3);
    }

    [Fact]
    public async Task All_metrics_are_one_list()
    {
        await using var scene = await WithMetricsAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var experiment = new Experiment(scene.Remote(url: proxy.Url).ToStore(), (await scene.FindAsync("alice/project/run")).Stored);
        var metrics = await Scene.ToListAsync(experiment.ListMetricsAsync());
        Assert.Equal(Enumerable.Range(0, Metrics).Select(Name), metrics.Select(metric => metric.Name));
        Assert.All(metrics, metric => Assert.Equal((2L, 1L), (metric.TotalPoints, metric.Last!.Index)));
        Assert.InRange(proxy.Seen.Count, 1, 3);
    }

    [Fact]
    public async Task A_pattern_reads_names_and_then_what_fits()
    {
        await using var scene = await WithMetricsAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var experiment = new Experiment(scene.Remote(url: proxy.Url).ToStore(), (await scene.FindAsync("alice/project/run")).Stored);
        var found = await Scene.ToListAsync(experiment.FindMetricsAsync([Text.Wildcard.ForName("M00*")]));
        Assert.Equal(Enumerable.Range(0, 10).Select(Name), found.Select(metric => metric.Name));
        Assert.InRange(proxy.Seen.Count, 1, 3);
    }

    [Fact]
    public async Task A_server_without_descriptions_is_asked_metric_by_metric()
    {
        await using var scene = await WithMetricsAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        proxy.Rewrite = Without("hasMore", "nextCursor", "lastPoint");
        var experiment = new Experiment(scene.Remote(url: proxy.Url).ToStore(), (await scene.FindAsync("alice/project/run")).Stored);
        var metric = Assert.Single(await Scene.ToListAsync(experiment.DescribeMetricsAsync(["m050", "none"])));
        Assert.Equal(("m050", 2L), (metric.Name, metric.TotalPoints));
    }

    [Fact]
    public async Task One_track_is_one_request()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var store = scene.Remote(url: proxy.Url);
        await using var experiment = await Scene.StartAsync(store, "run");
        foreach (var topic in new[] { "robot/pose", "robot/pose2", "robot" })
            experiment.Track(topic).Append(Scene.Fields(("x", 1L)), new AppendClock());
        await experiment.FlushAsync();
        proxy.Seen.Clear();
        Assert.Equal("robot/pose", (await experiment.Track("robot/pose").GetInfoAsync())?.Topic);
        Assert.Null(await experiment.Track("robot/none").GetInfoAsync());
        Assert.Equal(2, proxy.Seen.Count(request => request.Path.EndsWith("/tracks", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_newest_experiment_is_one_request()
    {
        await using var scene = await WithExperimentsAsync(30);
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var query = new ExperimentQuery { Order = ExperimentOrder.Newest, First = 1 };
        Assert.Equal(["run029"], (await FindAsync(scene.Remote(url: proxy.Url), query)).Select(experiment => experiment.Name));
        Assert.Single(proxy.Seen);

        proxy.Seen.Clear();
        query = query with
        {
            Names = [Text.Wildcard.ForName("RUN00?")],
            Projects = [Text.Wildcard.ForName("project")],
            Statuses = [ExperimentStatus.Running],
            First = 2,
        };
        Assert.Equal(["run009", "run008"], (await FindAsync(scene.Remote(url: proxy.Url), query)).Select(experiment => experiment.Name));
        Assert.Single(proxy.Seen);

        // What only the client can decide is found page by page.
        query = new ExperimentQuery { Order = ExperimentOrder.Newest, First = 2, Names = [Text.Wildcard.ForName("run00[12]")] };
        Assert.Equal(["run002", "run001"], (await FindAsync(scene.Remote(url: proxy.Url), query)).Select(experiment => experiment.Name));
    }

    [Fact]
    public async Task A_server_that_does_not_sort_is_asked_for_all()
    {
        await using var scene = await WithExperimentsAsync(3);
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var refused = 0;
        proxy.Rewrite = bytes => System.Text.Encoding.UTF8.GetString(bytes).Contains("endCursor", StringComparison.Ordinal) && refused++ == 0
            ? "{\"errors\":[{\"message\":\"Unknown argument 'sort'.\"}]}"u8.ToArray()
            : bytes;
        var query = new ExperimentQuery { Order = ExperimentOrder.Newest, First = 2 };
        Assert.Equal(["run002", "run001"], (await FindAsync(scene.Remote(url: proxy.Url), query)).Select(experiment => experiment.Name));
        Assert.Equal(1, refused);
    }

    [Fact]
    public async Task The_newest_of_a_folder_come_first_as_well()
    {
        await using var scene = new Scene();
        var store = scene.Local("root");
        foreach (var name in new[] { "b", "c", "a" })
            await (await Scene.StartAsync(store, name)).CompleteAsync(ExperimentStatus.Completed);
        var found = await Scene.ToListAsync(store.FindAsync(new ExperimentQuery { Order = ExperimentOrder.Newest, First = 2 }, CancellationToken.None));
        Assert.Equal(["a", "c"], found.Select(record => record.Name));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Following_a_log_gives_its_end_and_then_what_comes(bool tellsNext)
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        if (!tellsNext)
            proxy.Rewrite = Without("next");
        await using var writer = await Scene.StartAsync(scene.Remote(), "run");
        for (var i = 0; i < 20; i++)
            writer.Log.Write(i % 2 == 0 ? LogLevel.Info : LogLevel.Debug, $"{i}");
        await writer.FlushAsync();

        var reader = new Experiment(scene.Remote(url: proxy.Url).ToStore(), (await scene.FindAsync("alice/project/run")).Stored);
        await using var followed = reader.Log.FollowAsync(new LogQuery { Last = 2, Levels = [LogLevel.Info] }).GetAsyncEnumerator();
        Assert.Equal("16", await NextAsync(followed));
        if (tellsNext)
            Assert.Single(proxy.Seen, request => request.Path.EndsWith("/logs", StringComparison.Ordinal));
        writer.Log.Write(LogLevel.Debug, "20");
        writer.Log.Write(LogLevel.Info, "21");
        await writer.FlushAsync();
        Assert.Equal("18", await NextAsync(followed));
        Assert.Equal("21", await NextAsync(followed));
        await writer.CompleteAsync(ExperimentStatus.Completed);
        Assert.Null(await NextAsync(followed));
    }

    [Fact]
    public async Task The_end_of_a_log_that_is_followed_is_one_page()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var writer = await Scene.StartAsync(scene.Remote(), "run");
        for (var i = 0; i < 20; i++)
            writer.Log.Write(LogLevel.Info, $"{i}");
        await writer.CompleteAsync(ExperimentStatus.Completed);

        var reader = new Experiment(scene.Remote(url: proxy.Url).ToStore(), (await scene.FindAsync("alice/project/run")).Stored);
        Assert.Equal(
            ["15", "16", "17", "18", "19"], (await Scene.ToListAsync(reader.Log.FollowAsync(new LogQuery { Last = 5 }))).Select(entry => entry.Message));
        Assert.Single(proxy.Seen, request => request.Path.EndsWith("/logs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Saving_into_a_folder_again_asks_for_the_folder_once()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        await using var experiment = await Scene.StartAsync(scene.Remote(url: proxy.Url), "run");
        await SaveAsync(experiment, "a.bin");
        proxy.Seen.Clear();
        await SaveAsync(experiment, "b.bin");
        Assert.Single(proxy.Seen);
        Assert.Equal(
            ["models/best/a.bin", "models/best/b.bin"],
            (await Scene.ToListAsync(experiment.Files.FindAsync(new FileQuery()))).Select(file => file.Path).Order());
    }

    private static Task<FileEntry> SaveAsync(Experiment experiment, string name) =>
        experiment.Files.SaveAsync(new FileUpload { Name = name, Folder = "models/best", Open = () => new MemoryStream([7]), CanReopen = true });

    /// <summary>The server's lists of metrics and logs without some members, as another server gives them.</summary>
    private static Func<byte[], byte[]> Without(params string[] members) => bytes =>
    {
        if (System.Text.Json.Nodes.JsonNode.Parse(bytes) is not System.Text.Json.Nodes.JsonObject answer)
            return bytes;
        if ((answer["metrics"] ?? answer["logs"]) is not System.Text.Json.Nodes.JsonArray listed)
            return bytes;
        foreach (var one in listed.Append(answer).OfType<System.Text.Json.Nodes.JsonObject>())
        {
            foreach (var member in members)
                one.Remove(member);
        }

        return System.Text.Encoding.UTF8.GetBytes(answer.ToJsonString());
    };

    private static string Name(int metric) => $"m{metric:000}";

    private static async Task<Scene> WithMetricsAsync()
    {
        var scene = await Scene.WithServerAsync();
        var experiment = await Scene.StartAsync(scene.Remote(), "run");
        for (var metric = 0; metric < Metrics; metric++)
        {
            experiment.Metric(Name(metric)).Append(Scene.Fields(("step", (long)metric)), new AppendClock());
            experiment.Metric(Name(metric)).Append(Scene.Fields(("step", (long)metric)), new AppendClock());
        }

        await experiment.CompleteAsync(ExperimentStatus.Completed);
        return scene;
    }

    /// <summary>Running experiments, each started after the one before it.</summary>
    private static async Task<Scene> WithExperimentsAsync(int count)
    {
        var scene = await Scene.WithServerAsync();
        for (var number = 0; number < count; number++)
            await (await Scene.StartAsync(scene.Remote(), $"run{number:000}")).DisposeAsync();
        return scene;
    }

    private static async Task<string?> NextAsync(IAsyncEnumerator<LogEntry> entries) => await entries.MoveNextAsync() ? entries.Current.Message : null;

    private static async Task<List<Experiment>> FindAsync(RemoteExperimentStore store, ExperimentQuery query) =>
        [.. (await Scene.ToListAsync(store.FindAsync(query, CancellationToken.None))).Select(record => new Experiment(store.ToStore(), record))];
}
