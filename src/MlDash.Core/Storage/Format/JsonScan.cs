using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Storage.Format;

/// <summary>Takes simple values off the begin of a JSON text, numbers as fast as their digits allow, each as the parser would read it.</summary>
internal static class JsonScan
{
    /// <summary>Beyond it every number is infinite or 0.</summary>
    private const int LargestExponent = 99_999;

    /// <summary>Takes a value off.</summary>
    /// <param name="rest">The text; afterwards what stands behind the value.</param>
    /// <param name="value">The value.</param>
    /// <returns>False for anything that only a parser can judge: objects, arrays, escapes, broken values, whole numbers of many digits.</returns>
    public static bool TryTake(ref ReadOnlySpan<byte> rest, out ScannedValue value)
    {
        value = default;
        if (rest.IsEmpty)
            return false;
        switch (rest[0])
        {
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return TryNumber(ref rest, out value) || TryWord(ref rest, "-Infinity"u8, ScannedValue.Of(double.NegativeInfinity), out value);
            case (byte)'"':
                return TryText(ref rest, out value);
            case (byte)'t':
                return TryWord(ref rest, "true"u8, ScannedValue.Of(true), out value);
            case (byte)'f':
                return TryWord(ref rest, "false"u8, ScannedValue.Of(false), out value);
            case (byte)'N':
                return TryWord(ref rest, "NaN"u8, ScannedValue.Of(double.NaN), out value);
            case (byte)'I':
                return TryWord(ref rest, "Infinity"u8, ScannedValue.Of(double.PositiveInfinity), out value);
            default:
                return TryWord(ref rest, "null"u8, default, out value);
        }
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> rest, out ScannedValue value)
    {
        value = default;
        var text = rest;
        var digits = 0L;
        var isNegative = text[0] == (byte)'-';
        var begin = isNegative ? 1 : 0;
        var at = TakeDigits(text, begin, ref digits);
        var count = at - begin;
        // JSON has no number without a digit, or with a zero in front of others.
        if (count == 0 || (count > 1 && text[begin] == (byte)'0'))
            return false;
        if (at == text.Length || (text[at] != (byte)'.' && (text[at] | 0x20) != (byte)'e'))
        {
            rest = text[at..];
            value = ScannedValue.Of(isNegative ? -digits : digits);
            return count <= ShortDecimals.MostDigits;
        }

        var power = 0;
        if (text[at] == (byte)'.')
        {
            var point = ++at;
            at = TakeDigits(text, point, ref digits);
            if (at == point)
                return false;
            power = point - at;
            count += at - point;
        }

        if (!TryExponent(text, ref at, ref power))
            return false;
        rest = text[at..];
        if ((count <= ShortDecimals.MostDigits || count - ZerosBefore(text[begin..at]) <= ShortDecimals.MostDigits)
            && ShortDecimals.TryRound(digits, power, out var number))
        {
            value = ScannedValue.Of(JsonNumbers.IsNaN(text[..at]) ? double.NaN : isNegative ? -number : number);
            return true;
        }

        var isRead = RealNumber.TryParse(text[..at], out number);
        value = isRead ? ScannedValue.Of(number) : default;
        return isRead;
    }

    /// <summary>Takes digits; of more than a number can have, what they amount to has no meaning.</summary>
    private static int TakeDigits(ReadOnlySpan<byte> text, int at, ref long digits)
    {
        var sum = digits;
        for (; at < text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit > 9)
                break;
            sum = unchecked((sum * 10) + digit);
        }

        digits = sum;
        return at;
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, ref int at, ref int power)
    {
        if (at == text.Length || (text[at] | 0x20) != (byte)'e')
            return true;
        at++;
        var isNegative = at < text.Length && text[at] == (byte)'-';
        if (isNegative || (at < text.Length && text[at] == (byte)'+'))
            at++;
        var (begin, exponent) = (at, 0L);
        at = TakeDigits(text, begin, ref exponent);
        if (at - begin is 0 or > 9)
            return false;
        power += (int)Math.Min(exponent, LargestExponent) * (isNegative ? -1 : 1);
        return true;
    }

    private static int ZerosBefore(ReadOnlySpan<byte> number)
    {
        var first = number.IndexOfAnyExcept((byte)'0', (byte)'.');
        return first < 0 ? number.Length : first - (number[..first].Contains((byte)'.') ? 1 : 0);
    }

    private static bool TryText(ref ReadOnlySpan<byte> rest, out ScannedValue value)
    {
        value = default;
        var end = rest[1..].IndexOfAny((byte)'"', (byte)'\\') + 1;
        // Bytes beyond ASCII and control characters are for a parser to accept or refuse.
        if (end <= 0 || rest[end] != (byte)'"' || rest[1..end].IndexOfAnyExceptInRange((byte)' ', (byte)'~') >= 0)
            return false;
        value = ScannedValue.Of(rest[1..end]);
        rest = rest[(end + 1)..];
        return true;
    }

    private static bool TryWord(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> word, ScannedValue meant, out ScannedValue value)
    {
        value = meant;
        if (!rest.StartsWith(word))
            return false;
        rest = rest[word.Length..];
        return true;
    }
}
