namespace MlDash.Server.Series;

/// <summary>Points of one field of one experiment, ascending by x, each x once.</summary>
/// <param name="X">Where each lies.</param>
/// <param name="Y">The values.</param>
/// <param name="Points">How many points they stand for.</param>
internal sealed record Curve(double[] X, double[] Y, long Points);

/// <summary>Brings curves to common places, at most as many as asked for.</summary>
internal static class SeriesAlignment
{
    /// <summary>The places that curves are compared at.</summary>
    /// <param name="curves">At least one, each with points.</param>
    /// <param name="interpolates">Whether values between points count; else only places that all curves have.</param>
    /// <param name="bins">The most places.</param>
    public static double[] Places(IReadOnlyList<Curve> curves, bool interpolates, int bins)
    {
        var shared = interpolates ? Distinct(curves, bins) : Common(curves);
        if (shared is not null && shared.Count <= bins)
            return [.. shared];
        // Of more common steps some are left out, evenly; between points any place will do.
        return shared is not null
            ? [.. Enumerable.Range(0, bins).Select(i => shared[bins == 1 ? 0 : (int)((long)i * (shared.Count - 1) / (bins - 1))])]
            : Even(curves.Min(c => c.X[0]), curves.Max(c => c.X[^1]), bins);
    }

    /// <summary>The value of a curve at a place, and whether it lies between two points; null outside the curve, which nothing is known of.</summary>
    public static double? ValueAt(Curve curve, double place, out bool isBetween)
    {
        isBetween = false;
        var at = Array.BinarySearch(curve.X, place);
        if (at >= 0)
            return curve.Y[at];
        at = ~at;
        if (at == 0 || at == curve.X.Length)
            return null;
        isBetween = true;
        var (before, after) = (curve.X[at - 1], curve.X[at]);
        // Halves: the distance of two numbers may be no number.
        var part = ((place / 2) - (before / 2)) / ((after / 2) - (before / 2));
        return SeriesStatistic.Between(curve.Y[at - 1], curve.Y[at], part);
    }

    // All places of all curves, or null when there are more than asked for.
    private static List<double>? Distinct(IReadOnlyList<Curve> curves, int bins)
    {
        if (curves.Any(c => c.X.Length > bins))
            return null;
        var all = curves.SelectMany(c => c.X).Distinct().Order().ToList();
        return all.Count <= bins ? all : null;
    }

    private static List<double> Common(IReadOnlyList<Curve> curves) =>
        [.. curves[0].X.Where(x => curves.Skip(1).All(c => Array.BinarySearch(c.X, x) >= 0))];

    private static double[] Even(double from, double to, int count) =>
        [.. Enumerable.Range(0, count).Select(i => count == 1 ? from : i == count - 1 ? to : SeriesStatistic.Between(from, to, i / (count - 1.0)))];
}
