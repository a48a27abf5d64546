using MlDash.Protocol;
using MlDash.Series;

namespace MlDash;

/// <summary>Neighbouring points of one field of a metric, as the few numbers that tell what was in them.</summary>
public sealed class MetricBucket
{
    /// <summary>The metric.</summary>
    public required string Metric { get; init; }

    /// <summary>The field.</summary>
    public required string Field { get; init; }

    /// <summary>Where the first point lies: a time where x is the time, a duration where it is counted from the first point, else a number.</summary>
    public required object? X { get; init; }

    /// <summary>Where the last point lies.</summary>
    public required object? LastX { get; init; }

    /// <summary>How many values are finite numbers.</summary>
    public required long Count { get; init; }

    /// <summary>The first of them; null when there is none.</summary>
    public required double? First { get; init; }

    /// <summary>The last of them.</summary>
    public required double? Last { get; init; }

    /// <summary>The least of them.</summary>
    public required double? Min { get; init; }

    /// <summary>Where the least lies.</summary>
    public required object? MinX { get; init; }

    /// <summary>The greatest of them.</summary>
    public required double? Max { get; init; }

    /// <summary>Where the greatest lies.</summary>
    public required object? MaxX { get; init; }

    /// <summary>Their mean.</summary>
    public required double? Mean { get; init; }

    /// <summary>How many values are NaN or infinite.</summary>
    public required long NonFinite { get; init; }

    /// <summary>Whether x runs backwards before it.</summary>
    public required bool StartsPiece { get; init; }

    /// <summary>The experiment it was read from.</summary>
    public required ExperimentReference Experiment { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"{Metric}.{Field}";

    /// <summary>The buckets of a curve.</summary>
    public static IEnumerable<MetricBucket> Of(MetricSeries series, ExperimentReference experiment)
    {
        foreach (var bucket in series.Buckets)
        {
            var isEmpty = bucket.Count == 0;
            yield return new()
            {
                Metric = series.Metric,
                Field = series.Field,
                X = isEmpty ? null : Place(series.X, bucket.First.X),
                LastX = isEmpty ? null : Place(series.X, bucket.Last.X),
                Count = bucket.Count,
                First = isEmpty ? null : bucket.First.Y,
                Last = isEmpty ? null : bucket.Last.Y,
                Min = isEmpty ? null : bucket.Min.Y,
                MinX = isEmpty ? null : Place(series.X, bucket.Min.X),
                Max = isEmpty ? null : bucket.Max.Y,
                MaxX = isEmpty ? null : Place(series.X, bucket.Max.X),
                Mean = isEmpty ? null : bucket.Sum / bucket.Count,
                NonFinite = bucket.NonFinite,
                StartsPiece = bucket.StartsPiece,
                Experiment = experiment,
            };
        }
    }

    private static object Place(SeriesX x, double place) =>
        x.IsElapsed && Math.Abs(place) < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(place)
        : x is { Field: SeriesX.TimeField, IsElapsed: false } && IsoTime.FromUnixSeconds(place) is { } time ? time
        : place;
}
