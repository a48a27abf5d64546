namespace MlDash.Charts;

/// <summary>One curve of a chart.</summary>
/// <param name="Label">Its name in the legend.</param>
/// <param name="X">Where each point lies; a point that lies nowhere (NaN) is left out.</param>
/// <param name="Y">The values, as many. What is not finite is a gap.</param>
public sealed record ChartLine(string Label, ReadOnlyMemory<double> X, ReadOnlyMemory<double> Y)
{
    /// <summary>The values smoothed, as many; the curve is then drawn of these. Null: it is drawn as it is.</summary>
    public ReadOnlyMemory<double>? Smooth { get; init; }
}
