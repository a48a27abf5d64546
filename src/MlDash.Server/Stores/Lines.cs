namespace MlDash.Server.Stores;

/// <summary>JSON texts as lines. A raw line break in JSON is white space, so it can be made a blank.</summary>
internal static class Lines
{
    private const byte Break = (byte)'\n';

    public static byte[] Join(IEnumerable<ReadOnlyMemory<byte>> items)
    {
        var lines = new MemoryStream();
        foreach (var item in items)
        {
            if (lines.Length > 0)
                lines.WriteByte(Break);
            var start = (int)lines.Length;
            lines.Write(item.Span);
            lines.GetBuffer().AsSpan(start, item.Length).Replace(Break, (byte)' ');
        }
        return lines.ToArray();
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
