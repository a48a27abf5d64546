using System.Collections;
using MlDash.Tests.Support;

namespace MlDash.Tests.Metrics;

public sealed class FieldNameTests : IDisposable
{
    private readonly Scene _scene = new();
    private readonly AppendClock _clock = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Names_that_differ_in_case_only_are_refused_in_one_record_and_stay_apart_in_two()
    {
        await using var experiment = await _scene.StartAsync();
        var both = new Dictionary<string, object?> { ["Loss"] = 1, ["loss"] = 2 };

        Assert.Equal("FieldNamesCollide", Fault(() => experiment.Metric("m").Append(both, _clock)));
        Assert.Equal("FieldNamesCollide", Fault(() => experiment.Metric("m").Append([.. both], _clock)));
        Assert.Equal("FieldNamesCollide", Fault(() => experiment.Track("t").Append(both, _clock)));
        Assert.Equal("FieldNamesCollide", Fault(() => experiment.Metric("m").Append(new Hashtable { [1] = "a", ["1"] = "b" }, _clock)));

        experiment.Metric("m").Append(new Hashtable { ["Loss"] = 1 }, _clock);
        experiment.Metric("m").Append(new Hashtable { ["loss"] = 2 }, _clock);
        var points = await experiment.Metric("m").ReadAsync(new()).ToListAsync();
        Assert.Equal([1L, 2L], [points[0].Fields["Loss"], points[1].Fields["loss"]]);
    }

    [Fact]
    public async Task A_collision_is_found_also_behind_records_that_were_fine()
    {
        await using var experiment = await _scene.StartAsync();
        experiment.Metric("m").Append(new Dictionary<string, object?> { ["a"] = 1, ["b"] = 1 }, _clock);
        experiment.Metric("m").Append(new Dictionary<string, object?> { ["a"] = 1, ["b"] = 1 }, _clock);

        Assert.Equal("FieldNamesCollide", Fault(() => experiment.Metric("m").Append(new Dictionary<string, object?> { ["a"] = 1, ["A"] = 1 }, _clock)));
        Assert.Equal(
            "FieldNamesCollide", Fault(() => experiment.Metric("m").Append(new Dictionary<string, object?> { ["a"] = 1, ["b"] = 1, ["B"] = 1 }, _clock)));
        Assert.Equal(2, await experiment.Metric("m").ReadAsync(new()).CountAsync());
    }

    [Fact]
    public async Task A_field_without_a_name_is_refused()
    {
        await using var experiment = await _scene.StartAsync();

        Assert.Equal("FieldNameEmpty", Fault(() => experiment.Metric("m").Append(new Hashtable { [""] = 1 }, _clock)));
        Assert.Equal("FieldNameEmpty", Fault(() => experiment.Track("t").Append(new Hashtable { [""] = 1 }, _clock)));
    }

    [Fact]
    public async Task The_time_of_a_record_is_recognised_in_any_case_and_never_dropped()
    {
        await using var experiment = await _scene.StartAsync();

        Assert.Equal(5, experiment.Metric("m").Append(new Hashtable(StringComparer.OrdinalIgnoreCase) { ["_TS"] = 5, ["a"] = 1 }, _clock));
        Assert.Equal("FieldNamesCollide", Fault(() => experiment.Metric("m").Append(new Dictionary<string, object?> { ["_TS"] = 5, ["a"] = 1 }, _clock)));
        Assert.Equal("FieldNamesCollide", Fault(() => experiment.Metric("m").Append(new Dictionary<string, object?> { ["_TS"] = 5, ["_ts"] = 6 }, _clock)));
        Assert.Equal("ReservedField", Fault(() => experiment.Track("t").Append(new Hashtable { ["Timestamp"] = 5 }, _clock)));
        Assert.Equal(["a", "_ts"], (await experiment.Metric("m").ReadAsync(new()).SingleAsync()).Fields.Names);
    }

    [Fact]
    public async Task A_statistic_wins_over_a_field_that_was_given_under_its_name()
    {
        await using var experiment = await _scene.StartAsync();
        experiment.Summaries.Add("m", [new("loss", 1.0), new("loss", 3.0)]);
        experiment.Summaries.Write([SummaryAggregation.Mean], new Hashtable { ["loss.mean"] = 9 }, [], keep: false, _clock);

        Assert.Equal(2.0, (await experiment.Metric("m").ReadAsync(new()).SingleAsync()).Fields["loss.mean"]);
    }

    private static string Fault(Action append) => Assert.Throws<ExperimentException>(append).ErrorId;
}
