using System.IO.Compression;
using System.Text;
using MlDash.Json;
using MlDash.Server.Metrics;

namespace MlDash.Server.Tests;

/// <summary>What chunks are compressed with, now and in earlier releases.</summary>
public sealed class ChunkCodecTests
{
    private static readonly byte[] _plain = Encoding.UTF8.GetBytes(string.Join(
        '\n', Enumerable.Range(0, 5000).Select(i => $$"""2026-01-01T00:00:00.000000Z {"step":{{i}},"loss":{{1.0 / (i + 1)}}}""")));

    [Fact]
    public void A_chunk_is_a_frame_of_Zstandard_and_becomes_the_same_bytes_again()
    {
        var packed = Packed();
        Assert.Equal([0x28, 0xb5, 0x2f, 0xfd], packed[..4]);
        Assert.InRange(packed.Length, 1, _plain.Length / 3);
        Assert.Equal(_plain, ChunkCodec.Unpack(packed).ToArray());
        using var none = new PooledBuffer();
        ChunkCodec.Pack([], none);
        Assert.True(ChunkCodec.Unpack(none.WrittenSpan.ToArray()).IsEmpty);
    }

    [Theory]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void A_chunk_of_an_earlier_release_is_read(CompressionLevel level)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level, leaveOpen: true))
            gzip.Write(_plain);
        Assert.Equal(_plain, ChunkCodec.Unpack(packed.ToArray()).ToArray());
    }

    [Fact]
    public void A_chunk_that_is_damaged_is_refused()
    {
        var packed = Packed();
        for (var at = 0; at < packed.Length; at += 97)
        {
            var damaged = packed.ToArray();
            damaged[at] ^= 0x55;
            Assert.Throws<InvalidDataException>(() => ChunkCodec.Unpack(damaged));
        }
        Assert.Throws<InvalidDataException>(() => ChunkCodec.Unpack(packed[..^5]));
        Assert.Throws<InvalidDataException>(() => ChunkCodec.Unpack(Array.Empty<byte>()));
    }

    private static byte[] Packed()
    {
        using var packed = new PooledBuffer();
        ChunkCodec.Pack(_plain, packed);
        return packed.WrittenSpan.ToArray();
    }
}
