using System.Collections;
using System.Runtime.CompilerServices;
using MlDash.Metrics;
using MlDash.Text;

namespace MlDash.Export;

/// <summary>Points of a metric that a caller has read and chosen, to be written or drawn in the place of the metric.</summary>
/// <param name="metric">The metric they are from.</param>
public sealed class ChosenPoints(MetricInfo metric) : IMetricReader
{
    private readonly ChosenFields _fields = new();
    private readonly List<MetricPoint> _points = [];

    /// <inheritdoc />
    public string Name => metric.Name;

    /// <summary>The details of the metric, with the chosen points as all there are.</summary>
    public MetricInfo Info => new(metric) { TotalPoints = _points.Count, Last = _points.Count > 0 ? _points[^1] : null };

    /// <summary>Adds a point behind the others.</summary>
    /// <param name="index">Its place in the metric; null when it is not known.</param>
    /// <param name="fields">Its names and values.</param>
    public void Add(long? index, IDictionary fields) => _points.Add(new(index ?? _points.Count, _fields.Of(fields), null));

    /// <inheritdoc />
    public Task<MetricInfo?> GetInfoAsync(CancellationToken cancellationToken = default) => Task.FromResult<MetricInfo?>(Info);

    /// <inheritdoc />
    public async IAsyncEnumerable<MetricPoint> ReadAsync(MetricQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        var found = _points.Where(point => IsInTime(point, query)).Skip((int)long.Min(query.Skip, int.MaxValue));
        if (query.First is { } first)
            found = found.Take((int)long.Min(first, int.MaxValue));
        foreach (var point in query.Last is { } last ? found.TakeLast(last) : found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new(point.Index, ChosenFields.Only(point.Fields, query.Fields), point.CreatedAt);
        }
    }

    /// <summary>A point without a time is in no range.</summary>
    private static bool IsInTime(MetricPoint point, MetricQuery query) =>
        (query.Since is null && query.Until is null)
        || (StoredNumber.Of(point.Fields[MetricPoint.TimestampField]) is { } time
            && time >= (query.Since ?? double.NegativeInfinity)
            && time <= (query.Until ?? double.PositiveInfinity));
}
