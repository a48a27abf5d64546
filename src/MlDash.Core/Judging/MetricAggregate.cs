namespace MlDash;

/// <summary>Which one value stands for all points of an experiment.</summary>
public enum MetricAggregate
{
    /// <summary>The last number. If that is NaN, there is none.</summary>
    Last,

    /// <summary>The smallest number.</summary>
    Min,

    /// <summary>The greatest number.</summary>
    Max,

    /// <summary>The arithmetic mean.</summary>
    Mean,

    /// <summary>The middle number.</summary>
    Median,

    /// <summary>The number that 95 % do not exceed, interpolated.</summary>
    P95,
}
