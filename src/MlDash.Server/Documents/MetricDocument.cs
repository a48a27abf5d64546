using MlDash.Protocol;
using MlDash.Server.Stores;

namespace MlDash.Server.Documents;

/// <summary>
/// A metric. Points below <c>TotalChunks · ChunkSize</c> are read from chunks, the others from the hot stream: this number alone decides, so
/// that changing it publishes a chunk and takes its points out of the hot store in one step.
/// </summary>
internal sealed record MetricDocument(string Id, string ExperimentId, string Name, int ChunkSize, string CreatedAt)
{
    public string? Description { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public RawJson? Metadata { get; init; }

    public long TotalChunks { get; init; }

    /// <summary>Chunks whose points are still answered as hot ones, for readers that counted the chunks before they closed.</summary>
    public IReadOnlyList<RetainedChunk> Retained { get; init; } = [];

    /// <summary>Which server works on the chunks; null when none does.</summary>
    public ChunkLease? Lease { get; init; }

    /// <summary>When the chunks have to be looked at: a lease ends, a time of grace is over, full ones wait. Null: nothing is left to do.</summary>
    public string? Due { get; init; }

    /// <summary>The end of the points that are packed as a tail, behind the chunks; there is none unless it is above <see cref="ChunkedPoints"/>.</summary>
    public long TailEnd { get; init; }

    /// <summary>Blobs of earlier tails, which are still to be removed.</summary>
    public IReadOnlyList<string> FormerTails { get; init; } = [];

    public required string UpdatedAt { get; init; }

    public string Stream => StreamOf(Id);

    public long ChunkedPoints => TotalChunks * ChunkSize;

    /// <summary>The points below this are in chunks or in the tail; of the tail, the last batch is also in the stream.</summary>
    public long PackedPoints => Math.Max(ChunkedPoints, TailEnd);

    /// <summary>The blob of the tail; null when there is none.</summary>
    public string? TailKey => TailEnd > ChunkedPoints ? BlobKeys.Tail(Id, ChunkedPoints, TailEnd) : null;

    /// <summary>The blobs of its tail and of earlier ones that are still there.</summary>
    public IEnumerable<string> TailKeys => TailKey is { } tail ? [.. FormerTails, tail] : FormerTails;

    /// <summary>Whether the hot points fill a chunk when the metric has <paramref name="next"/> points.</summary>
    public bool HasFullChunk(long next) => (TotalChunks + 1) * ChunkSize <= next;

    public static string StreamOf(string id) => $"metric/{id}";

    public string ChunkKey(long chunk) => $"chunks/{Id}/{chunk}";

    /// <summary>The blob of the summaries of the chunks; it lies among them, so that it goes where they go.</summary>
    public string SummaryKey => $"chunks/{Id}/{BlobKeys.Summary}";

    /// <summary>The first point that is answered as a hot one when only those of chunks closed after <paramref name="since"/> are retained.</summary>
    public long FirstHotPoint(string since) =>
        Retained.Where(r => string.CompareOrdinal(r.ClosedAt, since) > 0).Select(r => r.Chunk * ChunkSize).DefaultIfEmpty(ChunkedPoints).Min();
}

/// <summary>When a chunk was closed.</summary>
internal sealed record RetainedChunk(long Chunk, string ClosedAt);

/// <summary>
/// Leaves the chunks of a metric to one server, so that two do not pack the same one. Clocks of servers that disagree cost double work, never a point.
/// </summary>
/// <param name="Holder">A text that this piece of work alone knows.</param>
/// <param name="Until">From then on another may take it; moved on with every chunk.</param>
internal sealed record ChunkLease(string Holder, string Until)
{
    public bool IsOver(string now) => string.CompareOrdinal(Until, now) <= 0;
}

/// <summary>What may come with any append; given values replace.</summary>
internal sealed record MetricGiven(string? Description, IReadOnlyList<string>? Tags, RawJson? Metadata)
{
    public bool Changes(MetricDocument metric) =>
        (Description is not null && Description != metric.Description)
        || (Tags is not null && !Tags.SequenceEqual(metric.Tags))
        || (Metadata is { } given && given != metric.Metadata);

    public MetricDocument ApplyTo(MetricDocument metric) => metric with
    {
        Description = Description ?? metric.Description,
        Tags = Tags ?? metric.Tags,
        Metadata = Metadata ?? metric.Metadata,
    };
}
