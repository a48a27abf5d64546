using System.Collections.Specialized;

namespace MlDash;

/// <summary>The details of a metric, without its points.</summary>
public sealed record MetricInfo
{
    /// <summary>How the unnamed metric is called where a name is needed.</summary>
    public const string Unnamed = "None";

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
}
