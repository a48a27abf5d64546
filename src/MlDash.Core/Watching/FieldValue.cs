using System.Globalization;
using System.Numerics;

namespace MlDash.Watching;

/// <summary>What a text in the output of a program is worth as the value of a field.</summary>
internal static class FieldValue
{
    private const int LongestText = 256;

    /// <summary>Whether a value is a number.</summary>
    public static bool IsNumber(object? value) => value is double or long or BigInteger;

    /// <summary>A number where it is one, else the text.</summary>
    public static object Of(string text) => text switch
    {
        "inf" or "+inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => text.Length <= LongestText ? text : text[..LongestText],
    };
}
