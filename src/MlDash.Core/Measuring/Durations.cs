using MlDash.Metrics;

namespace MlDash.Measuring;

/// <summary>What durations of the same work say.</summary>
internal static class Durations
{
    /// <summary>How many robust standard deviations from the median a duration is an outlier. Noise alone does not get there.</summary>
    private const double Far = 10;

    /// <summary>A duration that the clock did not see counts as its smallest step, so that its logarithm exists.</summary>
    private const double ClockStep = 1e-7;

    /// <summary>Which durations are outliers.</summary>
    public static bool[] Outliers(double[] seconds)
    {
        var (median, deviation) = (Noise.Median(seconds), Noise.RobustDeviation(seconds));
        return Array.ConvertAll(seconds, value => Math.Abs(value - median) > Far * Math.Max(deviation, ClockStep));
    }

    /// <summary>The geometric mean.</summary>
    public static double GeometricMean(IEnumerable<double> seconds) => Math.Exp(Logarithms(seconds).Average());

    /// <summary>The logarithms.</summary>
    public static double[] Logarithms(IEnumerable<double> seconds) => [.. seconds.Select(value => Math.Log(Math.Max(value, ClockStep)))];
}
