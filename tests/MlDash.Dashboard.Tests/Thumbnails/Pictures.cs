using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace MlDash.Dashboard.Tests.Thumbnails;

/// <summary>Pictures for tests, also such as are made to do harm.</summary>
internal static class Pictures
{
    /// <summary>A picture of one colour with a darker beginning.</summary>
    public static Image<Rgba32> Of(int width, int height, Rgba32 colour)
    {
        var image = new Image<Rgba32>(width, height, colour);
        image[0, 0] = new(0, 0, 0, colour.A);
        return image;
    }

    public static byte[] Png(int width, int height, Rgba32? colour = null)
    {
        using var image = Of(width, height, colour ?? new(200, 100, 50));
        using var bytes = new MemoryStream();
        image.SaveAsPng(bytes);
        return bytes.ToArray();
    }

    public static byte[] Jpeg(int width, int height)
    {
        using var image = Of(width, height, new(200, 100, 50));
        using var bytes = new MemoryStream();
        image.SaveAsJpeg(bytes);
        return bytes.ToArray();
    }

    public static byte[] Gif(int width, int height)
    {
        using var image = Of(width, height, new(200, 100, 50));
        using var bytes = new MemoryStream();
        image.SaveAsGif(bytes);
        return bytes.ToArray();
    }

    /// <summary>A PNG of a size, of chunks in front of its pixels, and of pixels that are all nought: a thousand times smaller than what it becomes.</summary>
    public static byte[] Bomb(int width, int height, params (string Kind, byte[] Content)[] chunks)
    {
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        (head[8], head[9]) = (8, 2);
        Chunk(png, "IHDR", head);
        foreach (var (kind, content) in chunks)
            Chunk(png, kind, content);
        Chunk(png, "IDAT", Noughts(((3L * width) + 1) * height));
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    /// <summary>Bytes that become many more when they are decompressed.</summary>
    public static byte[] Noughts(long count)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZLibStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            var block = new byte[1 << 20];
            for (; count > 0; count -= block.Length)
                zip.Write(block.AsSpan(0, (int)Math.Min(count, block.Length)));
        }

        return bytes.ToArray();
    }

    private static void Chunk(MemoryStream png, string kind, byte[] content)
    {
        byte[] named = [.. System.Text.Encoding.ASCII.GetBytes(kind), .. content];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        png.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(named));
        png.Write(number);
    }
}
