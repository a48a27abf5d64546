using System.Buffers;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>Fields of a metric as columns of numbers, read on from where the last read ended.</summary>
internal sealed class MetricColumns
{
    /// <summary>Stands for the place of a point in the metric; no field is called so.</summary>
    public const string Index = "";

    private readonly Dictionary<string, ArrayBufferWriter<double>> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);
    private readonly MetricQuery _query;
    private long _next;

    /// <param name="experiment">The experiment.</param>
    /// <param name="info">The metric.</param>
    /// <param name="fields">Fields to draw.</param>
    /// <param name="places">Fields that may say where a point lies.</param>
    /// <param name="query">Which points.</param>
    public MetricColumns(Experiment experiment, MetricInfo info, IReadOnlyList<string> fields, IEnumerable<string> places, MetricQuery query)
    {
        Experiment = experiment;
        Info = info;
        Fields = fields;
        foreach (var name in fields.Concat(places).Append(Index))
            _columns.TryAdd(name, new());
        _query = query with { Fields = [.. _columns.Keys.Where(name => name != Index)] };
    }

    /// <summary>The experiment.</summary>
    public Experiment Experiment { get; }

    /// <summary>The metric, as it was when it was found.</summary>
    public MetricInfo Info { get; }

    /// <summary>The fields to draw.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <summary>How many points were read.</summary>
    public int Count => _columns[Index].WrittenCount;

    /// <summary>A column; NaN where a point has no number in it.</summary>
    public ReadOnlyMemory<double> this[string name] => _columns[name].WrittenMemory;

    /// <summary>Whether a point has a field of this name, or there is no point yet that could have one.</summary>
    public bool Has(string name) => Count == 0 || name == Index || _seen.Contains(name);

    /// <summary>Reads the points that have come since.</summary>
    public async Task ReadOnAsync(CancellationToken cancellationToken)
    {
        var isPart = _query.Since is not null || _query.Until is not null;
        if (isPart)
        {
            // Only the whole metric can be read on by its count.
            foreach (var column in _columns.Values)
                column.ResetWrittenCount();
        }

        var query = isPart ? _query : _query with { Skip = _next };
        await foreach (var point in Experiment.Metric(Info.Name).ReadAsync(query, cancellationToken).ConfigureAwait(false))
            Add(point);
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
