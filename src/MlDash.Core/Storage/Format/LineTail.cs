using Microsoft.Win32.SafeHandles;

namespace MlDash.Storage.Format;

/// <summary>Looks at a file of lines from its end.</summary>
internal static class LineTail
{
    private const int Block = 64 * 1024;

    /// <summary>Length of the file up to and with its last line feed: where whole lines end.</summary>
    public static long WholeLength(SafeFileHandle file, long length) => StartOfLast(file, length, 0) is var end and >= 0 ? end : 0;

    /// <summary>Offset at which the last <paramref name="lines"/> whole lines begin; 0 when there are fewer.</summary>
    public static long StartOfLastLines(SafeFileHandle file, long lines) =>
        StartOfLast(file, WholeLength(file, RandomAccess.GetLength(file)), lines) is var start and >= 0 ? start : 0;

    /// <summary>
    /// Offset at which the line begins that is <paramref name="lines"/> lines before <paramref name="offset"/>; 0: the line that offset lies in.
    /// </summary>
    public static long StartOfLastLinesBefore(SafeFileHandle file, long offset, long lines) => Math.Max(StartOfLast(file, offset, lines), 0);

    /// <summary>Number of lines between two offsets that both begin a line.</summary>
    public static long CountLines(SafeFileHandle file, long from, long to)
    {
        var buffer = new byte[Block];
        long lines = 0;
        while (from < to)
        {
            var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(Block, to - from)), from);
            if (read == 0)
                break;
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            from += read;
        }

        return lines;
    }

    /// <summary>The bytes between two offsets, without the byte order mark that the first line of a file may have.</summary>
    public static Span<byte> Bytes(SafeFileHandle file, long from, long to)
    {
        var bytes = new byte[to - from];
        RandomAccess.Read(file, bytes, from);
        return from == 0 ? LineReader.WithoutMark(bytes) : bytes;
    }

    /// <summary>Whole lines that are not blank, the last one first.</summary>
    /// <param name="file">A file of lines.</param>
    /// <param name="wholeLength">Where its last whole line ends.</param>
    public static IEnumerable<byte[]> LinesFromEnd(SafeFileHandle file, long wholeLength)
    {
        for (var end = wholeLength; end > 0;)
        {
            var start = Math.Max(StartOfLast(file, end, 1), 0);
            var content = Bytes(file, start, end).Trim("\r\n \t"u8).ToArray();
            if (content.Length > 0)
                yield return content;
            end = start;
        }
    }

    /// <summary>
    /// Offset behind the line feed that has <paramref name="after"/> more line feeds behind it before <paramref name="end"/>; -1 when there is none.
    /// </summary>
    private static long StartOfLast(SafeFileHandle file, long end, long after)
    {
        var buffer = new byte[Block];
        while (end > 0)
        {
            var size = (int)Math.Min(Block, end);
            var block = buffer.AsSpan(0, size);
            RandomAccess.Read(file, block, end - size);
            for (var at = block.LastIndexOf((byte)'\n'); at >= 0; at = block[..at].LastIndexOf((byte)'\n'))
            {
                if (after-- == 0)
                    return end - size + at + 1;
            }

            end -= size;
        }

        return -1;
    }
}
