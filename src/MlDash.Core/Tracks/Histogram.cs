using System.Collections;
using System.Collections.Specialized;

namespace MlDash.Tracks;

/// <summary>How many numbers lie where: an entry of a track has it in the fields <c>step</c>, <c>edges</c> and <c>counts</c>.</summary>
public sealed class Histogram
{
    /// <summary>The most bins.</summary>
    public const int MostBins = 10_000;

    private readonly double[] _edges;
    private readonly double[] _counts;
    private readonly long _nan;
    private readonly long _infinite;

    private Histogram(double[] edges, double[] counts, long nan = 0, long infinite = 0) =>
        (_edges, _counts, _nan, _infinite) = (edges, counts, nan, infinite);

    /// <summary>
    /// The ends of the bins, one more than there are bins. A value at an end belongs to the bin behind it; the last bin has both of its ends.
    /// </summary>
    public IReadOnlyList<double> Edges => _edges;

    /// <summary>How many values each bin has.</summary>
    public IReadOnlyList<double> Counts => _counts;

    /// <summary>Numbers in bins of one width, from the least finite number to the greatest.</summary>
    /// <param name="values">The numbers; those that are not finite are counted apart.</param>
    /// <param name="bins">How many bins.</param>
    /// <exception cref="ExperimentException"><c>IllegalHistogram</c>: that number of bins is not possible.</exception>
    public static Histogram OfValues(IReadOnlyCollection<double> values, int bins)
    {
        if (bins is < 1 or > MostBins)
            throw Illegal($"It cannot have {bins} bins.", $"Give 1 to {MostBins} bins.");
        var (least, greatest, nan, infinite) = (double.PositiveInfinity, double.NegativeInfinity, 0L, 0L);
        foreach (var value in values)
        {
            if (double.IsFinite(value))
                (least, greatest) = (Math.Min(least, value), Math.Max(greatest, value));
            else if (double.IsNaN(value))
                nan++;
            else
                infinite++;
        }

        var edges = least <= greatest ? Between(least, greatest, bins) : Between(0, 0, bins);
        var counts = new double[bins];
        foreach (var value in values.Where(double.IsFinite))
        {
            var found = Array.BinarySearch(edges, value);
            counts[Math.Min(found >= 0 ? found : ~found - 1, bins - 1)]++;
        }

        return new(edges, counts, nan, infinite);
    }

    /// <summary>A histogram that somebody else has counted.</summary>
    /// <param name="edges">The ends of the bins, rising.</param>
    /// <param name="counts">How many values each bin has; weights may have fractions.</param>
    /// <exception cref="ExperimentException"><c>IllegalHistogram</c>.</exception>
    public static Histogram OfCounts(IReadOnlyList<double> edges, IReadOnlyList<double> counts)
    {
        if (counts.Count is < 1 or > MostBins)
            throw Illegal($"It cannot have {counts.Count} bins.", $"Give 1 to {MostBins} counts.");
        if (edges.Count != counts.Count + 1)
            throw Illegal($"{counts.Count} bins have {counts.Count + 1} edges, not {edges.Count}.", "Give one edge more than counts.");
        if (!edges.All(double.IsFinite) || !IsRising(edges))
            throw Illegal("The edges are not finite numbers, each greater than the one before.", "Sort the edges, and leave out those that occur twice.");
        if (!counts.All(count => double.IsFinite(count) && count >= 0))
            throw Illegal("A count is negative or not finite.", "Give counts of 0 or more.");
        return new([.. edges], [.. counts]);
    }

    /// <summary>Whether entries with these fields are histograms.</summary>
    public static bool AreIn(IReadOnlyList<string> fields) => fields.Contains("edges") && fields.Contains("counts");

    /// <summary>What a track of histograms says about itself, so that readers know what its entries are.</summary>
    public static SeriesDescription Describe(string? description = null, string[]? tags = null) => new(description, tags, null) { Kind = "histogram" };

    /// <summary>The fields of an entry.</summary>
    /// <param name="step">The step it belongs to.</param>
    public IDictionary ToFields(long step)
    {
        var fields = new OrderedDictionary { ["step"] = step, ["edges"] = _edges, ["counts"] = Array.ConvertAll(_counts, Stored) };
        if (_nan > 0)
            fields["nan"] = _nan;
        if (_infinite > 0)
            fields["inf"] = _infinite;
        return fields;
    }

    private static double[] Between(double least, double greatest, int bins)
    {
        var edges = Divided(least, greatest, bins);
        if (IsRising(edges))
            return edges;
        // Of numbers that are equal, or so close that no double lies between two edges, the bins reach around the middle.
        var middle = (least / 2) + (greatest / 2);
        var half = Math.Max(0.5, Math.ScaleB(Math.Abs(middle), -51) * bins);
        return Divided(Math.Max(-double.MaxValue, middle - half), Math.Min(double.MaxValue, middle + half), bins);
    }

    // The weighted sum does not overflow where the difference would.
    private static double[] Divided(double least, double greatest, int bins)
    {
        var edges = new double[bins + 1];
        for (var at = 1; at < bins; at++)
        {
            var share = (double)at / bins;
            edges[at] = (least * (1 - share)) + (greatest * share);
        }

        (edges[0], edges[bins]) = (least, greatest);
        return edges;
    }

    private static bool IsRising(IReadOnlyList<double> edges) => Enumerable.Range(1, edges.Count - 1).All(at => edges[at - 1] < edges[at]);

    private static object Stored(double count)
    {
        const double Exact = 1L << 53;
        return double.IsInteger(count) && count <= Exact ? (object)(long)count : count;
    }

    private static ExperimentException Illegal(string what, string action) => new("IllegalHistogram", $"The histogram is not valid: {what}", action);
}
