namespace MlDash.Media;

/// <summary>The size and duration of videos in WebM files: elements in elements, whose lengths have variable lengths themselves.</summary>
internal static class WebMHeader
{
    private const ulong Segment = 0x18538067;
    private const ulong Info = 0x1549A966;
    private const ulong Tracks = 0x1654AE6B;
    private const ulong Track = 0xAE;
    private const ulong Video = 0xE0;
    private const ulong Cluster = 0x1F43B675;
    private const ulong NanosecondsPerTick = 0x2AD7B1;
    private const ulong Ticks = 0x4489;
    private const ulong PixelWidth = 0xB0;
    private const ulong PixelHeight = 0xBA;
    private const double UsualNanoseconds = 1e6;

    /// <summary>Reads it; null when it is no such video.</summary>
    public static MediaHeader? Read(HeaderBytes bytes)
    {
        if (!bytes.Has(0, [0x1A, 0x45, 0xDF, 0xA3]))
            return null;
        var found = new Found();
        Walk(bytes, 0, bytes.Length, found);
        return new(".webm", found.Width, found.Height, found.Ticks * found.Nanoseconds / 1e9);
    }

    /// <returns>False at the data, behind which nothing is said any more.</returns>
    private static bool Walk(HeaderBytes bytes, long at, long end, Found found)
    {
        while (at < end && ElementAt(bytes, at, end) is { } element)
        {
            switch (element.Id)
            {
                case Cluster:
                    return false;
                case Segment or Info or Tracks or Track or Video:
                    if (!Walk(bytes, element.From, element.To, found))
                        return false;
                    break;
                case NanosecondsPerTick:
                    found.Nanoseconds = Whole(bytes, element) ?? UsualNanoseconds;
                    break;
                case Ticks:
                    found.Ticks = Real(bytes, element);
                    break;
                case PixelWidth:
                    found.Width ??= Whole(bytes, element);
                    break;
                case PixelHeight:
                    found.Height ??= Whole(bytes, element);
                    break;
            }

            at = element.To;
        }

        return true;
    }

    private static Element? ElementAt(HeaderBytes bytes, long at, long end)
    {
        if (NumberAt(bytes, at, keepsMark: true) is not { Width: <= 4 } id || NumberAt(bytes, at + id.Width, keepsMark: false) is not { } length)
            return null;
        var from = at + id.Width + length.Width;
        if (from > end)
            return null;
        // All bits set: as long as what is around it, which is how a video is written while it is recorded.
        var isOpen = length.Value == (1UL << (7 * length.Width)) - 1;
        return new(id.Value, from, isOpen ? end : from + (long)Math.Min(length.Value, (ulong)(end - from)));
    }

    /// <summary>A number whose first set bit says how many bytes it has; ids keep that bit.</summary>
    private static (ulong Value, int Width)? NumberAt(HeaderBytes bytes, long at, bool keepsMark)
    {
        if (bytes.BigEndian(at, 1) is not (> 0 and var first))
            return null;
        var width = System.Numerics.BitOperations.LeadingZeroCount((uint)first) - 23;
        return bytes.BigEndian(at, width) is { } value ? (keepsMark ? value : value & ((1UL << (7 * width)) - 1), width) : null;
    }

    private static int? Whole(HeaderBytes bytes, Element element) =>
        element.Length is > 0 and <= 8 && bytes.BigEndian(element.From, (int)element.Length) is <= int.MaxValue and var value ? (int)value : null;

    private static double? Real(HeaderBytes bytes, Element element) => element.Length switch
    {
        4 when bytes.BigEndian(element.From, 4) is { } bits => BitConverter.UInt32BitsToSingle((uint)bits),
        8 when bytes.BigEndian(element.From, 8) is { } bits => BitConverter.UInt64BitsToDouble(bits),
        _ => null,
    };

    private readonly record struct Element(ulong Id, long From, long To)
    {
        public long Length => To - From;
    }

    private sealed class Found
    {
        public double Nanoseconds { get; set; } = UsualNanoseconds;

        public double? Ticks { get; set; }

        public int? Width { get; set; }

        public int? Height { get; set; }
    }
}
