using System.Numerics;

namespace MlDash.Json;

/// <summary>
/// Doubles from few digits and a power of ten, as they stand in nearly every number that is stored. What is not certainly the nearest double is left to
/// the framework's parser, so both always agree.
/// </summary>
internal static class ShortDecimals
{
    /// <summary>The maximum number of digits: all numbers that have no more fit into 64 bits with a sign.</summary>
    public const int MostDigits = 18;

    /// <summary>Powers of ten up to this one are doubles.</summary>
    private const int LargestExact = 22;

    private const int LargestPower = 60;

    /// <summary>Up to here every whole number is a double.</summary>
    private const long ExactWhole = 1L << 53;

    /// <summary>Far more than the error of what is added to the first guess, which is some 2^-52 of it.</summary>
    private const double Doubt = 1.0 / (1L << 44);

    private static readonly (double High, double Low)[] _tens = [.. Enumerable.Range(0, LargestPower + 1).Select(Split)];

    /// <summary>The double nearest to <paramref name="digits"/> × 10^<paramref name="power"/>.</summary>
    /// <param name="digits">At least 0, with <see cref="MostDigits"/> at most.</param>
    /// <param name="power">The power of ten.</param>
    /// <param name="value">The double.</param>
    /// <returns>False when it is not certain.</returns>
    public static bool TryRound(long digits, int power, out double value)
    {
        value = digits;
        if (power == 0)
            return true;
        if (power is < -LargestPower or > LargestPower)
            return false;
        var (high, low) = _tens[Math.Abs(power)];
        if (digits <= ExactWhole && power is >= -LargestExact and <= LargestExact)
        {
            // Both are exact, so that the machine rounds once.
            value = power < 0 ? value / high : value * high;
            return true;
        }

        // A first guess, and what is missing from it. When their sum is the same with a little more and a little less of that, it is the nearest double.
        var (left, near) = ((double)(digits - (long)value), power < 0 ? value / high : value * high);
        var missing = power < 0
            ? (Math.FusedMultiplyAdd(-near, high, value) + left - (near * low)) / high
            : Math.FusedMultiplyAdd(value, high, -near) + (left * high) + (value * low);
        value = near + (missing * (1 + Doubt));
        return value == near + (missing * (1 - Doubt));
    }

    private static (double High, double Low) Split(int power)
    {
        var ten = BigInteger.Pow(10, power);
        var high = (double)ten;
        return (high, (double)(ten - new BigInteger(high)));
    }
}
