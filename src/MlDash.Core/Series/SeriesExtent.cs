namespace MlDash.Series;

/// <summary>Where points begin and end along x.</summary>
/// <param name="First">x of the first point.</param>
/// <param name="Least">The least x.</param>
/// <param name="Greatest">The greatest x.</param>
internal readonly record struct SeriesExtent(double First, double Least, double Greatest)
{
    /// <summary>Whether there is no point.</summary>
    public bool IsEmpty => double.IsNaN(First);

    /// <summary>The extent of the points in a range.</summary>
    public static async Task<SeriesExtent> FindAsync(ISummarizedPoints points, SeriesRange range, CancellationToken cancellationToken)
    {
        var walk = new SummaryWalk(points, range with { IsOfPlaces = true });
        var extent = new SeriesExtent(double.NaN, double.PositiveInfinity, double.NegativeInfinity);
        await foreach (var part in walk.AllAsync(_ => true, cancellationToken).ConfigureAwait(false))
        {
            if (part.Summary?.Field(range.X) is { } places)
                extent = extent.With(places.FirstValue, places.MinValue, places.MaxValue);
            for (var point = 0; point < part.Points?.Count; point++)
            {
                if (range.Holds(part.Points, point) && part.Points.Number(range.X, point) is var x)
                    extent = extent.With(x, x, x);
            }
        }

        return extent;
    }

    private SeriesExtent With(double first, double least, double greatest) =>
        new(IsEmpty ? first : First, Math.Min(Least, least), Math.Max(Greatest, greatest));
}
