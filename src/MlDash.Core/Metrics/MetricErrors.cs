using MlDash.Text;

namespace MlDash.Metrics;

/// <summary>Errors about metrics that more than one place raises.</summary>
public static class MetricErrors
{
    /// <summary>An experiment has no metric of this name: <c>MetricNotFound</c>.</summary>
    /// <param name="name">The name that was asked for.</param>
    /// <param name="experiment">Path of the experiment.</param>
    public static ExperimentException NotFound(string name, string experiment) => new(
        "MetricNotFound",
        $"Metric '{name}' was not found in the experiment '{experiment}'.",
        "Run Get-MlDashMetric to list the metrics there are." + Wildcard.Hint(name))
    { Category = FaultCategory.ObjectNotFound, Target = name };

    /// <summary>A metric has no field of this name: <c>FieldNotFound</c>.</summary>
    /// <param name="field">The name that was asked for.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="experiment">Path of the experiment.</param>
    public static ExperimentException NoField(string field, MetricInfo metric, string experiment) => new(
        "FieldNotFound",
        $"Metric '{metric.Name}' of the experiment '{experiment}' has no field '{field}'.",
        $"Its last point has the fields {string.Join(", ", metric.Last?.Fields.Names ?? [])}.")
    { Category = FaultCategory.ObjectNotFound, Target = field };
}
