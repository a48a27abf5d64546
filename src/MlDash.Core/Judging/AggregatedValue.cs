namespace MlDash.Judging;

/// <summary>The value of a field that a text such as <c>val.loss</c> means in a run.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Field">The field, as it is stored.</param>
/// <param name="Value">The value; NaN when there is none.</param>
public sealed record AggregatedValue(string Metric, string Field, double Value);
