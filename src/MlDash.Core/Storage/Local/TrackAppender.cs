using System.Collections.Specialized;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using MlDash.Json;
using MlDash.Parameters;
using MlDash.Recording;
using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <summary>
/// Appends to <c>tracks/&lt;topic&gt;/data.jsonl</c> and keeps counters, range and columns in its <c>metadata.json</c>. Entries of one batch are sorted
/// by time, and those of one timestamp become one.
/// </summary>
internal sealed class TrackAppender(string top, string folder, string topic, bool durable, TimeProvider clock, Action<string> warn)
    : LineAppender(top, folder, LocalLayout.DataFile, LocalLayout.MetadataLock, durable, clock)
{
    private readonly string _metadataPath = Path.Combine(folder, LocalLayout.MetadataFile);
    private readonly PooledBuffer _flat = new();
    private readonly List<int> _order = [];
    private readonly TrackColumns _columns = new();
    private OrderedDictionary _metadata = JsonValues.NewMap();
    private long _total;
    private long _framed;

    protected override void CatchUp(SafeFileHandle data, long seen, long end)
    {
        var counted = _total;
        _metadata = TrackMetadata.Complete(SmallDocument.ReadOrSetAside(_metadataPath, Clock.GetUtcNow(), warn), topic, Clock.GetUtcNow());
        _columns.Add(_metadata.Texts("columns"));
        _total = seen >= 0 ? counted + LineTail.CountLines(data, seen, end) : LineTail.CountLines(data, 0, end);
        if (_total != _metadata.Whole("totalEntries"))
            Rebuild(end);
    }

    protected override void FrameLines(RecordBatch batch, PooledBuffer lines)
    {
        SortByTime(batch);
        _framed = 0;
        var anyNested = false;
        for (var at = 0; at < _order.Count;)
        {
            var time = batch.Timestamp(_order[at]);
            var next = at + 1;
            while (next < _order.Count && batch.Timestamp(_order[next]) == time)
                next++;
            var fields = next == at + 1 ? batch[_order[at]] : Merge(batch, at, next);
            var isNested = IsNested(fields);
            anyNested |= isNested;
            TrackLine.Write(lines, time, isNested ? Flat(fields) : fields);
            _framed++;
            at = next;
        }

        // Names at the top are columns, unless objects below some of them made dotted names of their own.
        if (!anyNested)
            _columns.Add(batch.FieldNames);
        else
            AddColumnsOf(lines.WrittenSpan);
    }

    protected override void Count(RecordBatch batch)
    {
        _total += _framed;
        TrackMetadata.Widen(_metadata, batch.Timestamp(_order[0]), batch.Timestamp(_order[^1]));
    }

    protected override void WriteCounters(RecordBatch batch)
    {
        if (batch.Description is { } description)
            MetricMetadata.Describe(_metadata, description);
        _metadata["columns"] = _columns.Sorted();
        _metadata["totalEntries"] = _total;
        SmallDocument.Write(_metadataPath, _metadata, Durable);
    }

    private void SortByTime(RecordBatch batch)
    {
        _order.Clear();
        var sorted = true;
        for (var record = 0; record < batch.Count; record++)
        {
            _order.Add(record);
            sorted &= record == 0 || batch.Timestamp(record - 1) <= batch.Timestamp(record);
        }

        if (!sorted)
            _order.Sort((left, right) => batch.Timestamp(left).CompareTo(batch.Timestamp(right)) is var byTime and not 0 ? byTime : left.CompareTo(right));
    }

    /// <summary>One object of several: a later field takes the place of an earlier one whole, also when it is an object.</summary>
    private ReadOnlySpan<byte> Merge(RecordBatch batch, int from, int to)
    {
        var merged = new OrderedDictionary(StringComparer.Ordinal);
        for (var at = from; at < to; at++)
        {
            foreach (System.Collections.DictionaryEntry field in (OrderedDictionary)JsonValues.Parse(batch[_order[at]].ToArray())!)
                merged[field.Key] = field.Value;
        }

        return Write(merged);
    }

    /// <summary>Whether an entry may hold objects; a brace in a text is taken for one, which costs time and nothing else.</summary>
    private static bool IsNested(ReadOnlySpan<byte> fields) => fields[1..].Contains((byte)'{');

    /// <summary>The entry with dotted names for what lies in its objects.</summary>
    private ReadOnlySpan<byte> Flat(ReadOnlySpan<byte> fields) => Write(ParameterFlattening.Flatten((OrderedDictionary)JsonValues.Parse(fields.ToArray())!));

    private void AddColumnsOf(ReadOnlySpan<byte> lines)
    {
        for (var end = lines.IndexOf((byte)'\n'); end >= 0; end = lines.IndexOf((byte)'\n'))
        {
            _columns.AddFrom(lines[..end]);
            lines = lines[(end + 1)..];
        }
    }

    private ReadOnlySpan<byte> Write(OrderedDictionary fields)
    {
        _flat.Truncate(0);
        using var writer = new Utf8JsonWriter(_flat, ValueWriter.Options);
        ValueWriter.Write(writer, fields);
        writer.Flush();
        return _flat.WrittenSpan;
    }

    /// <summary>Counts, range and columns from the data itself, when the document does not say what the data says.</summary>
    private void Rebuild(long end)
    {
        using var lines = LineReader.Open(Path.Combine(Folder, LocalLayout.DataFile));
        _total = 0;
        while (lines is not null && lines.Offset < end && lines.TryRead(out var line))
        {
            _total++;
            if (TrackLine.TryReadTime(line, out var time))
            {
                TrackMetadata.Widen(_metadata, time, time);
                _columns.AddFrom(line);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        _flat.Dispose();
        base.Dispose(disposing);
    }
}
