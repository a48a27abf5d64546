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
}
