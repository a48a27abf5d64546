namespace MlDash.Protocol;

/// <summary>Finds <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> outside of strings in a JSON text.</summary>
internal static class BareTokens
{
    private static ReadOnlySpan<byte> NaN => "NaN"u8;

    private static ReadOnlySpan<byte> Infinity => "Infinity"u8;

    /// <summary>The text with each token replaced by a number of the same length; the text itself when there is none.</summary>
    public static ReadOnlyMemory<byte> Mask(ReadOnlyMemory<byte> json)
    {
        if (!MayHold(json.Span))
            return json;
        var masked = json.ToArray();
        for (var (at, from) = (0, 0); (at = Next(json.Span, ref from, out var length)) >= 0;)
        {
            // A sign in front of Infinity stays and makes a negative number.
            (length == NaN.Length ? "0.0"u8 : "10000000"u8).CopyTo(masked.AsSpan(at));
        }
        return masked;
    }

    /// <summary>The text with each token, sign included, replaced by <c>null</c>.</summary>
    public static ReadOnlySpan<byte> ToNull(ReadOnlySpan<byte> json)
    {
        if (!MayHold(json))
            return json;
        var strict = new List<byte>(json.Length);
        var copied = 0;
        for (var (at, from) = (0, 0); (at = Next(json, ref from, out var length)) >= 0;)
        {
            strict.AddRange(json[copied..(at > 0 && json[at - 1] == '-' ? at - 1 : at)]);
            strict.AddRange("null"u8);
            copied = at + length;
        }
        strict.AddRange(json[copied..]);
        return strict.ToArray();
    }

    /// <summary>Whether there may be a token; false is certain.</summary>
    public static bool MayHold(ReadOnlySpan<byte> json)
    {
        var first = json.IndexOfAny((byte)'N', (byte)'I');
        return first >= 0 && (json[first..].IndexOf(NaN) >= 0 || json[first..].IndexOf(Infinity) >= 0);
    }

    /// <summary>The next token outside of strings; -1 when there is none.</summary>
    /// <param name="json">The text.</param>
    /// <param name="from">Where to look on, outside of a string; moved behind the token.</param>
    /// <param name="length">Its length, without a sign.</param>
    public static int Next(ReadOnlySpan<byte> json, ref int from, out int length)
    {
        for (; from < json.Length; from++)
        {
            var c = json[from];
            if (c == '"')
            {
                from = EndOfString(json, from);
                continue;
            }
            length = c == 'N' && IsToken(json, from, NaN) ? NaN.Length : c == 'I' && IsToken(json, from, Infinity) ? Infinity.Length : 0;
            if (length == 0)
                continue;
            from += length;
            return from - length;
        }
        length = 0;
        return -1;
    }

    private static int EndOfString(ReadOnlySpan<byte> json, int opening)
    {
        for (var i = opening + 1; i < json.Length; i++)
        {
            if (json[i] == (byte)'\\')
                i++;
            else if (json[i] == (byte)'"')
                return i;
        }
        return json.Length;
    }

    // A token stands alone: `1NaN` and `NaNs` are left as they are, for the strict reader to refuse.
    private static bool IsToken(ReadOnlySpan<byte> json, int start, ReadOnlySpan<byte> token)
    {
        if (!json[start..].StartsWith(token))
            return false;
        var after = start + token.Length;
        if (after < json.Length && !" \t\r\n,]}"u8.Contains(json[after]))
            return false;
        var before = start - 1;
        if (before >= 0 && json[before] == '-' && token.Length == Infinity.Length)
            before--;
        return before < 0 || " \t\r\n,[:"u8.Contains(json[before]);
    }
}
