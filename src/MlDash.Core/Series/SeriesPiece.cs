namespace MlDash.Series;

/// <summary>Neighbouring points over which x does not run backwards: what a bucket is made of.</summary>
/// <param name="firstX">x of the first point.</param>
/// <param name="lastX">x of the last point.</param>
/// <param name="fields">The points, a bucket a field.</param>
internal sealed class SeriesPiece(double firstX, double lastX, SeriesBucket[] fields)
{
    /// <summary>x of the first point.</summary>
    public double FirstX => firstX;

    /// <summary>x of the last point.</summary>
    public double LastX { get; private set; } = lastX;

    /// <summary>The points of a field.</summary>
    public ref readonly SeriesBucket this[int field] => ref fields[field];

    /// <summary>The buckets that a further point is added to.</summary>
    /// <param name="x">Where it lies.</param>
    public Span<SeriesBucket> Reach(double x)
    {
        LastX = x;
        return fields;
    }

    /// <summary>Takes the next piece, unless x runs backwards there.</summary>
    public bool TryAdd(SeriesPiece next)
    {
        if (next.FirstX < LastX)
            return false;
        for (var at = 0; at < fields.Length; at++)
            fields[at].Merge(next[at]);
        LastX = next.LastX;
        return true;
    }
}
