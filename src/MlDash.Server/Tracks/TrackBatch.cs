using MlDash.Server.Stores;

namespace MlDash.Server.Tracks;

/// <summary>Entries to append, as lines, with what the track's head says of them. Read one by one: an entry takes many times the memory of its line.</summary>
internal sealed class TrackBatch
{
    private readonly HashSet<string> _columns = new(StringComparer.Ordinal);
    private readonly List<ReadOnlyMemory<byte>> _lines = [];

    private TrackBatch()
    {
    }

    public int Count => _lines.Count;

    /// <summary>The earliest time.</summary>
    public double First { get; private set; } = double.PositiveInfinity;

    /// <summary>The latest time.</summary>
    public double Last { get; private set; } = double.NegativeInfinity;

    /// <summary>The names of all fields.</summary>
    public IReadOnlySet<string> Columns => _columns;

    public static TrackBatch Of(IEnumerable<FlatEntry> entries)
    {
        var batch = new TrackBatch();
        foreach (var entry in entries)
        {
            batch.First = Math.Min(batch.First, entry.Timestamp);
            batch.Last = Math.Max(batch.Last, entry.Timestamp);
            batch._columns.UnionWith(entry.Fields.Select(f => f.Key));
            batch._lines.Add(entry.WholeObject().Bytes);
        }
        return batch;
    }

    /// <exception cref="StoreRefusalException">An entry is too large.</exception>
    public byte[] ToLines() => Lines.Join(_lines);
}
