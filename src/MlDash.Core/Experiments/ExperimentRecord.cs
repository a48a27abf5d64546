using System.Collections.Specialized;

namespace MlDash;

/// <summary>What a store knows of an experiment, at the moment it was read.</summary>
public sealed record ExperimentRecord
{
    /// <summary>Its path under the root.</summary>
    public required ExperimentPath Path { get; init; }

    /// <summary>The last segment of its path, as stored.</summary>
    public required string Name { get; init; }

    /// <summary>The project it belongs to, if any.</summary>
    public string? Project { get; init; }

    /// <summary>Snowflake id in decimal; null when a tool wrote it that gives none.</summary>
    public string? Id { get; init; }

    /// <summary>Free text.</summary>
    public string? Description { get; init; }

    /// <summary>Never null, in the order given.</summary>
    public string[] Tags { get; init; } = [];

    /// <summary>Never null, in the order given.</summary>
    public string[] Bindrs { get; init; } = [];

    /// <summary>Any values under names, or null.</summary>
    public OrderedDictionary? Metadata { get; init; }

    /// <summary>The first open.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The last open or change.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Start of the latest run.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>End of the latest run; null while it is open.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why the latest run failed.</summary>
    public string? Error { get; init; }

    /// <summary>Where it stands now; <see cref="ExperimentStatus.Crashed"/> is derived here.</summary>
    public ExperimentStatus Status { get; init; }

    /// <summary>Whether every write is refused.</summary>
    public bool WriteProtected { get; init; }

    /// <summary>Every time it was open, oldest first.</summary>
    public ExperimentRun[] Runs { get; init; } = [];

    /// <summary>Whether nothing was recorded before <paramref name="run"/>.</summary>
    internal bool BeganWith(ExperimentRun run) => Runs.Length == 1 && CreatedAt == run.StartedAt;
}
