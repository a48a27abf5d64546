namespace MlDash.Series;

/// <summary>Averages over the points around each.</summary>
internal static class WindowSmoothing
{
    /// <summary>The widest bell curve, in points: the work grows with it.</summary>
    public const double WidestGaussian = 1000;

    /// <summary>The distance, in standard deviations, beyond which a point does not count any more, as in SciPy.</summary>
    private const double Reach = 4;

    /// <summary>The mean of the points around each; at the ends of those that there are. An even window has one more point before than after.</summary>
    /// <param name="y">The values.</param>
    /// <param name="window">How many points.</param>
    /// <param name="smooth">Gets as many values.</param>
    public static void RunningMean(ReadOnlySpan<double> y, int window, Span<double> smooth)
    {
        var after = (window - 1) / 2;
        var before = window - 1 - after;
        var sum = default(CompensatedSum);
        var (count, added) = (0, 0);
        for (var at = 0; at < y.Length; at++)
        {
            for (; added < y.Length && added <= (long)at + after; added++)
                Count(y[added], 1, ref sum, ref count);
            if (at > before)
                Count(y[at - before - 1], -1, ref sum, ref count);
            smooth[at] = double.IsFinite(y[at]) ? sum.Value / count : y[at];
        }
    }

    /// <summary>The mean weighted by a bell curve; beyond the ends the values count as if they were reflected there, as in SciPy.</summary>
    /// <param name="y">The values.</param>
    /// <param name="deviation">Standard deviation in points.</param>
    /// <param name="smooth">Gets as many values.</param>
    public static void Gaussian(ReadOnlySpan<double> y, double deviation, Span<double> smooth)
    {
        var radius = (int)((Reach * deviation) + 0.5);
        var weights = new double[radius + 1];
        for (var distance = 0; distance <= radius; distance++)
            weights[distance] = Math.Exp(-0.5 * distance * distance / (deviation * deviation));
        for (var at = 0; at < y.Length; at++)
        {
            if (!double.IsFinite(y[at]))
            {
                smooth[at] = y[at];
                continue;
            }

            var (sum, weight) = (0.0, 0.0);
            for (var offset = -radius; offset <= radius; offset++)
            {
                var value = y[Reflected(at + offset, y.Length)];
                if (!double.IsFinite(value))
                    continue;
                sum += weights[Math.Abs(offset)] * value;
                weight += weights[Math.Abs(offset)];
            }

            smooth[at] = sum / weight;
        }
    }

    private static int Reflected(int at, int length)
    {
        if ((uint)at < (uint)length)
            return at;
        var around = ((at % (2 * length)) + (2 * length)) % (2 * length);
        return around < length ? around : (2 * length) - 1 - around;
    }

    private static void Count(double value, int times, ref CompensatedSum sum, ref int count)
    {
        if (!double.IsFinite(value))
            return;
        sum.Add(value * times);
        count += times;
    }
}
