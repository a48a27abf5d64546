using System.Buffers.Text;

namespace MlDash.Storage.Format;

/// <summary>Takes simple values off the begin of a JSON text, numbers as fast as their digits allow.</summary>
internal static class JsonNumberScan
{
    /// <summary>The largest whole number up to which every whole number is a double.</summary>
    private const ulong Exact = 1UL << 53;

    private static readonly double[] _tens =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>Takes a value off.</summary>
    /// <param name="rest">The text; afterwards what stands behind the value.</param>
    /// <param name="number">What it counts as; null for a text or null.</param>
    /// <returns>False for anything that only a parser can judge: objects, arrays, escapes, broken values.</returns>
    public static bool TryTake(ref ReadOnlySpan<byte> rest, out double? number)
    {
        number = null;
        if (rest.IsEmpty)
            return false;
        switch (rest[0])
        {
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                if (!TryNumber(ref rest, out var value))
                    return TryWord(ref rest, "-Infinity"u8) && (number = double.NegativeInfinity) is not null;
                number = value;
                return true;
            case (byte)'"':
                return TryText(ref rest);
            case (byte)'t':
                return TryWord(ref rest, "true"u8) && (number = 1) is not null;
            case (byte)'f':
                return TryWord(ref rest, "false"u8) && (number = 0) is not null;
            case (byte)'N':
                return TryWord(ref rest, "NaN"u8) && (number = double.NaN) is not null;
            case (byte)'I':
                return TryWord(ref rest, "Infinity"u8) && (number = double.PositiveInfinity) is not null;
            default:
                return TryWord(ref rest, "null"u8);
        }
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> rest, out double value)
    {
        value = 0;
        var at = rest[0] == (byte)'-' ? 1 : 0;
        var begin = at;
        var (mantissa, digits, decimals) = (0UL, 0, 0);
        while (at < rest.Length && (uint)(rest[at] - '0') <= 9)
            Take(rest[at++], ref mantissa, ref digits);
        // JSON has no number without a digit, or with a zero in front of others.
        if (at == begin || (rest[begin] == (byte)'0' && at > begin + 1))
            return false;
        var exponent = false;
        if (at < rest.Length && rest[at] == (byte)'.')
        {
            var point = ++at;
            while (at < rest.Length && (uint)(rest[at] - '0') <= 9)
                Take(rest[at++], ref mantissa, ref digits);
            decimals = at - point;
            if (decimals == 0)
                return false;
        }

        if (at < rest.Length && (rest[at] | 0x20) == (byte)'e')
        {
            exponent = true;
            at += at + 1 < rest.Length && rest[at + 1] is (byte)'+' or (byte)'-' ? 2 : 1;
            var power = at;
            while (at < rest.Length && (uint)(rest[at] - '0') <= 9)
                at++;
            if (at == power)
                return false;
        }

        if (!exponent && digits <= 19 && mantissa <= Exact && decimals < _tens.Length)
        {
            // Both are exact, so that their quotient is the nearest double.
            value = mantissa / _tens[decimals];
            value = begin == 1 ? -value : value;
        }
        else if (!Utf8Parser.TryParse(rest[..at], out value, out var taken) || taken != at)
        {
            return false;
        }

        rest = rest[at..];
        return true;
    }

    private static void Take(byte digit, ref ulong mantissa, ref int digits)
    {
        if (digits == 0 && digit == (byte)'0')
            return;
        if (++digits <= 19)
            mantissa = (mantissa * 10) + (ulong)(digit - '0');
    }

    private static bool TryText(ref ReadOnlySpan<byte> rest)
    {
        var end = rest[1..].IndexOfAny((byte)'"', (byte)'\\') + 1;
        // Bytes beyond ASCII and control characters are for a parser to accept or refuse.
        if (end <= 0 || rest[end] != (byte)'"' || rest[1..end].IndexOfAnyExceptInRange((byte)' ', (byte)'~') >= 0)
            return false;
        rest = rest[(end + 1)..];
        return true;
    }

    private static bool TryWord(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> word)
    {
        if (!rest.StartsWith(word))
            return false;
        rest = rest[word.Length..];
        return true;
    }
}
