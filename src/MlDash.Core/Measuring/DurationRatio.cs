using System.Globalization;
using MlDash.Measuring;
using Perfolizer.Mathematics.Distributions.ContinuousDistributions;

namespace MlDash;

/// <summary>
/// How many times as long as something else a command takes, by the geometric means, with an interval that holds the true ratio in 95 % of cases.
/// </summary>
/// <param name="Value">The ratio.</param>
/// <param name="Low">The lower end of the interval; null with fewer than two runs of each.</param>
/// <param name="High">The upper end of the interval; null with fewer than two runs of each.</param>
public readonly record struct DurationRatio(double Value, double? Low, double? High)
{
    private const double Tail = 0.025;

    /// <summary>Whether the interval leaves open which of both is faster.</summary>
    public bool IsOpen => Low is null or <= 1 && High is null or >= 1;

    /// <summary>
    /// The ratio of two samples: the difference of their mean logarithms, with the interval of Welch's test, which takes neither equal noise nor equal numbers
    /// of runs for granted.
    /// </summary>
    internal static DurationRatio Of(IReadOnlyList<double> seconds, IReadOnlyList<double> others)
    {
        var (one, other) = (Durations.Logarithms(seconds), Durations.Logarithms(others));
        var difference = one.Average() - other.Average();
        if (one.Length < 2 || other.Length < 2)
            return new(Math.Exp(difference), null, null);
        var (here, there) = (Variance(one) / one.Length, Variance(other) / other.Length);
        var both = here + there;
        if (both == 0)
            return new(Math.Exp(difference), Math.Exp(difference), Math.Exp(difference));
        var freedom = both * both / ((here * here / (one.Length - 1)) + (there * there / (other.Length - 1)));
        var margin = Math.Sqrt(both) * -new StudentDistribution(freedom).Quantile(Tail);
        return new(Math.Exp(difference), Math.Exp(difference - margin), Math.Exp(difference + margin));
    }

    /// <summary>The ratio with its interval, such as <c>1.52 (1.47 to 1.58)</c>.</summary>
    public override string ToString() => Low is null
        ? string.Create(CultureInfo.InvariantCulture, $"{Value:0.00}")
        : string.Create(CultureInfo.InvariantCulture, $"{Value:0.00} ({Low:0.00} to {High:0.00})");

    private static double Variance(double[] values)
    {
        var mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
    }
}
