using System.Buffers;
using MlDash.Metrics;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>Fields of a metric with the numbers of all its points, read on from where the last read ended.</summary>
internal sealed class DrawnPoints : DrawnMetric
{
    /// <summary>Stands for the place of a point in the metric; no field is called so.</summary>
    public const string Index = "";

    private readonly Dictionary<string, ArrayBufferWriter<double>> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);
    private readonly MetricQuery _query;
    private readonly IMetricReader _points;
    private XAxis? _axis;
    private long _next;

    /// <param name="experiment">The experiment.</param>
    /// <param name="info">The metric.</param>
    /// <param name="fields">Fields to draw.</param>
    /// <param name="places">Fields that may say where a point lies.</param>
    /// <param name="query">Which points.</param>
    /// <param name="points">What to read in the place of the metric.</param>
    public DrawnPoints(
        Experiment experiment, MetricInfo info, IReadOnlyList<string> fields, IEnumerable<string> places, MetricQuery query, IMetricReader? points = null)
        : base(experiment, info, fields)
    {
        _points = points ?? experiment.Metric(info.Name);
        foreach (var name in fields.Concat(places).Append(Index))
            _columns.TryAdd(name, new());
        _query = query with { Fields = [.. _columns.Keys.Where(name => name != Index)] };
    }

    /// <summary>How many points were read.</summary>
    public int Count => _columns[Index].WrittenCount;

    public override bool Has(string name) => Count == 0 || name == Index || _seen.Contains(name);

    public override async Task ReadOnAsync(XAxis axis, CancellationToken cancellationToken)
    {
        _axis = axis;
        var isPart = _query.Since is not null || _query.Until is not null;
        if (isPart)
        {
            // Only the whole metric can be read on by its count.
            foreach (var column in _columns.Values)
                column.ResetWrittenCount();
        }

        var query = isPart ? _query : _query with { Skip = _next };
        await foreach (var point in _points.ReadAsync(query, cancellationToken).ConfigureAwait(false))
            Add(point);
    }

    public override (ReadOnlyMemory<double> X, ReadOnlyMemory<double> Y) PointsOf(string field)
    {
        // Read before the axis was settled, when no point was there to tell.
        ReadOnlyMemory<double> places = _axis?.Series is { } x ? _columns[x.Field].WrittenMemory : ReadOnlyMemory<double>.Empty;
        if (_axis?.Series?.IsElapsed != true)
            return (places, _columns[field].WrittenMemory[..places.Length]);
        var elapsed = places.ToArray();
        var start = Array.Find(elapsed, double.IsFinite);
        for (var at = 0; at < elapsed.Length; at++)
            elapsed[at] -= start;
        return (elapsed, _columns[field].WrittenMemory);
    }

    private void Add(MetricPoint point)
    {
        _next++;
        foreach (var (name, column) in _columns)
            column.GetSpan(1)[0] = name == Index ? point.Index : double.NaN;
        foreach (var (name, value) in point.Fields)
        {
            if (!_columns.TryGetValue(name, out var column))
                continue;
            column.GetSpan(1)[0] = StoredNumber.Of(value) ?? double.NaN;
            _seen.Add(name);
        }

        foreach (var column in _columns.Values)
            column.Advance(1);
    }
}
