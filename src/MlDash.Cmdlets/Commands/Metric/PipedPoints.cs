using System.Collections;
using System.Management.Automation;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Views;
using MlDash.Cmdlets.Waiting;
using MlDash.Export;
using MlDash.Protocol;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Points that came down the pipeline. Behind a filter they are what is meant, not all of their metric; where the metric itself is meant, many points of it
/// mean it once.
/// </summary>
internal sealed class PipedPoints
{
    private readonly Dictionary<(string Root, string Prefix, string Name), ChosenPoints> _chosen = [];
    private readonly HashSet<(string Root, string Prefix, string Name)> _read = [];
    private readonly List<(Experiment Experiment, ChosenPoints Points)> _all = [];

    /// <summary>The points that were taken, by their metrics.</summary>
    public IReadOnlyList<(Experiment Experiment, ChosenPoints Points)> All => _all;

    /// <summary>Whether a point before this one has led to the metric already.</summary>
    public bool IsRepeated(Experiment experiment, object? input) =>
        input is PipedMetric { Point: not null } metric && !_read.Add((experiment.Root, experiment.Prefix, metric.Name));

    /// <summary>Takes a point of this experiment; a metric, or a point that stands for that of another experiment, is left to the caller.</summary>
    public bool Take(Experiment experiment, object? input, CancellationToken cancellationToken)
    {
        if (input is not PipedMetric { Point: { } point, Name: var name } || !IsFrom(experiment, point))
            return false;
        var key = (experiment.Root, experiment.Prefix, name);
        if (!_chosen.TryGetValue(key, out var points))
        {
            var info = AsyncBridge.Await(experiment.Metric(name).GetInfoAsync(cancellationToken)) ?? new MetricInfo { Name = name, TotalPoints = 0 };
            _chosen[key] = points = new(info);
            _all.Add((experiment, points));
        }

        points.Add(PointView.IndexOf(point), FieldsOf(point));
        return true;
    }

    private static bool IsFrom(Experiment experiment, PSObject point) =>
        PointView.ExperimentOf(point) is not { } origin || (origin.Root == experiment.Root && origin.Prefix == experiment.Prefix);

    private static IDictionary FieldsOf(PSObject point)
    {
        var fields = PointFields.MapOf(point)!;
        // Read without its time as a field, a point shows it all the same.
        if (!fields.Contains(MetricPoint.TimestampField) && PointView.TimeOf(point) is DateTimeOffset time)
            fields[MetricPoint.TimestampField] = IsoTime.ToUnixSeconds(time);
        return fields;
    }
}
