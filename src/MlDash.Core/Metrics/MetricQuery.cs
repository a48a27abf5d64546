namespace MlDash;

/// <summary>Which points of a metric to read, in the order of the metric.</summary>
public sealed record MetricQuery
{
    /// <summary>Points to pass over from the front.</summary>
    public long Skip { get; init; }

    /// <summary>At most so many points from there; null: all.</summary>
    public long? First { get; init; }

    /// <summary>At most so many points, from the end; null: all.</summary>
    public int? Last { get; init; }

    /// <summary>The earliest time (<c>_ts</c>, seconds since 1970), inclusive.</summary>
    public double? Since { get; init; }

    /// <summary>The latest time (<c>_ts</c>, seconds since 1970), inclusive.</summary>
    public double? Until { get; init; }

    /// <summary>Fields to read; the rest is not even decoded. Empty: all.</summary>
    public string[] Fields { get; init; } = [];
}
