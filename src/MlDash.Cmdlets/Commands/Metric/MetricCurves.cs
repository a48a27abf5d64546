using MlDash.Charts;
using MlDash.Series;

namespace MlDash.Cmdlets.Commands;

/// <summary>Makes the lines of a chart of metrics, with labels that say just what tells one from the others.</summary>
internal sealed class MetricCurves(IReadOnlyList<DrawnMetric> metrics, SmoothingMethod method, double? smoothing)
{
    private readonly (DrawnMetric Metric, string Field)[] _curves = [.. metrics.SelectMany(metric => metric.Fields.Select(field => (metric, field)))];

    /// <summary>What all curves are, with its unit where the metrics say it in their metadata.</summary>
    public string Title
    {
        get
        {
            string[] parts = [.. new[] { One(curve => curve.Metric.Info.Name), One(curve => curve.Field) }.OfType<string>()];
            var unit = One(curve => curve.Metric.Info.Metadata?["unit"] as string ?? string.Empty);
            return (parts.Length == 0 ? "metrics" : string.Join('.', parts)) + (string.IsNullOrEmpty(unit) ? string.Empty : $" ({unit})");
        }
    }

    /// <summary>The curves, each with its metric and field.</summary>
    public IEnumerable<(ChartLine Line, DrawnMetric Metric, string Field)> Lines()
    {
        foreach (var (metric, field) in _curves)
        {
            var (x, y) = metric.PointsOf(field);
            var line = new ChartLine(LabelOf(metric, field), x, y);
            yield return (smoothing is { } amount ? line with { Smooth = Smoothing.Of(method, amount, x.Span, y.Span) } : line, metric, field);
        }
    }

    private string LabelOf(DrawnMetric metric, string field)
    {
        List<string> parts = [];
        if (One(curve => curve.Metric.Info.Name) is null)
            parts.Add(metric.Info.Name);
        if (One(curve => curve.Field) is null)
            parts.Add(field);
        var isOneOfMany = One(curve => (curve.Metric.Experiment.Root, curve.Metric.Experiment.Prefix)) == default;
        if (parts.Count > 0 && !isOneOfMany)
            return string.Join('.', parts);
        var place = One(curve => curve.Metric.Experiment.Root) is null ? $" ({metric.Experiment.Root})" : string.Empty;
        return (metric.Experiment.Prefix + place + ' ' + string.Join('.', parts)).TrimEnd();
    }

    /// <summary>What all curves have in common; the default when they differ.</summary>
    private T? One<T>(Func<(DrawnMetric Metric, string Field), T> of)
    {
        var all = _curves.Select(of).Distinct().Take(2).ToArray();
        return all.Length == 1 ? all[0] : default;
    }
}
