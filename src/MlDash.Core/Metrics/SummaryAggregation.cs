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

/// <summary>Computes aggregations over values in the order they were kept; NaN is no value, infinities are.</summary>
internal static class SummaryStatistics
{
    private const double Largest = 1e140;
    private const double Smallest = 1e-140;

    private static readonly string[] _words = Enum.GetNames<SummaryAggregation>();

    /// <summary>The aggregation of a word, in any case.</summary>
    /// <exception cref="ExperimentException"><c>UnknownAggregation</c>, listing all.</exception>
    public static SummaryAggregation Parse(string word) =>
        Enum.TryParse<SummaryAggregation>(word, ignoreCase: true, out var aggregation) && Enum.IsDefined(aggregation) && !char.IsAsciiDigit(word[0])
        ? aggregation
        : throw new ExperimentException(
            "UnknownAggregation",
            $"'{word}' is not an aggregation: {string.Join(", ", _words).ToLowerInvariant()}.",
            "Use one of the thirteen.")
        { Target = word };

    /// <param name="values">At least one value, none of them NaN.</param>
    /// <param name="sorted">The same values, smallest first.</param>
    /// <param name="aggregation">What to compute.</param>
    public static object Compute(double[] values, double[] sorted, SummaryAggregation aggregation) => aggregation switch
    {
        SummaryAggregation.Mean => Mean(values),
        SummaryAggregation.Std => Std(values),
        SummaryAggregation.Min => sorted[0],
        SummaryAggregation.Max => sorted[^1],
        SummaryAggregation.Count => (object)(long)values.Length,
        SummaryAggregation.Median or SummaryAggregation.P50 => Median(sorted),
        SummaryAggregation.Sum => Sum(values),
        SummaryAggregation.P90 => Percentile(sorted, 90),
        SummaryAggregation.P95 => Percentile(sorted, 95),
        SummaryAggregation.P99 => Percentile(sorted, 99),
        SummaryAggregation.First => values[0],
        _ => values[^1],
    };

    private static double Mean(double[] values) => Scaled(values, scaled => Sum(scaled) / scaled.Length);

    private static double Std(double[] values)
    {
        if (values.Length == 1)
            return double.IsFinite(values[0]) ? 0.0 : double.NaN;
        return Scaled(values, scaled =>
        {
            var mean = Sum(scaled) / scaled.Length;
            return Math.Sqrt(Sum(Array.ConvertAll(scaled, value => (value - mean) * (value - mean))) / (scaled.Length - 1));
        });
    }

    /// <summary>
    /// Computes with values whose sums and squares a double holds: the largest and the smallest doubles are divided by a power of two
    /// before, which costs no digit, and the result is multiplied with it.
    /// </summary>
    private static double Scaled(double[] values, Func<double[], double> compute)
    {
        var largest = values.Max(Math.Abs);
        if (!double.IsFinite(largest) || largest is 0 or > Smallest and < Largest)
            return compute(values);
        var exponent = Math.ILogB(largest);
        return Math.ScaleB(compute(Array.ConvertAll(values, value => Math.ScaleB(value, -exponent))), exponent);
    }

    private static double Median(double[] sorted)
    {
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : Scaled(sorted[(middle - 1)..(middle + 1)], both => (both[0] + both[1]) / 2);
    }

    private static double Percentile(double[] sorted, int percent)
    {
        var place = (sorted.Length - 1) * percent / 100.0;
        var floor = (int)Math.Floor(place);
        var ceiling = Math.Min(floor + 1, sorted.Length - 1);
        return floor == ceiling ? sorted[floor] : sorted[floor] + ((place - floor) * (sorted[ceiling] - sorted[floor]));
    }

    /// <summary>Neumaier's compensated sum; with an infinity among the values, plain arithmetic.</summary>
    private static double Sum(double[] values)
    {
        double sum = 0, lost = 0;
        foreach (var value in values)
        {
            var next = sum + value;
            lost += Math.Abs(sum) >= Math.Abs(value) ? sum - next + value : value - next + sum;
            sum = next;
        }

        return double.IsFinite(sum) ? sum + lost : values.Sum();
    }
}
