using System.Globalization;
using System.Numerics;
using MlDash.Protocol;

namespace MlDash.Text;

/// <summary>What a value counts as where numbers are compared, drawn, summarised or exported.</summary>
public static class StoredNumber
{
    /// <summary>The number: a flag counts as 1 or 0; null for anything else, also for the text of a number.</summary>
    /// <param name="value">A value as it is read, or as it was given.</param>
    public static double? Of(object? value) => value switch
    {
        double real => real,
        long whole => whole,
        bool flag => flag ? 1 : 0,
        BigInteger large => RealNumber.Of(large),
        IConvertible other when other.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal => other.ToDouble(CultureInfo.InvariantCulture),
        _ => null,
    };
}
