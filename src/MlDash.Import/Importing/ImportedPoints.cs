using System.Buffers.Text;
using System.Text.Json;
using MlDash.Import.Runs;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Storage.Format;

namespace MlDash.Import.Importing;

/// <summary>The points of one metric that is imported.</summary>
/// <param name="stream">Where they go.</param>
/// <param name="leaveOut">Learns what cannot be kept.</param>
internal sealed class ImportedPoints(ImportedStream stream, Action<string> leaveOut) : IPointSink
{
    private const int LongestNumber = 32;
    private readonly byte[] _created = new byte[IsoTime.Length];
    private byte[] _createdNow = [];
    private RecordLine? _line;
    private string? _field;
    private byte[] _fieldName = [];
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc />
    public void Add(long step, string field, double value, double? time)
    {
        if (!ReferenceEquals(field, _field))
            (_field, _fieldName) = (field, [.. "\""u8, .. JsonEncodedText.Encode(field, ValueWriter.Options.Encoder).EncodedUtf8Bytes, .. "\":"u8]);
        var record = BeginWith(step, _fieldName);
        JsonNumbers.Write(record, value);
        EndWith(record, time);
    }

    /// <inheritdoc />
    public void Add(long? step, double value, double? time)
    {
        var record = BeginWith(step, "\"value\":"u8);
        JsonNumbers.Write(record, value);
        EndWith(record, time);
    }

    /// <inheritdoc />
    public void Add(IReadOnlyList<KeyValuePair<string, object?>> fields, double? time) => End(WriteFields(fields, time));

    /// <inheritdoc />
    public void Add(IReadOnlyList<KeyValuePair<string, object?>> fields, double? time, DateTimeOffset? createdAt)
    {
        WriteFields(fields, time);
        End(createdAt);
    }

    /// <returns>The time of the point.</returns>
    private DateTimeOffset? WriteFields(IReadOnlyList<KeyValuePair<string, object?>> fields, double? time)
    {
        var writer = stream.BeginJson();
        writer.WriteStartObject();
        _names.Clear();
        _names.Add(MetricPoint.TimestampField);
        for (var at = 0; at < fields.Count; at++)
        {
            writer.WritePropertyName(Free(fields[at].Key));
            ValueWriter.Write(writer, fields[at].Value);
        }

        var moment = Known(ref time);
        if (time is { } known)
        {
            writer.WritePropertyName(MetricPoint.TimestampField);
            JsonNumbers.Write(writer, known);
        }

        writer.WriteEndObject();
        writer.Flush();
        return moment;
    }

    private PooledBuffer BeginWith(long? step, ReadOnlySpan<byte> name)
    {
        var record = stream.Begin();
        record.Write("{"u8);
        if (step is { } known)
        {
            record.Write("\"step\":"u8);
            Utf8Formatter.TryFormat(known, record.GetSpan(LongestNumber), out var digits);
            record.Advance(digits);
            record.Write(","u8);
        }

        record.Write(name);
        return record;
    }

    private void EndWith(PooledBuffer record, double? time)
    {
        var moment = Known(ref time);
        if (time is { } seconds)
        {
            record.Write(",\"_ts\":"u8);
            JsonNumbers.Write(record, seconds);
        }

        record.Write("}"u8);
        End(moment);
    }

    private void End(DateTimeOffset? time)
    {
        _createdNow = time is null ? [] : _created;
        if (time is { } moment)
            IsoTime.Format(moment, _created);
        stream.End(_line ??= (page, number, record) => PointLine.Write(page, number, record, _createdNow));
    }

    /// <summary>The time of a point; none where it is no time.</summary>
    private DateTimeOffset? Known(ref double? time)
    {
        if (time is not { } seconds)
            return null;
        var moment = IsoTime.FromUnixSeconds(seconds);
        if (moment is null)
        {
            leaveOut("Times that are not finite or beyond the year 9999.");
            time = null;
        }

        return moment;
    }

    /// <summary>A name that no other field of the point has, whatever the case.</summary>
    private string Free(string name)
    {
        if (name.Length > 0 && _names.Add(name))
            return name;
        var number = 2;
        while (!_names.Add($"{name}_{number}"))
            number++;
        leaveOut($"The name of a field that is empty, '{MetricPoint.TimestampField}', or differs from another in case only: '{name}' is '{name}_{number}' here.");
        return $"{name}_{number}";
    }
}
