using System.Collections;
using MlDash.Experiments;
using MlDash.Series;
using MlDash.Text;

namespace MlDash.Remote.Tests.Contract;

/// <content>Facts of experiments.</content>
public abstract partial class ExperimentReaderContract
{
    [Fact]
    public async Task Facts_are_those_of_the_points_before_and_after_more_have_come()
    {
        await RecordAsync("other", experiment => RecordPointsAsync(experiment, "val", 3, seed: 5));
        var path = await RecordAsync("run", async experiment =>
        {
            await experiment.Parameters.SetAsync(new Hashtable
            {
                ["lr"] = 0.1, ["model"] = new Hashtable { ["depth"] = 3L }, ["list"] = new object[] { 1L, "b" },
            });
            await RecordPointsAsync(experiment, "train", 2_300, seed: 1);
            await RecordPointsAsync(experiment, "train/deep", 12_500, seed: 2);
        });
        var first = await FactsAsync([]);
        await AssertAreAsync(first);
        Assert.Equal(["list", "lr", "model.depth"], first[path].Parameters.Keys.Cast<string>().Order(StringComparer.Ordinal));
        Assert.Equal([0.1, 3L, "[1,\"b\"]"], [first[path].Parameters["lr"], first[path].Parameters["model.depth"], Dense(first[path].Parameters["list"])]);

        foreach (var (count, seed) in new[] { (1, 3), (700, 4), (9_000, 6) })
        {
            await RecordAsync("run", experiment => RecordPointsAsync(experiment, "train", count, seed));
            var next = await FactsAsync(first);
            await AssertAreAsync(next);
            Assert.NotSame(first[path], next[path]);
            Assert.Same(first[path].Metrics["train/deep"], next[path].Metrics["train/deep"]);
            first = next;
        }

        static string Dense(object? value) => ((string)value!).Replace(" ", "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facts_in_which_nothing_has_changed_are_the_same_object()
    {
        var path = await RecordAsync("run", async experiment =>
        {
            await experiment.Parameters.SetAsync(new Hashtable { ["lr"] = double.NaN });
            await RecordPointsAsync(experiment, "train", 30, seed: 1);
        });
        await RecordAsync("other");
        var first = await FactsAsync([]);
        var second = await FactsAsync(first);
        Assert.All(first, facts => Assert.Same(facts.Value, second[facts.Key]));

        await RecordAsync("run", experiment => experiment.Parameters.SetAsync(new Hashtable { ["lr"] = 0.5 }));
        var third = await FactsAsync(second);
        Assert.Equal(0.5, third[path].Parameters["lr"]);
        Assert.Same(first[path].Metrics["train"], third[path].Metrics["train"]);
        Assert.Equal(2, third.Count);
    }

    [Fact]
    public async Task Facts_come_of_what_the_query_means_and_in_its_order()
    {
        foreach (var name in new[] { "night/b", "night/a", "day/c" })
            await RecordAsync(name, change: new() { Description = "about it", Metadata = new Hashtable { ["large"] = "text" } });

        var found = await Scene.ToListAsync(Reader.ReadFactsAsync(
            new() { Under = await PathAsync("night"), Order = ExperimentOrder.Newest }, new Dictionary<ExperimentPath, RunFacts>(), CancellationToken.None));
        Assert.Equal(["a", "b"], found.Select(facts => facts.Experiment.Name));
        Assert.All(found, facts => Assert.Equal(("about it", "project"), (facts.Experiment.Description, facts.Experiment.Project)));
        Assert.All(found, facts => Assert.Null(facts.Experiment.Metadata));
        Assert.All(found, facts => Assert.Empty(facts.Metrics));
        Assert.Equal(3, (await FactsAsync([])).Count);
    }

    [Fact]
    public async Task Facts_of_an_experiment_that_was_removed_do_not_come_back_with_its_path()
    {
        var path = await RecordAsync("run", experiment => RecordPointsAsync(experiment, "train", 30, seed: 1));
        var first = await FactsAsync([]);
        await Store.Keeper.DeleteAsync(path, CancellationToken.None);
        Assert.Empty(await FactsAsync(first));

        await RecordAsync("run", experiment => RecordPointsAsync(experiment, "train", 30, seed: 2));
        await AssertAreAsync(await FactsAsync(first));
    }

    private static async Task RecordPointsAsync(Experiment experiment, string metric, int count, int seed)
    {
        var (random, clock) = (new Random(seed), new AppendClock());
        for (var i = 0L; i < count; i++)
        {
            var loss = random.Next(30) == 0 ? double.NaN : random.NextDouble() - 0.5;
            var fields = Scene.Fields(("step", i), ("loss", loss), ("name", "x"), ("flag", i % 2 == 0));
            if (random.Next(40) == 0)
                fields["rare"] = random.Next(2) == 0 ? double.NegativeInfinity : 1e6;
            experiment.Metric(metric).Append(fields, clock);
        }

        await experiment.FlushAsync();
    }

    private async Task<Dictionary<ExperimentPath, RunFacts>> FactsAsync(Dictionary<ExperimentPath, RunFacts> known)
    {
        // What was written to a folder a moment ago is read again.
        await Task.Delay(100);
        return (await Scene.ToListAsync(Reader.ReadFactsAsync(new(), known, CancellationToken.None))).ToDictionary(facts => facts.Experiment.Path);
    }

    private async Task AssertAreAsync(Dictionary<ExperimentPath, RunFacts> facts)
    {
        Assert.NotEmpty(facts);
        foreach (var (path, run) in facts)
        {
            Assert.Equal(await Scene.ToListAsync(Reader.ListMetricNamesAsync(path, CancellationToken.None)), run.Metrics.Keys.Order(StringComparer.Ordinal));
            foreach (var (metric, found) in run.Metrics)
                Assert.Equal(Said(await ByDefinitionAsync(path, metric)), Said(found));
        }

        static IEnumerable<string> Said(MetricFacts facts) => [$"{facts.Points}", .. facts.Fields.Select(field => $"{field}")];
    }

    private async Task<MetricFacts> ByDefinitionAsync(ExperimentPath path, string metric)
    {
        var points = await Scene.ToListAsync(Reader.ReadMetricAsync(path, metric, new(), CancellationToken.None));
        var numbers = points.SelectMany(point => point.Fields).Select(field => (field.Key, Number: StoredNumber.Of(field.Value)))
            .Where(field => field.Number is not null).ToLookup(field => field.Key, field => field.Number!.Value);
        return new(points.Count, numbers.Select(field =>
        {
            var finite = field.Where(double.IsFinite).ToList();
            var last = field.Last();
            return new FieldFacts(
                field.Key, double.IsFinite(last) ? last : double.NaN, finite.DefaultIfEmpty(double.NaN).Min(), finite.DefaultIfEmpty(double.NaN).Max(),
                finite.Count, field.Count() - finite.Count);
        }));
    }
}
