using System.Globalization;

namespace MlDash.Text;

/// <summary>A decimal number as its digits and the power of ten of the last one: two spellings of one number are equal.</summary>
/// <param name="Digits">Without leading and trailing zeros; empty for zero.</param>
/// <param name="Power">The power of ten that the digits are multiplied with.</param>
internal readonly record struct DecimalDigits(string Digits, long Power)
{
    /// <summary>Digits behind the decimal point.</summary>
    public long Scale => Math.Max(0, -Power);

    /// <summary>The shortest digits that are read back as the same double.</summary>
    public static DecimalDigits Of(double value) => Of(value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>The digits of a number in invariant form, without its sign.</summary>
    public static DecimalDigits Of(ReadOnlySpan<char> number)
    {
        number = number.TrimStart("+-");
        long power = 0;
        if (number.IndexOfAny('e', 'E') is var exponent and >= 0)
        {
            power = long.TryParse(number[(exponent + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var given) ? given : 0;
            number = number[..exponent];
        }

        var digits = number.ToString();
        if (digits.IndexOf('.', StringComparison.Ordinal) is var point and >= 0)
        {
            digits = digits.Remove(point, 1);
            power -= digits.Length - point;
        }

        var trimmed = digits.TrimEnd('0');
        power += digits.Length - trimmed.Length;
        trimmed = trimmed.TrimStart('0');
        return trimmed.Length == 0 ? new(string.Empty, 0) : new(trimmed, power);
    }
}
