using System.Collections;
using System.Collections.Specialized;
using System.Text.Json;
using MlDash.Metrics;
using MlDash.Tests.Support;

namespace MlDash.Tests.Metrics;

public sealed class MetricTests : IDisposable
{
    private readonly Scene _scene = new();
    private readonly AppendClock _clock = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Scalars_become_the_unnamed_metric_and_objects_metrics_of_their_own_that_override()
    {
        var points = NestedMetrics.Split(new OrderedDictionary
        {
            ["epoch"] = 1,
            ["train"] = new OrderedDictionary { ["loss"] = 0.5, ["epoch"] = 99 },
            ["lr"] = 0.1,
            ["eval"] = new OrderedDictionary { ["deep"] = new Hashtable { ["x"] = 1 } },
        }).ToList();

        Assert.Equal(["None", "train", "eval"], points.Select(point => point.Metric));
        Assert.Equal([new("epoch", 1), new("lr", 0.1)], points[0].Fields);
        Assert.Equal([new("epoch", 99), new("lr", 0.1), new("loss", 0.5)], points[1].Fields);
        Assert.Equal(["epoch", "lr", "deep"], points[2].Fields.Select(field => field.Key));
        Assert.IsType<Hashtable>(points[2].Fields[2].Value);
    }

    [Fact]
    public void A_time_alone_makes_no_point_of_the_unnamed_metric_but_goes_to_all_others()
    {
        var points = NestedMetrics.Split(new OrderedDictionary { ["_ts"] = 5.0, ["train"] = new Hashtable { ["loss"] = 1 } }).ToList();

        Assert.Equal("train", Assert.Single(points).Metric);
        Assert.Contains(new("_ts", 5.0), points[0].Fields);
    }

    [Fact]
    public async Task A_given_time_is_kept_and_minus_one_repeats_the_last()
    {
        await using var experiment = await _scene.StartAsync();
        var none =
            await Assert.ThrowsAsync<ExperimentException>(() => Task.Run(() => experiment.Metric("m").Append(Fields(("a", 1)), _clock, AppendClock.Inherit)));
        Assert.Equal("NoTimestampToInherit", none.ErrorId);

        experiment.Metric("m").Append(Fields(("_ts", 5), ("a", 1)), _clock);
        experiment.Metric("other").Append(Fields(("a", 2), ("_ts", -1)), _clock);
        experiment.Metric("m").Append(Fields(("a", 3)), _clock, 1767225600.25);
        experiment.Metric("m").Append(Fields(("a", 4)), _clock, AppendClock.Inherit);

        Assert.Equal([5.0, 1767225600.25, 1767225600.25], await TimesAsync(experiment, "m"));
        Assert.Equal([5.0], await TimesAsync(experiment, "other"));
        Assert.Equal("{\"a\":1,\"_ts\":5.0}", FirstData("m"));
    }

    [Fact]
    public async Task Without_a_time_a_point_gets_the_clocks()
    {
        await using var experiment = await _scene.StartAsync();
        var before = DateTimeOffset.UtcNow;
        experiment.Metric("m").Append(Fields(("a", 1)), _clock);
        var after = DateTimeOffset.UtcNow;

        var point = await experiment.Metric("m").ReadAsync(new()).SingleAsync();
        Assert.InRange(point.Timestamp!.Value, before.AddMilliseconds(-1), after.AddMilliseconds(1));
        Assert.InRange(_clock.Last!.Value, before.ToUnixTimeSeconds(), after.ToUnixTimeSeconds() + 1);
    }

    [Fact]
    public async Task A_time_that_is_no_number_is_refused_and_nothing_is_written()
    {
        await using var experiment = await _scene.StartAsync();

        Assert.Equal("NotANumber", Assert.Throws<ExperimentException>(() => { experiment.Metric("m").Append(Fields(("_ts", "noon")), _clock); }).ErrorId);
        await experiment.FlushAsync();
        Assert.False(Directory.Exists(_scene.In("project/run/metrics/m")));
    }

    [Fact]
    public async Task Names_with_slashes_and_spaces_are_kept_and_listed()
    {
        await using var experiment = await _scene.StartAsync();
        foreach (var name in new[] { "train", "train/loss", "a b/c d", "läuft", MetricInfo.Unnamed })
            experiment.Metric(name).Append(Fields(("v", 1)), _clock);

        Assert.Equal(["None", "a b/c d", "läuft", "train", "train/loss"], await experiment.ListMetricsAsync().Select(metric => metric.Name).ToListAsync());
        Assert.Equal(1, await experiment.Metric("train/loss").ReadAsync(new()).CountAsync());
    }

