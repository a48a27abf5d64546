namespace MlDash.Charts;

/// <summary>What a cell is drawn in: the colour of a curve, also faint.</summary>
/// <param name="Line">The curve, from 0.</param>
/// <param name="IsFaint">Whether it is the curve as it was before it was smoothed.</param>
internal readonly record struct Ink(int Line, bool IsFaint = false);
