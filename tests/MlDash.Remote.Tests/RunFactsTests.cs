using System.Collections;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using MlDash.Experiments;
using MlDash.Filtering;
using MlDash.Storage.Remote;

namespace MlDash.Remote.Tests;

/// <summary>Facts of the experiments of a server: one request for many, and those of the points where the server does not have the call.</summary>
[Collection(Scene.OneAtATime)]
public sealed class RunFactsTests
{
    private static readonly ExperimentQuery _ofProject = new() { Under = ExperimentPath.Parse("alice/project") };
    private static readonly Dictionary<ExperimentPath, RunFacts> _none = [];

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    public async Task Facts_are_one_request_and_the_same_as_from_the_points(int status)
    {
        await using var scene = await RecordedAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var facts = await FactsAsync(scene.Remote(url: proxy.Url), _none);
        Assert.EndsWith("/api/namespaces/alice/runs", Assert.Single(proxy.Seen).Path, StringComparison.Ordinal);
        Assert.Equal(["one", "two"], facts.Values.Select(run => run.Experiment.Name).Order());

        proxy.Fault = (context, _) =>
        {
            context.Response.StatusCode = context.Request.Path.Value!.EndsWith("/runs", StringComparison.Ordinal) ? status : 200;
            return Task.FromResult(context.Response.StatusCode == status);
        };
        var store = scene.Remote(url: proxy.Url);
        var pointwise = await FactsAsync(store, _none);
        Assert.Equal(facts.Values.Select(Said).Order(), pointwise.Values.Select(Said).Order());

        // What has as many points as before is not read again.
        proxy.Seen.Clear();
        var again = await FactsAsync(store, pointwise);
        Assert.All(pointwise, run => Assert.Same(run.Value, again[run.Key]));
        Assert.DoesNotContain(proxy.Seen, request => request.Path.EndsWith("/data", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Facts_from_the_points_grow_with_them()
    {
        await using var scene = await RecordedAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        proxy.Fault = (context, _) =>
        {
            context.Response.StatusCode = context.Request.Path.Value!.EndsWith("/runs", StringComparison.Ordinal) ? 404 : 200;
            return Task.FromResult(context.Response.StatusCode == 404);
        };
        var store = scene.Remote(url: proxy.Url);
        var known = await FactsAsync(store, _none);
        await RecordAsync(scene, "two", 1_100);
        Assert.Equal((await FactsAsync(scene.Remote(), _none)).Values.Select(Said).Order(), (await FactsAsync(store, known)).Values.Select(Said).Order());
    }

    [Fact]
    public async Task Every_page_shows_what_was_recorded_before_the_first_one_was_asked_for()
    {
        await using var scene = await RecordedAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var asked = new List<string>();
        proxy.Fault = (context, _) =>
        {
            var request = context.Features.Get<IHttpRequestFeature>()!;
            request.RawTarget = request.RawTarget.Replace("first=1000", "first=1", StringComparison.Ordinal);
            asked.Add(request.RawTarget);
            return Task.FromResult(false);
        };
        var paged = await FactsAsync(scene.Remote(url: proxy.Url), _none);
        Assert.Equal((await FactsAsync(scene.Remote(), _none)).Values.Select(Said).Order(), paged.Values.Select(Said).Order());
        // Another server may answer the second page, from a table that is older than the first one.
        Assert.Collection(asked, first => Assert.Matches("&maxAge=0$", first), second => Assert.Matches(@"&maxAge=\d+\.\d{6}&after=.", second));
    }

    [Fact]
    public async Task All_owners_are_found_where_the_query_names_none()
    {
        await using var scene = await RecordedAsync();
        Assert.Equal(2, (await Scene.ToListAsync(scene.Remote().ReadFactsAsync(new(), _none, CancellationToken.None))).Count);
        Assert.Empty(await Scene.ToListAsync(scene.Remote("bob").ReadFactsAsync(new(), _none, CancellationToken.None)));
    }

    [Fact]
    public async Task An_earlier_server_is_asked_for_one_namespace_after_another()
    {
        await using var scene = await RecordedAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        proxy.Fault = (context, _) =>
        {
            var isNew = context.Request.Path.Value == "/api/runs";
            context.Response.StatusCode = isNew ? 404 : 200;
            return Task.FromResult(isNew);
        };
        var facts = await Scene.ToListAsync(scene.Remote(url: proxy.Url).ReadFactsAsync(new(), _none, CancellationToken.None));
        Assert.Equal(["one", "two"], facts.Select(run => run.Experiment.Name).Order());
        Assert.Contains(proxy.Seen, request => request.Path.EndsWith("/namespaces/alice/runs", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("name = two", "two")]
    [InlineData("metrics.train/loss.loss.count > 10", "two")]
    [InlineData("exists params.lr and name ~ '*o*' and not name = two", "one")]
    [InlineData("exists params.other", "")]
    public async Task A_filter_is_asked_of_the_server_and_holds_everywhere_else_too(string filter, string names)
    {
        await using var scene = await RecordedAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var query = new ExperimentQuery { Where = RunFilter.Parse(filter) };
        var asked = new List<string?>();
        proxy.Fault = (context, _) =>
        {
            asked.Add(context.Request.Query["filter"]);
            return Task.FromResult(false);
        };
        Assert.Equal(names, await NamesAsync());
        Assert.Equal(filter, Assert.Single(asked));

        // A server that does not know filters sends all, and one without the call sends points.
        foreach (var (takesFilters, status) in new[] { (false, 200), (true, 404) })
        {
            proxy.Fault = (context, _) =>
            {
                var request = context.Features.Get<IHttpRequestFeature>()!;
                if (!takesFilters)
                    request.RawTarget = request.RawTarget.Replace("filter=", "other=", StringComparison.Ordinal);
                context.Response.StatusCode = context.Request.Path.Value!.EndsWith("/runs", StringComparison.Ordinal) ? status : 200;
                return Task.FromResult(context.Response.StatusCode == 404);
            };
            Assert.Equal(names, await NamesAsync());
        }

        async Task<string> NamesAsync() => string.Join(' ', (await Scene.ToListAsync(
            scene.Remote(url: proxy.Url).ReadFactsAsync(query, _none, CancellationToken.None))).Select(run => run.Experiment.Name).Order());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("<html></html>")]
    [InlineData("""{"runs":[null],"hasMore":false}""")]
    [InlineData("""{"runs":[],"hasMore":true}""")]
    [InlineData("""{"runs":[{"projectSlug":"p","displayPath":"run","parameters":{}}],"hasMore":false}""")]
    [InlineData("""{"runs":[{"projectSlug":"p","displayPath":"run","metrics":{"m":{"points":1}}}],"hasMore":false}""")]
    [InlineData("""{"runs":[{"projectSlug":"p","displayPath":"run","metrics":{"m":{"points":1,"fields":{"x":{"last":"1"}}}}}],"hasMore":false}""")]
    public async Task An_answer_that_is_no_table_is_said_to_be_none(string answer)
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        proxy.Rewrite = _ => Encoding.UTF8.GetBytes(answer);
        var query = new ExperimentQuery { Under = ExperimentPath.Parse("alice") };
        var reading = scene.Remote(url: proxy.Url).ReadFactsAsync(query, _none, CancellationToken.None);
        Assert.Equal("ServerAnswerNotUnderstood", (await Assert.ThrowsAsync<NetworkException>(() => Scene.ToListAsync(reading))).ErrorId);
    }

    private static async Task<Dictionary<ExperimentPath, RunFacts>> FactsAsync(RemoteExperimentStore store, Dictionary<ExperimentPath, RunFacts> known) =>
        (await Scene.ToListAsync(store.ReadFactsAsync(_ofProject, known, CancellationToken.None))).ToDictionary(run => run.Experiment.Path);

    private static string Said(RunFacts run) => string.Join('\n',
        run.Experiment.Path, run.Experiment.Status, run.Experiment.StartedAt,
        string.Join(' ', run.Parameters.Cast<DictionaryEntry>().Select(one => $"{one.Key}={one.Value}")),
        string.Join('\n', run.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal).Select(
            metric => $"{metric.Key} {metric.Value.Points} {string.Join(' ', metric.Value.Fields)}")));

    private static async Task<Scene> RecordedAsync()
    {
        var scene = await Scene.WithServerAsync();
        await RecordAsync(scene, "one", 3);
        await RecordAsync(scene, "two", 2_300);
        return scene;
    }

    private static async Task RecordAsync(Scene scene, string name, int points)
    {
        var experiment = await Scene.StartAsync(scene.Remote(), name);
        await experiment.Parameters.SetAsync(new Hashtable { ["lr"] = double.NaN, ["list"] = new object[] { 1L, 2L } });
        var (metric, clock) = (experiment.Metric("train/loss"), new AppendClock());
        for (var i = 0L; i < points; i++)
            metric.Append(Scene.Fields(("loss", i == 77 ? double.NaN : i * 7_919 % 1_000), ("name", "x")), clock);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
    }
}
