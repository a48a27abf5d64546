using MlDash.Metrics;

namespace MlDash.Export;

/// <summary>A metric that is to be written to a file.</summary>
/// <param name="Reader">Reads its points.</param>
/// <param name="Info">What it is.</param>
/// <param name="Experiment">Path of its experiment.</param>
public sealed record ExportedMetric(IMetricReader Reader, MetricInfo Info, string Experiment);
