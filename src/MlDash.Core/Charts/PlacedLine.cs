using System.Globalization;

namespace MlDash.Charts;

/// <summary>A curve with the places of its points on the axes.</summary>
internal sealed class PlacedLine
{
    private readonly ChartOptions _options;

    public PlacedLine(ChartLine line, ChartOptions options)
    {
        _options = options;
        Line = line;
        X = Axis.Places(line.X, IsLogX(options));
        Raw = Axis.Places(line.Y, options.HasLogY);
        if (line.Smooth is { } smooth)
            Smooth = Axis.Places(smooth, options.HasLogY);
    }

    public ChartLine Line { get; }

    public ReadOnlyMemory<double> X { get; }

    /// <summary>The values as they are.</summary>
    public ReadOnlyMemory<double> Raw { get; }

    /// <summary>The values smoothed; null when they are not.</summary>
    public ReadOnlyMemory<double>? Smooth { get; }

    /// <summary>All values that are drawn.</summary>
    public IEnumerable<ReadOnlyMemory<double>> Drawn => new[] { Values(isFaint: true), Values(isFaint: false) }.OfType<ReadOnlyMemory<double>>();

    /// <summary>The values of the curve, or of the faint one below it; null when there is none.</summary>
    public ReadOnlyMemory<double>? Values(bool isFaint)
    {
        if (!isFaint)
            return Smooth ?? Raw;
        // As it was before it was smoothed only where it can be faint: else nobody could tell the two apart.
        if (Smooth is null || !_options.HasColor)
            return null;
        return Raw;
    }

    /// <summary>The last value that is finite; NaN when none is.</summary>
    public double LastValue
    {
        get
        {
            var values = (Line.Smooth ?? Line.Y).Span;
            var at = values.Length - 1;
            while (at >= 0 && !double.IsFinite(values[at]))
                at--;
            return at < 0 ? double.NaN : values[at];
        }
    }

    /// <summary>Whether a time axis, or the wish, makes x a log axis.</summary>
    public static bool IsLogX(ChartOptions options) => options.HasLogX && options.XKind != AxisKind.Time;

    /// <summary>What of the curve has no place in the picture; empty when all of it has.</summary>
    public string Notes()
    {
        var (_, nowhere, gaps, notAbove) = Counts();
        return string.Join(", ", new[] { (gaps, "not finite"), (notAbove, "not above 0"), (nowhere, "without x") }
            .Where(note => note.Item1 > 0)
            .Select(note => $"{note.Item1.ToString("N0", CultureInfo.InvariantCulture)} {note.Item2}"));
    }

    /// <summary>How many points are drawn; lie nowhere on x; are gaps; are zero or below on a log scale.</summary>
    public (int Drawn, int Nowhere, int Gaps, int NotAbove) Counts()
    {
        var (drawn, nowhere, gaps, notAbove) = (0, 0, 0, 0);
        var x = X.Span;
        var y = Line.Y.Span;
        var places = Raw.Span;
        for (var at = 0; at < y.Length; at++)
        {
            if (!double.IsFinite(x[at]))
                nowhere++;
            else if (!double.IsFinite(y[at]))
                gaps++;
            else if (double.IsFinite(places[at]))
                drawn++;
            else
                notAbove++;
        }

        return (drawn, nowhere, gaps, notAbove);
    }
}
