namespace MlDash.Series;

/// <summary>Averages in which older points count less and less.</summary>
internal static class ExponentialSmoothing
{
    /// <summary>The steps that the range of x counts as.</summary>
    private const double StepsOfRange = 1000;

    /// <summary>The heaviest weight of what came before: with 1 nothing would ever count less.</summary>
    private const double HeaviestWeight = 0.999;

    /// <summary>
    /// As TensorBoard does it: the average starts at 0 and is divided by the weight that it has got so far. A constant series stays as it is, to the last
    /// digit.
    /// </summary>
    /// <param name="y">The values.</param>
    /// <param name="weight">Weight of what came before, from 0 to below 1.</param>
    /// <param name="smooth">Gets as many values.</param>
    public static void Debiased(ReadOnlySpan<double> y, double weight, Span<double> smooth)
    {
        if (IsConstant(y))
        {
            y.CopyTo(smooth);
            return;
        }

        var (mean, count) = (0.0, 0);
        for (var at = 0; at < y.Length; at++)
        {
            if (!double.IsFinite(y[at]))
            {
                smooth[at] = y[at];
                continue;
            }

            mean = (mean * weight) + ((1 - weight) * y[at]);
            // A power, not a product that is carried on: users compare number for number.
            smooth[at] = mean / (1 - Math.Pow(weight, ++count));
        }
    }

    /// <summary>
    /// As Weights &amp; Biases does it: the weight of what came before falls with the distance in x, measured by the range of x.
    /// </summary>
    /// <param name="x">Where each point lies.</param>
    /// <param name="y">The values.</param>
    /// <param name="amount">How much, from 0 to below 1.</param>
    /// <param name="smooth">Gets as many values.</param>
    public static void TimeWeighted(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double amount, Span<double> smooth)
    {
        var weight = Math.Min(Math.Sqrt(amount), HeaviestWeight);
        var range = RangeOf(x);
        var (sum, weights, before) = (0.0, 0.0, double.NaN);
        for (var at = 0; at < y.Length; at++)
        {
            if (!double.IsFinite(y[at]) || !double.IsFinite(x[at]))
            {
                smooth[at] = y[at];
                continue;
            }

            // Where x runs backwards, a distance below zero would make what came before count more than it did.
            var distance = double.IsNaN(before) || range == 0 ? 0 : Math.Abs(x[at] - before) / range * StepsOfRange;
            var fall = Math.Pow(weight, distance);
            sum = (sum * fall) + y[at];
            weights = (weights * fall) + 1;
            smooth[at] = sum / weights;
            before = x[at];
        }
    }

    private static bool IsConstant(ReadOnlySpan<double> y)
    {
        var first = double.NaN;
        foreach (var value in y)
        {
            if (!double.IsFinite(value))
                continue;
            if (double.IsNaN(first))
                first = value;
            else if (value != first)
                return false;
        }

        return true;
    }

    private static double RangeOf(ReadOnlySpan<double> x)
    {
        var (least, greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var place in x)
        {
            if (!double.IsFinite(place))
                continue;
            least = Math.Min(least, place);
            greatest = Math.Max(greatest, place);
        }

        return greatest > least ? greatest - least : 0;
    }
}
