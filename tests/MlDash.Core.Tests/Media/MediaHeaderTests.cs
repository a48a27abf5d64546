using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MlDash.Media;

namespace MlDash.Tests.Media;

/// <summary>What pictures, sounds and videos say about themselves: files of other programs, damaged ones, and such that lead nowhere.</summary>
public sealed class MediaHeaderTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "data", "media");

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(_folder).Select(file => Path.GetFileName(file)!).Where(name => name != "README.md").Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData("picture.png", ".png", 40, 30, null)]
    [InlineData("picture.jpg", ".jpg", 64, 48, null)]
    [InlineData("progressive.jpg", ".jpg", 40, 30, null)]
    [InlineData("picture.gif", ".gif", 40, 30, null)]
    [InlineData("picture.bmp", ".bmp", 40, 30, null)]
    [InlineData("lossy.webp", ".webp", 40, 30, null)]
    [InlineData("lossless.webp", ".webp", 40, 30, null)]
    [InlineData("alpha.webp", ".webp", 40, 30, null)]
    [InlineData("sound.wav", ".wav", null, null, 0.25)]
    [InlineData("video.mp4", ".mp4", 64, 48, 0.755)]
    [InlineData("video.webm", ".webm", 64, 48, 0.74293701171875)]
    public void A_file_of_another_program_says_its_size_and_duration(string name, string extension, int? width, int? height, double? duration)
    {
        using var file = File.OpenRead(Path.Combine(_folder, name));

        Assert.Equal(new MediaHeader(extension, width, height, duration), MediaHeader.Read(file));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_that_comes_from_a_server_says_the_same(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(_folder, name));
        using var forward = new GZipStream(new MemoryStream(Compressed(bytes)), CompressionMode.Decompress);

        Assert.Equal(Read(bytes), MediaHeader.Read(forward));
        Assert.NotNull(Read(bytes));
    }

    [Fact]
    public void A_duration_may_be_a_number_of_eight_bytes_and_stand_alone()
    {
        var info = Element([0x15, 0x49, 0xA9, 0x66], [.. Element([0x2A, 0xD7, 0xB1], [0x0F, 0x42, 0x40]), .. Element([0x44, 0x89], Real(2500))]);
        var head = Element([0x1A, 0x45, 0xDF, 0xA3], []);

        Assert.Equal(2.5, Read([.. head, .. Element([0x18, 0x53, 0x80, 0x67], info)])!.Duration);
    }

    [Fact]
    public void The_segments_of_a_camera_in_front_of_the_frame_are_passed_over()
    {
        var picture = File.ReadAllBytes(Path.Combine(_folder, "picture.jpg"));
        byte[] exif = [0xFF, 0xE1, 0xFF, 0xFF, .. new byte[0xFFFD]];

        Assert.Equal(new(".jpg", 64, 48), Read([0xFF, 0xD8, .. exif, .. exif, .. exif, .. exif, .. exif, 0xFF, .. picture[2..]]));
    }

    [Fact]
    public void Every_damaged_file_is_read_without_a_fault()
    {
        var random = new Random(19);
        var (known, files) = (0, Names.Select(name => File.ReadAllBytes(Path.Combine(_folder, name.Data))).ToArray());
        for (var round = 0; round < 10_000; round++)
        {
            var bytes = files[round % files.Length].ToArray();
            for (var changes = random.Next(1, 9); changes > 0; changes--)
                bytes[random.Next(Math.Min(bytes.Length, 256))] = random.Next(3) switch { 0 => 0, 1 => 0xFF, _ => (byte)random.Next(256) };
            if (random.Next(4) == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            if (Read(bytes) is not { } header)
                continue;
            known++;
            Assert.True(header is { Width: null, Height: null } or { Width: > 0, Height: > 0 }, $"round {round}: {header}");
            Assert.True(header.Duration is null || (double.IsFinite(header.Duration.Value) && header.Duration >= 0), $"round {round}: {header}");
        }

        Assert.InRange(known, 3000, 9999);
    }

    [Theory]
    [InlineData("")]
    [InlineData("BM is the beginning of many a text, and this is one of them.")]
    [InlineData("GIF89")]
    [InlineData("RIFF....AVI ")]
    public void What_is_none_says_nothing(string text) => Assert.Null(Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_file_of_countless_parts_is_left_after_a_bounded_number_of_them()
    {
        // A million boxes without content, in front of the one that is looked for.
        var boxes = new byte[8 << 20];
        for (var at = 0; at < boxes.Length; at += 8)
            BinaryPrimitives.WriteInt32BigEndian(boxes.AsSpan(at), 8);
        var video = File.ReadAllBytes(Path.Combine(_folder, "video.mp4"));
        using var counted = new CountedStream([.. video[..36], .. boxes, .. video[36..]]);

        Assert.Equal(new(".mp4"), MediaHeader.Read(counted));
        Assert.InRange(counted.Reads, 1, 2100);
    }

    private static MediaHeader? Read(byte[] bytes) => MediaHeader.Read(new MemoryStream(bytes));

    private static byte[] Element(byte[] id, byte[] content) => [.. id, (byte)(0x80 | content.Length), .. content];

    private static byte[] Real(double value)
    {
        var bytes = new byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Compressed(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Fastest))
            zip.Write(bytes);
        return stream.ToArray();
    }

    private sealed class CountedStream(byte[] bytes) : MemoryStream(bytes)
    {
        public int Reads { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            Reads++;
            return base.Read(buffer);
        }
    }
}
