using System.Collections.Specialized;

namespace MlDash;

/// <summary>The details of a track, without its entries.</summary>
public sealed record TrackInfo
{
    /// <summary>The topic, for example <c>robot/pose</c>.</summary>
    public required string Topic { get; init; }

    /// <summary>The experiment it was found through; null when a store was asked directly.</summary>
    public ExperimentReference? Experiment { get; init; }

    /// <summary>Names of all fields, sorted.</summary>
    public string[] Columns { get; init; } = [];

    /// <summary>Number of entries.</summary>
    public required long TotalEntries { get; init; }

    /// <summary>The smallest timestamp; null when there is no entry.</summary>
    public double? FirstTimestamp { get; init; }

    /// <summary>The largest timestamp; null when there is no entry.</summary>
    public double? LastTimestamp { get; init; }

    /// <summary>Free text.</summary>
    public string? Description { get; init; }

    /// <summary>Never null.</summary>
    public string[] Tags { get; init; } = [];

    /// <summary>Any values under names, or null; <c>fps</c> is the frame rate of a motion capture.</summary>
    public OrderedDictionary? Metadata { get; init; }

    /// <summary>The first append.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <inheritdoc />
    public override string ToString() => Topic;
}
