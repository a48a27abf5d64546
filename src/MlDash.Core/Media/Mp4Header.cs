namespace MlDash.Media;

/// <summary>The size and duration of videos and sounds in MP4 and QuickTime files: boxes in boxes.</summary>
internal static class Mp4Header
{
    /// <summary>A number of 32 bits whose lower half is a fraction.</summary>
    private const int FractionBits = 16;

    /// <summary>Reads it; null when it is none, or a picture in such a file.</summary>
    public static MediaHeader? Read(HeaderBytes bytes)
    {
        if (!bytes.Has(4, "ftyp"u8) || bytes.Has(8, "avif"u8) || bytes.Has(8, "heic"u8))
            return null;
        var found = new MediaHeader(bytes.Has(8, "qt  "u8) ? ".mov" : bytes.Has(8, "M4A "u8) ? ".m4a" : ".mp4");
        if (Find(bytes, "moov"u8, new(0, bytes.Length)) is not { } movie)
            return found;
        if (Find(bytes, "mvhd"u8, movie) is { } head)
            found = found with { Duration = DurationOf(bytes, head.From) };
        for (var rest = movie; Find(bytes, "trak"u8, rest) is { } track && found.Width is null; rest = new(track.To, movie.To))
        {
            if (Find(bytes, "tkhd"u8, track) is { } about && SizeOf(bytes, about.From) is { Width: > 0 } size)
                found = found with { Width = size.Width, Height = size.Height };
        }

        return found;
    }

    private static double? DurationOf(HeaderBytes bytes, long at)
    {
        var (scale, length) = bytes.Has(at, [1])
            ? (bytes.BigEndian(at + 20, 4), bytes.BigEndian(at + 24, 8))
            : (bytes.BigEndian(at + 12, 4), bytes.BigEndian(at + 16, 4));
        return scale > 0 ? length / (double)scale : null;
    }

    private static (int? Width, int? Height) SizeOf(HeaderBytes bytes, long at)
    {
        var size = at + (bytes.Has(at, [1]) ? 88 : 76);
        return ((int?)(bytes.BigEndian(size, 4) >> FractionBits), (int?)(bytes.BigEndian(size + 4, 4) >> FractionBits));
    }

    /// <summary>The content of the first box of a type.</summary>
    private static Part? Find(HeaderBytes bytes, ReadOnlySpan<byte> type, Part around)
    {
        var at = around.From;
        while (at < around.To && bytes.BigEndian(at, 4) is { } length)
        {
            var content = at + 8;
            if (length == 1)
            {
                if (bytes.BigEndian(content, 8) is not (<= long.MaxValue and var wide))
                    return null;
                (length, content) = (wide, content + 8);
            }

            // A box without a length is the last one.
            var end = length == 0 ? around.To : at + (long)Math.Min(length, (ulong)(around.To - at));
            if (end < content)
                return null;
            if (bytes.Has(at + 4, type))
                return new(content, end);
            at = end;
        }

        return null;
    }

    private readonly record struct Part(long From, long To);
}
