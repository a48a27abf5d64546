using MlDash.Protocol;

namespace MlDash.Server.Documents;

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

    /// <summary>The track, widened to cover entries of these times and fields; the same object when it covers them already.</summary>
    public TrackDocument Covering(double first, double last, IEnumerable<string> columns)
    {
        var missing = columns.Except(Columns, StringComparer.Ordinal).ToList();
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
