using System.Globalization;

namespace MlDash.Charts;

/// <summary>Numbers beside an axis: as short as they can be while neighbours stay apart.</summary>
internal static class NumberLabel
{
    /// <summary>From here on numbers get a unit: 10k, 2.5M.</summary>
    private const double LeastWithUnit = 1e4;

    /// <summary>Beyond it, and below <see cref="LeastPlain"/>, numbers have an exponent.</summary>
    private const double EndOfUnits = 1e15;

    private const double LeastPlain = 1e-3;

    /// <summary>More digits than this behind the point are no short number any more.</summary>
    private const int MostDecimals = 4;

    private static readonly (double Size, string Name)[] _units = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];

    /// <summary>A tick of an axis.</summary>
    /// <param name="value">Its value.</param>
    /// <param name="step">The distance of two ticks.</param>
    /// <param name="largest">The largest magnitude on the axis, so that all its labels are written alike.</param>
    public static string Of(double value, double step, double largest)
    {
        if (value == 0 || Math.Abs(value) < step * 1e-9)
            return "0";
        if (largest >= EndOfUnits || largest < LeastPlain)
            return WithExponent(value, Math.Max(0, Exponent(value) - Exponent(step)));
        if (largest < LeastWithUnit)
            return Fixed(value, Math.Max(0, -Exponent(step)));
        var (size, name) = Array.Find(_units, unit => Math.Abs(value) >= unit.Size);
        if (name is null)
            return Fixed(value, Math.Max(0, -Exponent(step)));
        var decimals = Math.Max(0, Exponent(size) - Exponent(step));
        // Close ticks far from zero: their digits say more than a unit.
        return decimals <= MostDecimals ? Trimmed(value / size, decimals) + name : Fixed(value, Math.Max(0, -Exponent(step)));
    }

    /// <summary>A single number, to four digits; empty for what is none.</summary>
    public static string Short(double value)
    {
        if (!double.IsFinite(value))
            return string.Empty;
        var text = Of(value, Math.Pow(10, Exponent(value) - 3), Math.Abs(value));
        return text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
    }

    /// <summary>The power of ten that a number begins with; a hair below a power counts as it.</summary>
    private static int Exponent(double value) => value == 0 ? 0 : (int)Math.Floor(Math.Log10(Math.Abs(value)) + 1e-9);

    private static string Fixed(double value, int decimals) => value.ToString("F" + Math.Min(decimals, 15), CultureInfo.InvariantCulture);

    private static string Trimmed(double value, int decimals) => value.ToString("0." + new string('#', decimals), CultureInfo.InvariantCulture);

    private static string WithExponent(double value, int decimals) =>
        value.ToString("0." + new string('#', Math.Min(decimals, 15)) + "e0", CultureInfo.InvariantCulture);
}
