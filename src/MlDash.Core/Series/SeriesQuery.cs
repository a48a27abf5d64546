namespace MlDash.Series;

/// <summary>Which curves of a metric are asked for, and how fine.</summary>
public sealed record SeriesQuery
{
    /// <summary>Buckets when nothing else is said: as many as a wide screen has columns for a chart.</summary>
    public const int UsualBuckets = 1000;

    /// <summary>Fields to show, a curve each. Empty: all that hold numbers, but x itself.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>What lies along x. Null: <c>_ts</c>, else <c>step</c>, else <c>epoch</c>, else the index.</summary>
    public SeriesX? X { get; init; }

    /// <summary>The left end of what is shown, inclusive; null: the least x there is.</summary>
    public double? From { get; init; }

    /// <summary>The right end, inclusive; null: the greatest x there is.</summary>
    public double? To { get; init; }

    /// <summary>The earliest time (<c>_ts</c>, seconds since 1970), inclusive, whatever lies along x.</summary>
    public double? Since { get; init; }

    /// <summary>The latest time (<c>_ts</c>, seconds since 1970), inclusive, whatever lies along x.</summary>
    public double? Until { get; init; }

    /// <summary>How many buckets a curve has at most, from 1. With no more points than this, each is a bucket of its own.</summary>
    public int Buckets { get; init; } = UsualBuckets;
}
