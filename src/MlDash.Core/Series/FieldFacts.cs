namespace MlDash.Series;

/// <summary>The facts of all numbers of a field: a flag counts as 1 or 0, the text of a number as none.</summary>
/// <param name="Name">The field, as it is stored.</param>
/// <param name="Last">The number of the last point that has one; NaN where that is NaN or infinite.</param>
/// <param name="Min">The least finite number; NaN when there is none.</param>
/// <param name="Max">The greatest finite number; NaN when there is none.</param>
/// <param name="Count">How many numbers are finite.</param>
/// <param name="NonFinite">How many are NaN or infinite.</param>
public readonly record struct FieldFacts(string Name, double Last, double Min, double Max, long Count, long NonFinite)
{
    /// <summary>A field without a number so far.</summary>
    internal static FieldFacts None(string name) => new(name, double.NaN, double.NaN, double.NaN, 0, 0);

    /// <summary>With the numbers of the next points, of which there is one at least.</summary>
    internal FieldFacts Then(double last, double min, double max, long count, long nonFinite) => this with
    {
        Last = double.IsFinite(last) ? last : double.NaN,
        // Where one is NaN, the other is the answer.
        Min = Min <= min || double.IsNaN(min) ? Min : min,
        Max = Max >= max || double.IsNaN(max) ? Max : max,
        Count = Count + count,
        NonFinite = NonFinite + nonFinite,
    };
}
