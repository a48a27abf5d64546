using System.Collections;
using System.Text.Json;
using MlDash.Json;
using MlDash.Metrics;
using MlDash.Recording;
using MlDash.Records;
using MlDash.Series;
using MlDash.Storage;
using MlDash.Text;

namespace MlDash;

/// <summary>One metric of an experiment: a series of points with named fields.</summary>
public sealed class ExperimentMetric : IMetricReader
{
    private readonly Experiment _experiment;
    private readonly StreamId _id;

    internal ExperimentMetric(Experiment experiment, string name)
    {
        _experiment = experiment;
        _id = new StreamId(RecordKind.Metric, name.Trim('/'));
    }

    /// <summary>The name.</summary>
    public string Name => _id.Name;

    /// <summary>Queues a point.</summary>
    /// <param name="fields">Names and values. A field <c>_ts</c> is the time of the point.</param>
    /// <param name="clock">The caller's clock: it gives the time when the point has none, and remembers it.</param>
    /// <param name="timestamp">Seconds since 1970; <see cref="AppendClock.Inherit"/>: the time of the append before; null: as the fields say, else now.</param>
    /// <param name="description">Description, tags and metadata of the metric.</param>
    /// <returns>The time of the point.</returns>
    /// <exception cref="ExperimentException">The experiment is not open or is write-protected; the metric's name is illegal or taken; there is no time to
    /// inherit;
    /// <c>FieldNamesCollide</c>, <c>FieldNameEmpty</c>, <c>TimestampOutOfRange</c>, <c>TimestampTooFine</c>.</exception>
    public double Append(IDictionary fields, AppendClock clock, double? timestamp = null, SeriesDescription? description = null) =>
        Append(new DictionaryFields(fields), fields[MetricPoint.TimestampField], clock, timestamp, description);

    /// <inheritdoc cref="Append(IDictionary, AppendClock, double?, SeriesDescription?)"/>
    public double Append(
        IReadOnlyList<KeyValuePair<string, object?>> fields, AppendClock clock, double? timestamp = null, SeriesDescription? description = null)
    {
        object? given = null;
        for (var i = 0; i < fields.Count; i++)
        {
            if (IsTime(fields[i].Key))
                given = fields[i].Value;
        }

        return Append(new ListFields(fields), given, clock, timestamp, description);
    }

    /// <summary>Points, streamed; what was queued before is among them.</summary>
    public IAsyncEnumerable<MetricPoint> ReadAsync(MetricQuery query, CancellationToken cancellationToken = default) =>
        AsyncSequences.After(
            _experiment.WriteThroughAsync, token => _experiment.Store.Reader.ReadMetricAsync(_experiment.Stored.Path, Name, query, token), cancellationToken);

    /// <summary>Points as columns of their numbers, part by part; what was queued before is among them.</summary>
    public IAsyncEnumerable<MetricColumns> ReadColumnsAsync(MetricQuery query, CancellationToken cancellationToken = default) => AsyncSequences.After(
        _experiment.WriteThroughAsync, token => _experiment.Store.Reader.ReadColumnsAsync(_experiment.Stored.Path, Name, query, token), cancellationToken);

    /// <summary>Curves of the metric, as points or as buckets of many points; what was queued before is in them.</summary>
    /// <returns>A curve for each field that a point has a number in, in the order that was asked for.</returns>
    public async Task<IReadOnlyList<MetricSeries>> ReadSeriesAsync(SeriesQuery query, CancellationToken cancellationToken = default)
    {
        await _experiment.WriteThroughAsync(cancellationToken).ConfigureAwait(false);
        return await _experiment.Store.Reader.ReadSeriesAsync(_experiment.Stored.Path, Name, query, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The details of the metric; null when there is none.</summary>
    public async Task<MetricInfo?> GetInfoAsync(CancellationToken cancellationToken = default)
    {
        await foreach (var metric in _experiment.DescribeMetricsAsync([Name], cancellationToken).ConfigureAwait(false))
            return metric;
        return null;
    }

    private double Append<TFields>(TFields fields, object? given, AppendClock clock, double? timestamp, SeriesDescription? description)
        where TFields : struct, IFields
    {
        var recorder = _experiment.Appendable();
        var stream = recorder.Stream(_id);
        var time = clock.Read(timestamp ?? (ScriptValues.Resolve(given) is { } seconds ? UnixSeconds.Of(seconds) : null), _experiment.Store.Clock);
        var ticket = stream.Append((fields, given is not null, time), SerializerOf<TFields>.Serialize, time, description);
        recorder.Settle(stream, ticket);
        clock.Last = time;
        return time;
    }

    private static bool IsTime(string name) => name.Length == 3 && name.Equals(MetricPoint.TimestampField, StringComparison.OrdinalIgnoreCase);

    private interface IFields
    {
        /// <param name="writer">In the object of the point.</param>
        /// <param name="names">Gets the name of each field.</param>
        /// <param name="hasTime">Whether the time among the fields was found.</param>
        void Write(Utf8JsonWriter writer, FieldNames names, bool hasTime);
    }

    private static class SerializerOf<TFields>
        where TFields : struct, IFields
    {
        public static readonly RecordSerializer<(TFields Fields, bool HasTime, double Time)> Serialize = (writer, point, batch) =>
        {
            batch.Names.Begin();
            writer.WriteStartObject();
            point.Fields.Write(writer, batch.Names, point.HasTime);
            batch.Names.End();
            writer.WritePropertyName("_ts"u8);
            JsonNumbers.Write(writer, point.Time);
            writer.WriteEndObject();
        };
    }

    private readonly struct DictionaryFields(IDictionary fields) : IFields
    {
        public void Write(Utf8JsonWriter writer, FieldNames names, bool hasTime)
        {
            for (var entries = fields.GetEnumerator(); entries.MoveNext();)
                WriteField(writer, names, hasTime, ValueWriter.KeyText(entries.Key), entries.Value);
        }
    }

    private readonly struct ListFields(IReadOnlyList<KeyValuePair<string, object?>> fields) : IFields
    {
        public void Write(Utf8JsonWriter writer, FieldNames names, bool hasTime)
        {
            for (var i = 0; i < fields.Count; i++)
                WriteField(writer, names, hasTime, fields[i].Key, fields[i].Value);
        }
    }

    private static void WriteField(Utf8JsonWriter writer, FieldNames names, bool hasTime, string name, object? value)
    {
        names.Add(name);
        if (IsTime(name))
        {
            // A dictionary that minds the case does not find '_TS' where '_ts' is looked for; dropped, its time would be lost.
            if (!hasTime && name != MetricPoint.TimestampField && value is not null)
                throw FieldNames.Collide(MetricPoint.TimestampField, name);
            return;
        }

        writer.WritePropertyName(name);
        ValueWriter.Write(writer, value);
    }
}
