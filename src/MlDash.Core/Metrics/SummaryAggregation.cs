namespace MlDash;

/// <summary>What a summary says of the values that were kept.</summary>
public enum SummaryAggregation
{
    /// <summary>Arithmetic mean.</summary>
    Mean,

    /// <summary>Sample standard deviation (n − 1); 0 for one value.</summary>
    Std,

    /// <summary>The smallest.</summary>
    Min,

    /// <summary>The largest.</summary>
    Max,

    /// <summary>How many.</summary>
    Count,

    /// <summary>The middle one, or the mean of the two middle ones.</summary>
    Median,

    /// <summary>The sum.</summary>
    Sum,

    /// <summary>The same as the median.</summary>
    P50,

    /// <summary>The value 90 % of the values do not exceed, interpolated.</summary>
    P90,

    /// <summary>The value 95 % of the values do not exceed, interpolated.</summary>
    P95,

    /// <summary>The value 99 % of the values do not exceed, interpolated.</summary>
    P99,

    /// <summary>The first that was kept.</summary>
    First,

    /// <summary>The last that was kept.</summary>
    Last,
}
