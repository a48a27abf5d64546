namespace MlDash.Charts;

/// <summary>A mark on an axis.</summary>
/// <param name="Place">Where: a value, or its logarithm on a log axis.</param>
/// <param name="Label">What stands beside it.</param>
internal readonly record struct Tick(double Place, string Label);