    [Fact]
    public async Task The_unnamed_metric_has_no_name_in_its_document()
    {
        await using var experiment = await _scene.StartAsync();
        experiment.Metric(MetricInfo.Unnamed).Append(Fields(("v", 1)), _clock);
        experiment.Metric("m").Append(Fields(("v", 1)), _clock, null, new("d", ["t"], null));
        await experiment.FlushAsync();

        Assert.Equal(JsonValueKind.Null, Document("None").GetProperty("name").ValueKind);
        Assert.Equal("local-metric-None", Document("None").GetProperty("metricId").GetString());
        Assert.Equal(
            ["metricId", "name", "description", "tags", "metadata", "totalDataPoints", "nextIndex", "createdAt", "updatedAt"],
            Document("m").EnumerateObject().Select(member => member.Name));
        Assert.Equal("d", Document("m").GetProperty("description").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("../m")]
    [InlineData("a//b")]
    [InlineData("a:b")]
    public async Task A_name_that_is_no_path_is_refused_at_the_call(string name)
    {
        await using var experiment = await _scene.StartAsync();

        Assert.Equal("IllegalPath", Assert.Throws<ExperimentException>(() => { experiment.Metric(name).Append(Fields(("v", 1)), _clock); }).ErrorId);
    }

    [Fact]
    public async Task Every_value_comes_back_as_it_was_given()
    {
        await using var experiment = await _scene.StartAsync();
        var given = Fields(
            ("nan", double.NaN),
            ("inf", double.NegativeInfinity),
            ("whole", 5.0),
            ("int", 5),
            ("big", System.Numerics.BigInteger.Pow(10, 30)),
            ("text", "é🚀\u007f"),
            ("none", null),
            ("list", new object[] { 1, "x" }));
        experiment.Metric("m").Append(given, _clock);

        var point = await experiment.Metric("m").ReadAsync(new()).SingleAsync();
        Assert.Equal(["nan", "inf", "whole", "int", "big", "text", "none", "list", "_ts"], point.Fields.Names);
        Assert.Equal(double.NaN, point.Fields["nan"]);
        Assert.Equal(double.NegativeInfinity, point.Fields["inf"]);
        Assert.Equal(5.0, point.Fields["whole"]);
        Assert.Equal(5L, point.Fields["int"]);
        Assert.Equal(System.Numerics.BigInteger.Pow(10, 30), point.Fields["big"]);
        Assert.Equal("é🚀\u007f", point.Fields["text"]);
        Assert.Null(point.Fields["none"]);
        Assert.Equal([1L, "x"], Assert.IsType<object?[]>(point.Fields["list"]));
    }

    [Fact]
    public async Task A_value_as_deep_as_is_taken_can_be_read_again()
    {
        await using var experiment = await _scene.StartAsync();
        var deepest = 0;
        for (var depth = 1; depth <= 300; depth++)
        {
            object value = 1;
            for (var level = 0; level < depth; level++)
                value = new Hashtable { ["x"] = value };
            try
            {
                experiment.Metric("m").Append(Fields(("v", value)), _clock);
                experiment.Log.Write(LogLevel.Info, "deep", new Hashtable { ["v"] = value });
                deepest = depth;
            }
            catch (ExperimentException tooDeep)
            {
                Assert.Equal("ValueTooDeep", tooDeep.ErrorId);
                break;
            }
        }

        Assert.InRange(deepest, 101, 256);
        Assert.InRange(await experiment.Metric("m").ReadAsync(new()).CountAsync(), deepest, deepest + 1);
        Assert.Equal(deepest, await experiment.Log.ReadAsync(new()).CountAsync());
        Assert.Empty(experiment.Warnings);
    }

    [Fact]
    public async Task Only_the_fields_and_the_time_asked_for_are_read()
    {
        await using var experiment = await _scene.StartAsync();
        for (var i = 0; i < 100; i++)
            experiment.Metric("m").Append(Fields(("loss", i * 0.5), ("acc", i), ("note", "NaN")), _clock, i);
        experiment.Metric("m").Append(Fields(("acc", double.NaN), ("loss", -1)), _clock, 100);

        var points = await experiment.Metric("m").ReadAsync(new() { Since = 98, Until = 100, Fields = ["LOSS"] }).ToListAsync();
        Assert.Equal([98, 99, 100], points.Select(point => (int)point.Index));
        Assert.All(points, point => Assert.Equal(["loss"], point.Fields.Names));
        Assert.Equal([49.0, 49.5, -1L], points.Select(point => point.Fields["loss"]));
        Assert.Equal([10L, 11L], await experiment.Metric("m").ReadAsync(new() { Skip = 10, First = 2 }).Select(point => point.Index).ToListAsync());
        Assert.Equal([99L, 100L], await experiment.Metric("m").ReadAsync(new() { Last = 2 }).Select(point => point.Index).ToListAsync());
    }

    [Fact]
    public async Task A_metric_that_is_not_there_has_no_points()
    {
        await using var experiment = await _scene.StartAsync();

        Assert.Empty(await experiment.Metric("never").ReadAsync(new()).ToListAsync());
        Assert.Empty(await experiment.ListMetricsAsync().ToListAsync());
    }

    private static OrderedDictionary Fields(params (string Name, object? Value)[] fields)
    {
        var map = new OrderedDictionary();
        foreach (var (name, value) in fields)
            map[name] = value;
        return map;
    }

    private static async Task<IEnumerable<object?>> TimesAsync(Experiment experiment, string metric) =>
        await experiment.Metric(metric).ReadAsync(new()).Select(point => point.Fields["_ts"]).ToListAsync();

    private string FirstData(string metric) =>
        JsonDocument.Parse(File.ReadLines(_scene.In("project/run/metrics", metric, "data.jsonl")).First()).RootElement.GetProperty("data").GetRawText();

    private JsonElement Document(string metric) => JsonDocument.Parse(File.ReadAllBytes(_scene.In("project/run/metrics", metric, "metadata.json"))).RootElement;
}
