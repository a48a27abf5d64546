using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MlDash.Client;
using MlDash.Protocol;
using MlDash.Series;

namespace MlDash.Storage.Remote;

/// <summary>Curves as a server answers them.</summary>
internal static class RemoteCurves
{
    /// <summary>Reads the curves of a metric.</summary>
    /// <param name="server">Who answers.</param>
    /// <param name="answer">The answer.</param>
    /// <exception cref="NetworkException"><c>ServerAnswerNotUnderstood</c>.</exception>
    public static IReadOnlyList<MetricSeries> Read(Uri server, byte[] answer) =>
        SeriesOf(server, Parse(server, answer, ProtocolJson.Default.MetricCurvesWire));

    /// <summary>Reads the curves of several metrics.</summary>
    /// <param name="server">Who answers.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="metrics">How many metrics were asked for.</param>
    /// <exception cref="NetworkException"><c>ServerAnswerNotUnderstood</c>.</exception>
    public static IReadOnlyList<IReadOnlyList<MetricSeries>> ReadAll(Uri server, byte[] answer, int metrics)
    {
        var all = Parse(server, answer, ProtocolJson.Default.CurvesWire)?.Metrics;
        return all?.Count == metrics
            ? [.. all.Select(curves => SeriesOf(server, curves))]
            : throw ServerFaults.NotUnderstood(server, "the answer", $"the curves of {metrics} metrics", $"those of {all?.Count ?? 0}");
    }

    private static T? Parse<T>(Uri server, byte[] answer, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(answer, type);
        }
        catch (JsonException fault)
        {
            throw fault.Path is { Length: > 1 } path
                ? ServerFaults.NotUnderstood(server, path, "part of a curve", "something else")
                : ServerFaults.NoJson(server, fault);
        }
    }

    private static IReadOnlyList<MetricSeries> SeriesOf(Uri server, MetricCurvesWire? curves) =>
        curves?.Metric is not null && curves.Series is { } series && series.All(curve => IsWhole(curves, curve))
            ? [.. series.Select(curve => SeriesOf(curves, curve))]
            : throw ServerFaults.NotUnderstood(server, "the answer", "curves with lists of one length", "something else");

    private static MetricSeries SeriesOf(MetricCurvesWire curves, MetricCurveWire curve)
    {
        var buckets = new SeriesBucket[curve.Column.Count];
        HashSet<int> pieces = [.. curve.PieceStarts], before = [.. curve.BeginWithGap], after = [.. curve.EndWithGap];
        for (var at = 0; at < buckets.Length; at++)
        {
            var points = (Point(curve.FirstX, curve.FirstY), Point(curve.LastX, curve.LastY), Point(curve.MinX, curve.MinY), Point(curve.MaxX, curve.MaxY));
            buckets[at] = SeriesBucket.Restored(
                new(curve.Column[at], pieces.Contains(at)), points, curve.Count[at], Number(curve.Sum), curve.NonFinite[at],
                (before.Contains(at), after.Contains(at)));

            (double X, double Y) Point(IReadOnlyList<double?> x, IReadOnlyList<double?> y) => (Number(x), Number(y));

            double Number(IReadOnlyList<double?> numbers) => numbers[at] ?? (curve.Count[at] == 0 ? 0 : double.NaN);
        }

        return new()
        {
            Metric = curves.Metric,
            Field = curve.Field,
            X = new(curves.X!.Field, curves.X.IsElapsed),
            Buckets = buckets,
            IsRaw = curve.IsRaw,
            IsOrdered = curve.IsOrdered,
        };
    }

    private static bool IsWhole(MetricCurvesWire curves, MetricCurveWire? curve)
    {
        if (curve?.Field is null || curves.X?.Field is null || curve.PieceStarts is null || curve.BeginWithGap is null || curve.EndWithGap is null)
            return false;
        int?[] lengths =
        [
            curve.Column?.Count, curve.FirstX?.Count, curve.FirstY?.Count, curve.LastX?.Count, curve.LastY?.Count, curve.MinX?.Count, curve.MinY?.Count,
            curve.MaxX?.Count, curve.MaxY?.Count, curve.Count?.Count, curve.Sum?.Count, curve.NonFinite?.Count,
        ];
        return lengths[0] is not null && Array.TrueForAll(lengths, length => length == lengths[0]);
    }
}
