using System.Globalization;
using MlDash.Server.Http;

namespace MlDash.Server.Series;

/// <summary>A number that stands for the values of many experiments at one place. No sum in it overflows where the result does not.</summary>
/// <param name="Name">What it is called in the answer: <c>mean</c>, <c>percentile_25</c>.</param>
/// <param name="Of">Computes it from sorted values, at least one.</param>
internal sealed record SeriesStatistic(string Name, Func<double[], double> Of)
{
    private const string PercentilePrefix = "PERCENTILE_";

    /// <summary>The statistic of a word.</summary>
    /// <exception cref="ApiException">400 that lists the words.</exception>
    public static SeriesStatistic Parse(string word) => word.ToUpperInvariant() switch
    {
        "MEAN" => new("mean", Mean),
        "STD" => new("std", Std),
        "MIN" => new("min", sorted => sorted[0]),
        "MAX" => new("max", sorted => sorted[^1]),
        "MEDIAN" => new("median", sorted => Percentile(sorted, 50)),
        var name when name.StartsWith(PercentilePrefix, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(PercentilePrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent <= 100 =>
            new(name.ToLowerInvariant(), sorted => Percentile(sorted, percent)),
        _ => throw ApiException.Malformed($"A statistic is MEAN, STD, MIN, MAX, MEDIAN or PERCENTILE_0 to PERCENTILE_100; found '{word}'."),
    };

    private static double Mean(double[] sorted)
    {
        var scale = ScaleOf(sorted);
        return scale == 0 ? 0 : sorted.Sum(value => value / scale) / sorted.Length * scale;
    }

    // Of a sample, as the summaries of a metric have it; one value spreads by nothing.
    private static double Std(double[] sorted)
    {
        var scale = ScaleOf(sorted);
        if (scale == 0 || sorted.Length == 1)
            return 0;
        var mean = sorted.Sum(value => value / scale) / sorted.Length;
        return Math.Sqrt(sorted.Sum(value => ((value / scale) - mean) * ((value / scale) - mean)) / (sorted.Length - 1)) * scale;
    }

    private static double Percentile(double[] sorted, int percent)
    {
        var place = (sorted.Length - 1) * percent / 100.0;
        var below = (int)place;
        return Between(sorted[below], sorted[Math.Min(below + 1, sorted.Length - 1)], place - below);
    }

    /// <summary>The value a part of the way from one to another.</summary>
    public static double Between(double from, double to, double part) => part == 0 || from == to ? from : (from * (1 - part)) + (to * part);

    private static double ScaleOf(double[] sorted) => Math.Max(Math.Abs(sorted[0]), Math.Abs(sorted[^1]));
}
