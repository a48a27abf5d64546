namespace MlDash.Server.Stores;

/// <summary>JSON texts as lines. A raw line break in JSON is white space, so it can be made a blank.</summary>
internal static class Lines
{
    /// <summary>The most bytes of one item, on every store: a batch in MongoDB is a document or several, an item lies within one.</summary>
    public const int LargestItem = StoredDocument.Largest;

    private const byte Break = (byte)'\n';

    /// <summary>Items as lines.</summary>
    /// <exception cref="StoreRefusalException">An item is too large.</exception>
    public static byte[] Join(IReadOnlyCollection<ReadOnlyMemory<byte>> items)
    {
        var lines = new byte[Math.Max(0, items.Sum(item => item.Length + 1) - 1)];
        var at = 0;
        foreach (var item in items)
        {
            if (at > 0)
                lines[at++] = Break;
            Copy(item.Span, lines.AsSpan(at));
            at += item.Length;
        }
        return lines;
    }

    /// <summary>Writes one item as a line.</summary>
    /// <exception cref="StoreRefusalException">It is too large.</exception>
    public static void Copy(ReadOnlySpan<byte> item, Span<byte> target)
    {
        if (item.Length > LargestItem)
            throw StoreRefusalException.TooLarge("item of this batch", LargestItem);
        item.Replace(target, Break, (byte)' ');
    }

    public static IEnumerable<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> lines)
    {
        while (true)
        {
            var end = lines.Span.IndexOf(Break);
            if (end < 0)
            {
                yield return lines;
                yield break;
            }
            yield return lines[..end];
            lines = lines[(end + 1)..];
        }
    }
}
