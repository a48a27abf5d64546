using CsCheck;
using MlDash.Experiments;
using MlDash.Series;

namespace MlDash.Tests.Series;

/// <summary>Facts of experiments in a folder: those of the points, and nothing is read again that has not changed.</summary>
public sealed class RunFactsTests : IDisposable
{
    private static readonly double[] _odd = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 1e308, -1e308];

    private readonly SeriesScene _scene = new();
    private Dictionary<ExperimentPath, RunFacts> _known = [];

    public void Dispose() => _scene.Dispose();

    [Fact]
    public Task Facts_are_those_of_the_points() =>
        Gen.Select(
            Gen.Frequency((3, Gen.Int[0, 5]), (3, Gen.Int[900, 2_100]), (1, Gen.Int[16_000, 18_000])).Array[1, 4], Gen.Int,
            (parts, seed) => (Parts: parts, Seed: seed))
            .ForAllAsync(25, async sample =>
            {
                using var scene = new SeriesScene();
                var (random, known) = (new Random(sample.Seed), new Dictionary<ExperimentPath, RunFacts>());
                foreach (var part in sample.Parts)
                {
                    scene.Append(Enumerable.Range(0, part).Select(_ => Point(random)).ToList());
                    var facts = Assert.Single(await scene.FactsAsync(known));
                    known = new() { [facts.Experiment.Path] = facts };
                    if (scene.Points.Count > 0)
                        AssertAre(scene.Points, facts.Metrics["train"]);
                }
            });

    [Fact]
    public async Task What_has_not_changed_is_not_read_again()
    {
        _scene.Put("metrics/val/data.jsonl", SeriesScene.Line(0, new Dictionary<string, double> { ["loss"] = 1 }));
        _scene.Put("parameters.json", """{"data": {"lr": 0.1}}""");
        _scene.Append([new() { ["loss"] = 2 }]);
        _scene.Age();
        var first = await FactsAsync();
        Assert.Same(first, await FactsAsync());

        _scene.Append([new() { ["loss"] = 3 }]);
        _scene.Age();
        var second = await FactsAsync();
        Assert.Equal((3, 2), (second.Metrics["train"].Field("loss")!.Value.Last, second.Metrics["train"].Points));
        Assert.Same(first.Metrics["val"], second.Metrics["val"]);
        Assert.Same(first.Parameters, second.Parameters);

        _scene.Put("parameters.json", """{"data": {"lr": 0.25}}""");
        _scene.Put("experiment.json", """{"tags": ["new"]}""");
        _scene.Age();
        var third = await FactsAsync();
        Assert.Same(second.Metrics["train"], third.Metrics["train"]);
        Assert.Equal((0.25, "new"), ((double)third.Parameters["lr"]!, Assert.Single(third.Experiment.Tags)));
    }

    [Fact]
    public async Task What_was_changed_a_moment_ago_is_looked_at_again()
    {
        _scene.Put("parameters.json", """{"data": {"lr": 0.1}}""");
        await FactsAsync();
        // As long as before, and perhaps within the same tick of the disk's clock.
        _scene.Put("parameters.json", """{"data": {"lr": 0.2}}""");
        Assert.Equal(0.2, (await FactsAsync()).Parameters["lr"]);
    }

    [Fact]
    public async Task An_experiment_that_took_the_path_of_another_has_facts_of_its_own()
    {
        _scene.Put("experiment.json", """{"id": "1"}""");
        _scene.Append([new() { ["loss"] = 2 }]);
        _scene.Age();
        var first = await FactsAsync();
        File.WriteAllText(_scene.Data, File.ReadAllText(_scene.Data).Replace('2', '7'));
        _scene.Put("experiment.json", """{"id": "2"}""");
        _scene.Age();
        Assert.NotSame(first.Metrics["train"], (await FactsAsync()).Metrics["train"]);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(1000)]
    [InlineData(-3000)]
    public async Task Facts_are_right_where_summaries_are_damaged(int place)
    {
        _scene.Append(Enumerable.Range(0, 17_500).Select(i => new Dictionary<string, double> { ["loss"] = i % 77 }).ToList());
        await FactsAsync();
        var bytes = File.ReadAllBytes(_scene.Summaries);
        bytes[place < 0 ? bytes.Length + place : place] ^= 0x55;
        File.WriteAllBytes(_scene.Summaries, bytes);
        _known = [];
        AssertAre(_scene.Points, (await FactsAsync()).Metrics["train"]);
        Assert.Empty(_scene.Warnings);
    }

    [Fact]
    public async Task Long_points_are_read_once_and_then_their_summaries()
    {
        _scene.Append(Enumerable.Range(0, 17_500).Select(i => new Dictionary<string, double> { ["loss"] = i % 77 }).ToList());
        await FactsAsync();
        // What is no number any more lies where the summaries are believed.
        using (var data = File.OpenHandle(_scene.Data, FileMode.Open, FileAccess.Write))
            RandomAccess.Write(data, "x"u8, 10_003);
        _known = [];
        Assert.Equal(17_500, (await FactsAsync()).Metrics["train"].Points);
    }

    [Fact]
    public async Task Broken_lines_count_as_no_points_and_are_no_warnings()
    {
        _scene.Append([new() { ["loss"] = 2 }]);
        _scene.AppendText("{\"index\": 1, \"data\": {\"loss\":1,\n\n{\"index\": 2, \"data\": {\"loss\":");
        Assert.Equal(1, (await FactsAsync()).Metrics["train"].Points);
        Assert.Empty(_scene.Warnings);
    }

    [Fact]
    public async Task Parameters_that_are_damaged_hide_nothing_else()
    {
        _scene.Append([new() { ["loss"] = 2 }]);
        _scene.Put("parameters.json", "{");
        var facts = await FactsAsync();
        Assert.Empty(facts.Parameters);
        Assert.Equal(2, facts.Metrics["train"].Field("loss")!.Value.Last);
        Assert.Contains("parameters.json", Assert.Single(_scene.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_texts_are_cut_and_lists_are_texts()
    {
        var text = new string('a', RunFacts.LongestText - 1) + "\\ud83d\\ude00";
        _scene.Put("parameters.json", $$$"""{"data": {"long": "{{{text}}}", "list": [1, "b"], "flag": true, "none": null}}""");
        var parameters = (await FactsAsync()).Parameters;
        // Half of a surrogate pair is no character.
        Assert.Equal(new string('a', RunFacts.LongestText - 1), parameters["long"]);
        Assert.Equal(("[1,\"b\"]", true, null), (((string)parameters["list"]!).Replace(" ", ""), parameters["flag"], parameters["none"]));
    }

    private static Dictionary<string, double> Point(Random random)
    {
        var point = new Dictionary<string, double> { ["loss"] = random.Next(20) == 0 ? _odd[random.Next(_odd.Length)] : random.NextDouble() - 0.5 };
        if (random.Next(50) == 0)
            point["rare"] = random.Next(3) == 0 ? double.NaN : random.Next();
        if (random.Next(2_000) == 0)
            point["Loss"] = 1;
        return point;
    }

    private static void AssertAre(List<Dictionary<string, double>> points, MetricFacts facts)
    {
        var names = points.SelectMany(point => point.Keys).Where(name => name.Length > 0).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal((points.Count, string.Join(' ', names)), ((int)facts.Points, string.Join(' ', facts.Fields.Select(field => field.Name))));
        foreach (var field in facts.Fields)
        {
            var numbers = points.Where(point => point.ContainsKey(field.Name)).Select(point => point[field.Name]).ToList();
            var finite = numbers.Where(double.IsFinite).ToList();
            Assert.Equal((finite.Count, numbers.Count - finite.Count), ((int)field.Count, (int)field.NonFinite));
            Assert.Equal(double.IsFinite(numbers[^1]) ? numbers[^1] : double.NaN, field.Last);
            Assert.Equal(finite.Count > 0 ? (finite.Min(), finite.Max()) : (double.NaN, double.NaN), (field.Min, field.Max));
            Assert.Equal(field, facts.Field(field.Name));
        }

        Assert.Null(facts.Field("none"));
    }

    private async Task<RunFacts> FactsAsync()
    {
        var facts = Assert.Single(await _scene.FactsAsync(_known));
        _known = new() { [facts.Experiment.Path] = facts };
        return facts;
    }
}
