namespace MlDash;

/// <summary>Which points of a metric to read, in the order of the metric.</summary>
public sealed record MetricQuery
{
    /// <summary>Number of points to skip from the start.</summary>
    public long Skip { get; init; }

    /// <summary>Maximum number of points after <see cref="Skip"/>; null for all.</summary>
    public long? First { get; init; }

    /// <summary>Maximum number of points, counted from the end; null for all.</summary>
    public int? Last { get; init; }

    /// <summary>The earliest time (<c>_ts</c>, seconds since 1970), inclusive.</summary>
    public double? Since { get; init; }

    /// <summary>The latest time (<c>_ts</c>, seconds since 1970), inclusive.</summary>
    public double? Until { get; init; }

    /// <summary>Fields to read; the rest is not even decoded. Empty: all.</summary>
    public string[] Fields { get; init; } = [];
}
