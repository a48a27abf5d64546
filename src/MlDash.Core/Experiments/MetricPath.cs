namespace MlDash;

/// <summary>A metric of an experiment.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Metric">The name of the metric.</param>
public sealed record MetricPath(ExperimentPath Experiment, string Metric);
