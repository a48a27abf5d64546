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
        foreach (var (start, length) in Find(json.Span))
        {
            // A sign in front of Infinity stays and makes a negative number.
            if (length == NaN.Length)
                "0.0"u8.CopyTo(masked.AsSpan(start));
            else
                "10000000"u8.CopyTo(masked.AsSpan(start));
        }
        return masked;
    }

    /// <summary>The text with each token, sign included, replaced by <c>null</c>.</summary>
    public static ReadOnlySpan<byte> ToNull(ReadOnlySpan<byte> json)
    {
        if (!MayHold(json))
            return json;
        var strict = new List<byte>(json.Length);
        var from = 0;
        foreach (var (start, length) in Find(json))
        {
            var end = start > 0 && json[start - 1] == '-' ? start - 1 : start;
            strict.AddRange(json[from..end]);
            strict.AddRange("null"u8);
            from = start + length;
        }
        strict.AddRange(json[from..]);
        return strict.ToArray();
    }

    private static bool MayHold(ReadOnlySpan<byte> json) => json.IndexOf(NaN) >= 0 || json.IndexOf(Infinity) >= 0;

    private static List<(int Start, int Length)> Find(ReadOnlySpan<byte> json)
    {
        var found = new List<(int, int)>();
        var inString = false;
        for (var i = 0; i < json.Length; i++)
        {
            var c = json[i];
            if (inString)
            {
                if (c == '\\') i++;
                else if (c == '"') inString = false;
            }
            else if (c == '"')
            {
                inString = true;
            }
            else if (c == 'N' && IsToken(json, i, NaN))
            {
                found.Add((i, NaN.Length));
            }
            else if (c == 'I' && IsToken(json, i, Infinity))
            {
                found.Add((i, Infinity.Length));
            }
        }
        return found;
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
