namespace MlDash.Media;

/// <summary>The size of pictures: PNG, JPEG, GIF, WebP and BMP.</summary>
internal static class PictureHeader
{
    private const int CoreHeaderLength = 12;
    private const int Bits14 = 0x3FFF;

    /// <summary>Reads it; null when it is no such picture.</summary>
    public static MediaHeader? Read(HeaderBytes bytes) => bytes.BigEndian(0, 2) switch
    {
        0x8950 when bytes.Has(2, "NG"u8) => Png(bytes),
        0xFFD8 => Jpeg(bytes),
        0x4749 when bytes.Has(2, "F87a"u8) || bytes.Has(2, "F89a"u8) => new(".gif", bytes.Little16(6), bytes.Little16(8)),
        0x5249 when bytes.Has(0, "RIFF"u8) && bytes.Has(8, "WEBP"u8) => WebP(bytes),
        0x424D => Bmp(bytes),
        _ => null,
    };

    private static MediaHeader Png(HeaderBytes bytes) =>
        bytes.Has(12, "IHDR"u8) ? new(".png", Pixels(bytes.BigEndian(16, 4)), Pixels(bytes.BigEndian(20, 4))) : new(".png");

    /// <summary>The segments lead to the one that begins the frame; pictures of cameras have large ones in front of it.</summary>
    private static MediaHeader Jpeg(HeaderBytes bytes)
    {
        var at = 2L;
        while (bytes.BigEndian(at, 2) is { } marker && marker >> 8 == 0xFF)
        {
            var kind = (byte)marker;
            if (kind is 0xFF)
            {
                at++;
                continue;
            }

            // The frame: C0 to CF, but for three other tables among them.
            if (kind is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return new(".jpg", Pixels(bytes.BigEndian(at + 7, 2)), Pixels(bytes.BigEndian(at + 5, 2)));
            // What begins the data, or ends it: there was no frame.
            if (kind is 0xDA or 0xD9 || bytes.BigEndian(at + 2, 2) is not { } length)
                break;
            at += 2 + (long)length;
        }

        return new(".jpg");
    }

    private static MediaHeader WebP(HeaderBytes bytes)
    {
        if (bytes.Has(12, "VP8 "u8) && bytes.Has(23, [0x9D, 0x01, 0x2A]))
            return new(".webp", bytes.Little16(26) & Bits14, bytes.Little16(28) & Bits14);
        if (bytes.Has(12, "VP8L"u8) && bytes.Has(20, [0x2F]) && bytes.Little32(21) is { } packed)
            return new(".webp", (int)(packed & Bits14) + 1, (int)((packed >> 14) & Bits14) + 1);
        if (bytes.Has(12, "VP8X"u8) && bytes.At(24, 6) is { IsEmpty: false } canvas)
            return new(".webp", (canvas[0] | (canvas[1] << 8) | (canvas[2] << 16)) + 1, (canvas[3] | (canvas[4] << 8) | (canvas[5] << 16)) + 1);
        return new(".webp");
    }

    /// <summary>Two letters begin many texts, so the header has to fit, too.</summary>
    private static MediaHeader? Bmp(HeaderBytes bytes) => bytes.Little32(14) switch
    {
        CoreHeaderLength => new(".bmp", bytes.Little16(18), bytes.Little16(20)),
        // The rows of some go from top to bottom, which their height says by its sign.
        >= 40 and <= 124 when bytes.Little32(18) is { } width && bytes.Little32(22) is { } height => new(
            ".bmp", Pixels(width), Pixels((ulong)Math.Abs((long)(int)height))),
        _ => null,
    };

    private static int? Pixels(ulong? count) => count is <= int.MaxValue ? (int)count : null;
}
