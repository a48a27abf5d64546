namespace MlDash.Charts;

/// <summary>What the numbers along x are.</summary>
public enum AxisKind
{
    /// <summary>Numbers.</summary>
    Number,

    /// <summary>Seconds since 1970, shown as dates and times of the clock.</summary>
    Time,

    /// <summary>Seconds since a begin, shown in the unit that fits.</summary>
    Elapsed,
}
