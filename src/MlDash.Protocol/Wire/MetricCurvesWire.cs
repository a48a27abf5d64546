namespace MlDash.Protocol;

/// <summary>Curves of a metric.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="X">What lies along x; null when there is no curve.</param>
/// <param name="Series">A curve a field, in the order they were asked for; fields that no point has a number in are absent.</param>
public sealed record MetricCurvesWire(string Metric, CurveXWire? X, IReadOnlyList<MetricCurveWire> Series);

/// <summary>Curves of several metrics.</summary>
/// <param name="Metrics">An entry a metric, in the order they were asked for; one without curves for a metric that is not there.</param>
public sealed record CurvesWire(IReadOnlyList<MetricCurvesWire> Metrics);

/// <summary>What lies along x.</summary>
/// <param name="Field">The field; empty for the index of the points.</param>
/// <param name="IsElapsed">Whether it is counted from that of the first point.</param>
public sealed record CurveXWire(string Field, bool IsElapsed);

/// <summary>
/// One curve in columns: lists of the same length, an item a bucket of neighbouring points. Null stands where a bucket has no finite value, and for a number
/// that is larger than JSON can say.
/// </summary>
public sealed record MetricCurveWire
{
    /// <summary>The field, as it is stored.</summary>
    public required string Field { get; init; }

    /// <summary>Whether each bucket is a single point.</summary>
    public required bool IsRaw { get; init; }

    /// <summary>Whether a line leads from one bucket to the next; false where x runs backwards too often.</summary>
    public required bool IsOrdered { get; init; }

    /// <summary>Which of the equal parts of the range each bucket lies in, from 0.</summary>
    public required IReadOnlyList<int> Column { get; init; }

    /// <summary>x of the first point.</summary>
    public required IReadOnlyList<double?> FirstX { get; init; }

    /// <summary>The first value.</summary>
    public required IReadOnlyList<double?> FirstY { get; init; }

    /// <summary>x of the last point.</summary>
    public required IReadOnlyList<double?> LastX { get; init; }

    /// <summary>The last value.</summary>
    public required IReadOnlyList<double?> LastY { get; init; }

    /// <summary>x of the first of the least points.</summary>
    public required IReadOnlyList<double?> MinX { get; init; }

    /// <summary>The least value.</summary>
    public required IReadOnlyList<double?> MinY { get; init; }

    /// <summary>x of the first of the greatest points.</summary>
    public required IReadOnlyList<double?> MaxX { get; init; }

    /// <summary>The greatest value.</summary>
    public required IReadOnlyList<double?> MaxY { get; init; }

    /// <summary>How many finite values each bucket has.</summary>
    public required IReadOnlyList<long> Count { get; init; }

    /// <summary>Their sum.</summary>
    public required IReadOnlyList<double?> Sum { get; init; }

    /// <summary>How many values are NaN or infinite.</summary>
    public required IReadOnlyList<long> NonFinite { get; init; }

    /// <summary>Places in the lists of buckets that no line leads to, because x ran backwards before them.</summary>
    public required IReadOnlyList<int> PieceStarts { get; init; }

    /// <summary>Places of buckets whose first value is not finite.</summary>
    public required IReadOnlyList<int> BeginWithGap { get; init; }

    /// <summary>Places of buckets whose last value is not finite.</summary>
    public required IReadOnlyList<int> EndWithGap { get; init; }
}
