using MlDash.Series;

namespace MlDash.Charts;

/// <summary>Curves with their axes, as text for a terminal.</summary>
public static class Chart
{
    /// <summary>How many curves can be told apart.</summary>
    public static int Distinct(bool hasColor) => hasColor ? Dash.Count * Pen.Colors : Dash.Count;

    /// <summary>Why nothing of a curve can be drawn; null when something can.</summary>
    /// <param name="line">The curve.</param>
    /// <param name="options">How it is to be drawn.</param>
    public static ExperimentException? FaultOf(ChartLine line, ChartOptions options)
    {
        var (drawn, nowhere, gaps, notAbove) = new PlacedLine(line, options).Counts();
        if (drawn > 0)
            return null;
        var (reason, action) = (nowhere, gaps, notAbove) switch
        {
            (0, 0, 0) => ("it has no points yet.", "Record some with Add-MlDashMetric, or wait for them with -Live."),
            (0, _, 0) => ("none of its values is a finite number.", "Choose another field with -Field. Get-MlDashMetric shows the last values of all."),
            (_, _, > 0) => ("a log scale has no place for zero and values below.", "Leave out -LogY."),
            _ => ($"none of its points has a place along '{options.XLabel}'{(PlacedLine.IsLogX(options) ? ", where a log scale needs values above zero" : string.Empty)}.",
                "Choose another axis with -XAxis, for example Index."),
        };
        return new("NothingToDraw", $"'{line.Label}' cannot be drawn: {reason}", action) { Category = FaultCategory.InvalidOperation, Target = line.Label };
    }

    /// <summary>Draws curves, each of which has something to draw.</summary>
    /// <param name="lines">The curves, at least one.</param>
    /// <param name="options">How.</param>
    /// <returns>The rows, none wider than asked for.</returns>
    public static IReadOnlyList<string> Draw(IReadOnlyList<ChartLine> lines, ChartOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Width, ChartOptions.LeastWidth);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Height, ChartOptions.LeastHeight);
        PlacedLine[] placed = [.. lines.Select(line => new PlacedLine(line, options))];
        var x = Axis.Over(placed.Select(line => line.X), PlacedLine.IsLogX(options), options.XKind == AxisKind.Time);
        var y = Axis.Over(placed.SelectMany(line => line.Drawn), options.HasLogY);
        return x is null || y is null
            ? throw new ArgumentException("There is nothing to draw.", nameof(lines))
            : new ChartLayout(placed, x, y, options).Write(Paint);

        void Paint(DotCanvas canvas)
        {
            var stroke = new Stroke(canvas, y);
            // What is faint lies below everything else.
            foreach (var isFaint in new[] { true, false })
            {
                for (var line = 0; line < placed.Length; line++)
                {
                    if (placed[line].Values(isFaint) is { } values)
                        stroke.Draw(M4.Reduce(placed[line].X.Span, values.Span, x.Low, x.High, canvas.Width), new(line, isFaint));
                }
            }
        }
    }
}
