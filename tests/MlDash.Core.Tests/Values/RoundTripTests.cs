using System.Collections;
using System.Collections.Specialized;
using CsCheck;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Records;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Tests.Support;

namespace MlDash.Tests.Values;

/// <summary>The promise on values: each comes back as it went in, from the disk and from what a server gets, or is refused when it is given.</summary>
public sealed class RoundTripTests
{
    private const int RecordsOfARun = 250;
    private const int Runs = 44;

    [Fact]
    public Task Every_value_comes_back_as_it_went_in_or_is_refused_when_it_is_given() =>
        AnyValue.Records.Array[RecordsOfARun].ForAllAsync(Runs, CheckAsync, together: 2);

    private static async Task CheckAsync(AnyValue[] records)
    {
        using var scene = new Scene();
        var points = new List<object?>();
        var entries = new List<object?>();
        var logs = new List<object?>();
        var parameters = new OrderedDictionary(StringComparer.Ordinal);
        await using (var experiment = await scene.StartAsync())
        {
            var clock = new AppendClock();
            for (var at = 0; at < records.Length; at++)
            {
                var (given, expected) = ((IDictionary)records[at].Given!, (OrderedDictionary)records[at].Expected!);
                if (Taken(CanBeReached(expected), () => experiment.Metric("m").Append(given, clock, at)))
                    points.Add(With(expected, MetricPoint.TimestampField, (double)at));
                if (Taken(CanBeReached(expected) && !HasTimestamp(expected), () => experiment.Track("t").Append(given, clock, at)))
                    entries.Add(With(Flat(expected), null, null));
                experiment.Log.Write(LogLevel.Info, "m", given);
                logs.Add(expected);
                foreach (DictionaryEntry value in Flat(new OrderedDictionary { [$"p{at}"] = expected }))
                    parameters[value.Key] = value.Value;
            }

            await experiment.Parameters.SetAsync(records.Select((record, at) => (record, at)).ToDictionary(one => $"p{one.at}", one => one.record.Given));
            SameValue.Check(parameters, await experiment.Parameters.GetAsync(), "parameters");
        }

        var path = ExperimentPath.Parse("project/run");
        SameValue.Check(
            points, await scene.Store.ReadMetricAsync(path, "m", new(), default).Select(point => (object?)Map(point.Fields)).ToListAsync(), "points");
        SameValue.Check(
            entries, await scene.Store.ReadTrackAsync(path, "t", new(), default).Select(entry => (object?)Map(entry.Fields)).ToListAsync(), "entries");
        SameValue.Check(logs, await scene.Store.ReadLogsAsync(path, new(), default).Select(entry => (object?)entry.Metadata).ToListAsync(), "log metadata");
        // Names that differ only in case are the one thing that is said of parameters.
        Assert.All(scene.Store.Warnings, warning => Assert.EndsWith("their names differ only in case.", warning, StringComparison.Ordinal));

        var layout = new LocalLayout(scene.Root, path);
        SameValue.Check(points, Sent(layout, new StreamId(RecordKind.Metric, "m"), "dataPoints"), "points on their way to a server");
        SameValue.Check(
            logs, Sent(layout, StreamId.Log, "logs").Select(log => ((IDictionary)log!)["metadata"]).ToList(), "log metadata on its way to a server");
        SameValue.Check(
            entries,
            Sent(layout, new StreamId(RecordKind.Track, "t"), "entries")
                .Select(entry => (object?)With((OrderedDictionary)entry!, null, null, TrackEntry.TimestampField))
                .ToList(),
            "entries on their way to a server");
    }

    /// <summary>Whether a record is taken; a refusal must be one of names.</summary>
    private static bool Taken(bool expected, Action append)
    {
        try
        {
            append();
            Assert.True(expected, "The record was expected to be refused.");
            return true;
        }
        catch (ExperimentException fault) when (fault.ErrorId is "FieldNamesCollide" or "FieldNameEmpty" or "ReservedField")
        {
            Assert.False(expected, $"The record was refused: {fault.Message}");
            return false;
        }
    }

    private static bool CanBeReached(OrderedDictionary fields) =>
        fields.Keys.Cast<string>().All(name => name.Length > 0)
        && fields.Keys.Cast<string>().Distinct(StringComparer.OrdinalIgnoreCase).Count() == fields.Count;

    private static bool HasTimestamp(OrderedDictionary fields) => fields.Keys.Cast<string>().Contains("timestamp", StringComparer.OrdinalIgnoreCase);

    private static List<object?> Sent(LocalLayout layout, StreamId stream, string member)
    {
        using var batch = StreamBatch.Read(layout, stream, new StreamProgress(), new BatchLimits(long.MaxValue, int.MaxValue, Careful: true));
        return batch is null
            ? []
            : [.. RawJson.Parse(batch.Body.ToArray()).ToDictionary()[member].Items().Select(item => JsonValues.Parse(item.Bytes.ToArray()))];
    }

    private static OrderedDictionary Map(FieldSet fields)
    {
        var map = new OrderedDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
            map[name] = value;
        return map;
    }

    private static OrderedDictionary With(OrderedDictionary fields, string? name, object? value, string? without = null)
    {
        var map = new OrderedDictionary(StringComparer.Ordinal);
        foreach (DictionaryEntry field in fields)
        {
            if ((string)field.Key != without)
                map[field.Key] = field.Value;
        }

        if (name is not null)
            map[name] = value;
        return map;
    }

    private static OrderedDictionary Flat(OrderedDictionary nested)
    {
        var flat = new OrderedDictionary(StringComparer.Ordinal);
        Add(nested, string.Empty);
        return flat;

        void Add(OrderedDictionary map, string prefix)
        {
            foreach (DictionaryEntry entry in map)
            {
                if (entry.Value is OrderedDictionary inner)
                    Add(inner, $"{prefix}{entry.Key}.");
                else
                    flat[prefix + entry.Key] = entry.Value;
            }
        }
    }
}
