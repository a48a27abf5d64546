using System.IO.Compression;
using K4os.Compression.LZ4;
using Snappier;
using ZstdSharp;

namespace MlDash.Dashboard.Tables;

/// <summary>How pages are compressed, as the numbers of the format.</summary>
internal enum ParquetCodec
{
    None = 0,
    Snappy = 1,
    Gzip = 2,
    Brotli = 4,
    Zstd = 6,
    Lz4 = 7,
}

/// <summary>Decompresses pages into as many bytes as there should be, never more.</summary>
internal static class ParquetCodecs
{
    /// <summary>Decompresses bytes.</summary>
    /// <param name="codec">How they are compressed.</param>
    /// <param name="from">The bytes.</param>
    /// <param name="into">What there should be.</param>
    /// <exception cref="InvalidDataException">There is more or less, or it is compressed in another way.</exception>
    public static void Decompress(this ParquetCodec codec, byte[] from, Span<byte> into)
    {
        var length = codec switch
        {
            ParquetCodec.None => Copy(from, into),
            ParquetCodec.Snappy => Snappy.Decompress(from, into),
            ParquetCodec.Gzip => Read(new GZipStream(new MemoryStream(from), CompressionMode.Decompress), into),
            ParquetCodec.Brotli => Read(new BrotliStream(new MemoryStream(from), CompressionMode.Decompress), into),
            ParquetCodec.Zstd => Unwrap(from, into),
            ParquetCodec.Lz4 => LZ4Codec.Decode(from, into),
            _ => throw new InvalidDataException($"its columns are compressed by method {(int)codec}, which is not read here."),
        };
        if (length != into.Length)
            throw new InvalidDataException("a page is not as long as it says.");
    }

    private static int Copy(byte[] from, Span<byte> into)
    {
        if (from.Length <= into.Length)
            from.CopyTo(into);
        return from.Length;
    }

    private static int Unwrap(byte[] from, Span<byte> into)
    {
        using var decompressor = new Decompressor();
        return decompressor.Unwrap(from, into);
    }

    private static int Read(Stream stream, Span<byte> into)
    {
        using (stream)
            return stream.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);
    }
}
