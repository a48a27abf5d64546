using System.Collections.Specialized;
using System.Diagnostics.CodeAnalysis;

namespace MlDash;

/// <summary>The details of a track, without its entries.</summary>
public sealed class TrackInfo
{
    /// <summary>One with nothing set yet.</summary>
    public TrackInfo()
    {
    }

    /// <summary>A copy, for an initializer that changes some of it.</summary>
    /// <param name="other">What is copied.</param>
    [SetsRequiredMembers]
    public TrackInfo(TrackInfo other)
    {
        Topic = other.Topic;
        Experiment = other.Experiment;
        Columns = other.Columns;
        TotalEntries = other.TotalEntries;
        FirstTimestamp = other.FirstTimestamp;
        LastTimestamp = other.LastTimestamp;
        Description = other.Description;
        Tags = other.Tags;
        Metadata = other.Metadata;
        CreatedAt = other.CreatedAt;
    }

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
