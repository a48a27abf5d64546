using MlDash.Json;
using MlDash.Metrics;

namespace MlDash.Recording;

/// <summary>
/// Records of one stream in the order they were given, each a JSON object in UTF-8: what a store numbers, frames and keeps.
/// Owned by the recorder; valid until the call it is handed to has ended.
/// </summary>
public sealed class RecordBatch : IDisposable
{
    private readonly PooledBuffer _bytes = new();
    private readonly List<int> _ends = [];
    private readonly List<double> _timestamps = [];

    private readonly HashSet<string> _fieldNames = new(StringComparer.Ordinal);
    private string? _lastFieldName;

    /// <summary>Names of the fields at the top of the records; kept for tracks alone.</summary>
    public IReadOnlyCollection<string> FieldNames => _fieldNames;

    /// <summary>Number of records.</summary>
    public int Count => _ends.Count;

    /// <summary>Bytes of all records.</summary>
    public int Length => _bytes.Length;

    /// <summary>What the appends said of a metric; the last given wins.</summary>
    public SeriesDescription? Description { get; internal set; }

    /// <summary>Time of a track's entry, seconds since 1970; 0 for other kinds.</summary>
    public double Timestamp(int record) => _timestamps[record];

    /// <summary>One record's JSON object.</summary>
    public ReadOnlySpan<byte> this[int record]
    {
        get
        {
            var start = record == 0 ? 0 : _ends[record - 1];
            return _bytes.WrittenSpan[start.._ends[record]];
        }
    }

    internal PooledBuffer Bytes => _bytes;

    /// <summary>Looks at the names of each record's fields.</summary>
    internal FieldNames Names { get; } = new();

    /// <summary>Notes the name of a field.</summary>
    internal void NoteField(string name)
    {
        if (!ReferenceEquals(name, _lastFieldName) && _fieldNames.Add(name))
            _lastFieldName = name;
    }

    /// <summary>Closes the record whose bytes were written last.</summary>
    internal void EndRecord(double timestamp)
    {
        _ends.Add(_bytes.Length);
        _timestamps.Add(timestamp);
    }

    /// <summary>Takes back bytes of a record that was not closed.</summary>
    internal void AbandonRecord() => _bytes.Truncate(Count == 0 ? 0 : _ends[^1]);

    internal void Clear()
    {
        _bytes.Truncate(0);
        _ends.Clear();
        _timestamps.Clear();
        _fieldNames.Clear();
        _lastFieldName = null;
        Description = null;
    }

    /// <inheritdoc />
    public void Dispose() => _bytes.Dispose();
}
