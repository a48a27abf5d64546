using System.Globalization;
using System.Numerics;

namespace MlDash.Text;

/// <summary>Numbers that came as text, as every cell of a CSV file does.</summary>
public static class NumberText
{
    /// <summary>Longer digits are no number anybody counts with.</summary>
    private const int Longest = 400;

    /// <summary>
    /// The number a text is, when the number gives the text back: <c>0.5</c>, <c>1e-05</c> and <c>nan</c> are numbers;
    /// <c>00123</c>, <c>+1</c>, <c>1.10</c>, <c>12345e67</c> and what a double cannot hold are texts: ids, versions, hashes.
    /// </summary>
    /// <returns>A <see cref="long"/>, a <see cref="BigInteger"/> beyond 64 bits, a <see cref="double"/>, or null.</returns>
    public static object? Exact(string text)
    {
        if (Word(text) is { } word)
            return word;
        if (!TryShape(text, out var isWhole))
            return null;
        if (isWhole && text != "-0")
            return Whole(text);
        var real = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(real) && DecimalDigits.Of(text) == DecimalDigits.Of(real) ? real : null;
    }

    /// <summary>The number a text is in any spelling; for places where a number was asked for. Null when it is none, or none that can be held.</summary>
    public static object? Any(string text)
    {
        if (Word(text) is { } word)
            return word;
        var digits = text.AsSpan().Trim();
        if (digits.Length is > 0 and <= Longest && BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            return Whole(digits);
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) ? real : null;
    }

    /// <summary>Whether a text is a number in the writing of a culture with a decimal comma.</summary>
    public static bool HasDecimalComma(string text) =>
        text.Length <= Longest && text.IndexOf(',', StringComparison.Ordinal) is var comma and > 0
        && double.TryParse(
            string.Concat(text.AsSpan(0, comma), ".", text.AsSpan(comma + 1)),
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out _);

    /// <summary>Whether a text is a decimal number that ends with zeros, as a column of fixed decimals has them.</summary>
    public static bool HasTrailingZeros(string text) =>
        text.Length is > 0 and <= Longest && text[^1] == '0' && text.Contains('.', StringComparison.Ordinal)
        && double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);

    private static object Whole(ReadOnlySpan<char> digits) =>
        long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? (object)whole
            : BigInteger.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>What C, Python and PowerShell write for the doubles that are no numbers.</summary>
    private static double? Word(string text) => text.Length is > 9 or 0 ? null : text.ToUpperInvariant() switch
    {
        "NAN" or "-NAN" => double.NaN,
        "INF" or "INFINITY" or "∞" => double.PositiveInfinity,
        "-INF" or "-INFINITY" or "-∞" => double.NegativeInfinity,
        _ => null,
    };

    /// <summary>Whether the text is spelled as a program spells a number: no leading or trailing zeros, one digit in front of an exponent.</summary>
    private static bool TryShape(string text, out bool isWhole)
    {
        isWhole = false;
        if (text.Length is 0 or > Longest)
            return false;
        var start = text[0] == '-' ? 1 : 0;
        var whole = Digits(text, start);
        if (whole == 0 || (whole > 1 && text[start] == '0'))
            return false;
        var at = start + whole;
        var fraction = at < text.Length && text[at] == '.' ? Digits(text, at + 1) : -1;
        if (fraction == 0)
            return false;
        at += fraction + 1;
        isWhole = at == text.Length && fraction < 0;
        var hasExponent = at < text.Length && text[at] is 'e' or 'E';
        if (fraction > 0 && text[at - 1] == '0' && (fraction > 1 || hasExponent))
            return false;
        if (!hasExponent)
            return at == text.Length;
        if (whole > 1 || text[start] == '0')
            return false;
        var sign = at + 1 < text.Length && text[at + 1] is '+' or '-' ? 1 : 0;
        var exponent = Digits(text, at + 1 + sign);
        return exponent > 0 && at + 1 + sign + exponent == text.Length;
    }

    private static int Digits(string text, int start)
    {
        var end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return end - start;
    }
}
