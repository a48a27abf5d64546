using System.Collections.Specialized;
using System.Diagnostics.CodeAnalysis;

namespace MlDash;

/// <summary>The details of a metric, without its points.</summary>
public sealed class MetricInfo
{
    /// <summary>How the unnamed metric is called where a name is needed.</summary>
    public const string Unnamed = "None";

    /// <summary>One with nothing set yet.</summary>
    public MetricInfo()
    {
    }

    /// <summary>A copy, for an initializer that changes some of it.</summary>
    /// <param name="other">What is copied.</param>
    [SetsRequiredMembers]
    public MetricInfo(MetricInfo other)
    {
        Name = other.Name;
        Experiment = other.Experiment;
        Description = other.Description;
        Tags = other.Tags;
        Metadata = other.Metadata;
        TotalPoints = other.TotalPoints;
        CreatedAt = other.CreatedAt;
        UpdatedAt = other.UpdatedAt;
        Last = other.Last;
    }

    /// <summary>The name; <see cref="Unnamed"/> for the metric that was logged without one.</summary>
    public required string Name { get; init; }

    /// <summary>The experiment it was found through; null when a store was asked directly.</summary>
    public ExperimentReference? Experiment { get; init; }

    /// <summary>Free text.</summary>
    public string? Description { get; init; }

    /// <summary>Never null.</summary>
    public string[] Tags { get; init; } = [];

    /// <summary>Any values under names, or null.</summary>
    public OrderedDictionary? Metadata { get; init; }

    /// <summary>Number of points.</summary>
    public required long TotalPoints { get; init; }

    /// <summary>The first append.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The last append.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The last point, or null when there is none.</summary>
    public MetricPoint? Last { get; init; }

    /// <inheritdoc />
    public override string ToString() => Name;
}
