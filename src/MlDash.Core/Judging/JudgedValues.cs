namespace MlDash.Judging;

/// <summary>A field of a metric with the values that runs have of it.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Field">The field.</param>
/// <param name="Aggregate">Which value of each run.</param>
/// <param name="Values">A value a run; NaN where a run has none.</param>
public sealed record JudgedValues(string Metric, string Field, MetricAggregate Aggregate, IReadOnlyList<double> Values);
