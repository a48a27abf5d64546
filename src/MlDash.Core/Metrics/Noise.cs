namespace MlDash.Metrics;

/// <summary>What numbers say of their middle and of their noise.</summary>
internal static class Noise
{
    /// <summary>Makes the median absolute deviation of normal noise its standard deviation.</summary>
    private const double DeviationOfNormal = 1.4826;

    /// <summary>The middle number, or the mean of the two middle ones.</summary>
    public static double Median(IEnumerable<double> values) => Of(values, SummaryAggregation.Median);

    /// <summary>The standard deviation of normal noise, by the median of the distances from the median.</summary>
    public static double RobustDeviation(IReadOnlyList<double> values) => DeviationOfNormal * MedianAbsoluteDeviation(values);

    /// <summary>The median of the distances from the median: half of the numbers can be wild without moving it.</summary>
    private static double MedianAbsoluteDeviation(IReadOnlyList<double> values)
    {
        var median = Median(values);
        // Of equal infinities there is no difference.
        return Median(values.Select(value => value.Equals(median) ? 0 : Math.Abs(value - median)));
    }

    /// <summary>An aggregation of numbers, none of them NaN.</summary>
    public static double Of(IEnumerable<double> values, SummaryAggregation aggregation)
    {
        double[] all = [.. values];
        double[] sorted = [.. all];
        Array.Sort(sorted);
        return (double)SummaryStatistics.Compute(all, sorted, aggregation);
    }
}
