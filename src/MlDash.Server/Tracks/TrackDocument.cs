using MlDash.Protocol;

namespace MlDash.Server.Tracks;

/// <summary>The details of a track, without its entries.</summary>
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
    public TrackDocument Covering(TrackBatch entries)
    {
        var missing = entries.Columns.Except(Columns, StringComparer.Ordinal).ToList();
        return missing.Count == 0 && entries.First >= FirstTimestamp && entries.Last <= LastTimestamp ? this : this with
        {
            FirstTimestamp = Math.Min(entries.First, FirstTimestamp ?? entries.First),
            LastTimestamp = Math.Max(entries.Last, LastTimestamp ?? entries.Last),
            Columns = [.. Columns.Concat(missing).Order(StringComparer.Ordinal)],
        };
    }

    public TrackWire ToWire(long entries) => new(
        Id, Topic, Description, Tags, Metadata, entries, FirstTimestamp, LastTimestamp, Columns, CreatedAt);
}
