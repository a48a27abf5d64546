namespace MlDash.Judging;

/// <summary>How a worse value is distinguished from noise.</summary>
public enum AssertionMethod
{
    /// <summary>It is worse than the median of the baseline by more than the tolerance. One run is enough for a baseline.</summary>
    Median,

    /// <summary>It also lies three standard deviations beyond the median, as the median absolute deviation estimates them. Needs five runs.</summary>
    Mad,

    /// <summary>The runs that are checked also rank worse than those of the baseline, by the test of Mann and Whitney. Needs eight runs of each.</summary>
    MannWhitney,
}
