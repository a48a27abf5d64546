using MlDash.Protocol;

namespace MlDash.Server.Tracks;

/// <summary>A track: what is known of it without reading its entries.</summary>
internal sealed record TrackDocument(string Id, string ExperimentId, string Topic, string CreatedAt)
{
    public string? Description { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public RawJson? Metadata { get; init; }

    public double? FirstTimestamp { get; init; }

    public double? LastTimestamp { get; init; }

    /// <summary>The names of all fields that any entry has, sorted; without <c>timestamp</c>.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    public string Stream => $"track/{Id}";

    /// <summary>The track, widened to cover these entries; the same object when it covers them already.</summary>
    public TrackDocument Covering(IReadOnlyList<TrackEntry> entries)
    {
        var first = entries.Min(e => e.Timestamp);
        var last = entries.Max(e => e.Timestamp);
        var missing = entries.SelectMany(e => e.Fields.Select(f => f.Key)).Distinct(StringComparer.Ordinal).Except(Columns, StringComparer.Ordinal).ToList();
        return missing.Count == 0 && first >= FirstTimestamp && last <= LastTimestamp ? this : this with
        {
            FirstTimestamp = Math.Min(first, FirstTimestamp ?? first),
            LastTimestamp = Math.Max(last, LastTimestamp ?? last),
            Columns = [.. Columns.Concat(missing).Order(StringComparer.Ordinal)],
        };
    }

    public TrackWire ToWire(long entries) => new(
        Id, Topic, Description, Tags, Metadata, entries, FirstTimestamp, LastTimestamp, Columns, CreatedAt);
}
