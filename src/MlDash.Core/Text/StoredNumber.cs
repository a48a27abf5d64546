using System.Globalization;
using System.Numerics;

namespace MlDash.Text;

/// <summary>What a recorded value counts as where numbers are compared or drawn.</summary>
public static class StoredNumber
{
    /// <summary>The number: a flag counts as 1 or 0; null for anything else.</summary>
    /// <param name="value">A value as it is read.</param>
    public static double? Of(object? value) => value switch
    {
        double real => real,
        long whole => whole,
        bool flag => flag ? 1 : 0,
        BigInteger large => (double)large,
        decimal fixedPoint => Convert.ToDouble(fixedPoint, CultureInfo.InvariantCulture),
        _ => null,
    };
}
