using System.Diagnostics;
using MlDash.Dashboard.Routing;
using MlDash.Dashboard.Thumbnails;
using MlDash.Media;
using SixLabors.ImageSharp;

namespace MlDash.Dashboard.Tests.Thumbnails;

/// <summary>Small pictures of recorded ones: what is made, what is sent as it is, and what is not decoded at all.</summary>
public sealed class ThumbnailTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_large_picture_is_made_small_once_and_asked_for_again_it_is_unchanged()
    {
        await SaveAsync(("large.png", Pictures.Png(1500, 900)), ("portrait.jpg", Pictures.Jpeg(700, 1400)));

        var small = await AskAsync("large.png");

        Assert.Equal((200, "image/jpeg", (512, 307)), (small.Status, small.ContentType, SizeOf(small.Body.ToArray())));
        Assert.Contains(("X-Content-Type-Options", "nosniff"), small.Headers());
        Assert.Contains(small.Headers(), header => header.Name == "Content-Security-Policy" && header.Value.Contains("sandbox", StringComparison.Ordinal));
        Assert.Equal(304, (await AskAsync("large.png", small.ETag)).Status);
        Assert.Equal((256, 512), SizeOf((await AskAsync("portrait.jpg")).Body.ToArray()));
        // The recorded bytes are not read again.
        foreach (var file in Directory.GetFiles(_scene.Root, "large.png", SearchOption.AllDirectories))
            File.Delete(file);
        Assert.Equal(small.Body.ToArray(), (await AskAsync("large.png")).Body.ToArray());
    }

    [Fact]
    public async Task A_picture_that_is_seen_through_stays_so()
    {
        await SaveAsync(("glass.png", Pictures.Png(600, 600, new(10, 20, 30, 128))));

        var small = await AskAsync("glass.png");

        Assert.Equal("image/png", small.ContentType);
        using var image = Image.Load<SixLabors.ImageSharp.PixelFormats.Rgba32>(small.Body.Span);
        Assert.Equal(128, image[300, 300].A);
    }

    [Fact]
    public async Task Small_moving_and_damaged_pictures_are_sent_as_they_are()
    {
        var damaged = Pictures.Png(900, 900);
        damaged[damaged.Length / 2] ^= 0xFF;
        (string Name, byte[] Bytes)[] files =
        [
            ("small.png", Pictures.Png(28, 28)), ("moving.gif", Pictures.Gif(900, 900)), ("damaged.png", damaged), ("none.png", "no picture"u8.ToArray()),
        ];
        await SaveAsync(files);

        foreach (var (name, bytes) in files)
        {
            var answer = await AskAsync(name);
            using var sent = new MemoryStream();
            await answer.Stream!.CopyToAsync(sent);
            await answer.Stream.DisposeAsync();
            Assert.Equal((200, Convert.ToHexString(bytes)), (answer.Status, Convert.ToHexString(sent.ToArray())));
        }
    }

    [Fact]
    public async Task A_picture_of_too_many_pixels_is_refused_without_being_decoded()
    {
        // 100 KB that would be 2.7 GB.
        await SaveAsync(("bomb.png", Pictures.Bomb(30_000, 30_000)), ("bomb.gif", GifHead(60_000, 60_000)));

        foreach (var name in new[] { "bomb.png", "bomb.gif" })
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var answer = await AskAsync(name);

            Assert.Equal(422, answer.Status);
            Assert.Contains("PictureTooLarge", System.Text.Encoding.UTF8.GetString(answer.Body.Span), StringComparison.Ordinal);
            Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 20 << 20);
        }
    }

    [Fact]
    public void Text_in_a_picture_that_becomes_gigabytes_is_not_decompressed()
    {
        byte[] text = [.. "Comment\0\0"u8, .. Pictures.Noughts(2L << 30)];
        byte[] worldText = [.. "Comment\0\u0001\0\0\0"u8, .. Pictures.Noughts(2L << 30)];
        var picture = new MemoryStream(Pictures.Bomb(600, 600, ("zTXt", text), ("iCCP", text), ("iTXt", worldText)));
        var header = MediaHeader.Read(picture)!;
        picture.Position = 0;
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var clock = Stopwatch.StartNew();

        Assert.True(ThumbnailMaker.IsMadeOf(header));
        Assert.Equal((512, 512), SizeOf(ThumbnailMaker.Make(picture, header, CancellationToken.None).Bytes));

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 200 << 20);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
    }

    [Fact]
    public void A_file_that_says_one_size_to_its_reader_and_another_to_the_decoder_takes_no_more_than_the_bound()
    {
        // Its pixels would take 256 MB.
        var picture = new MemoryStream(Pictures.Bomb(8000, 8000));

        Assert.Throws<InvalidDataException>(() => ThumbnailMaker.Make(picture, new(".png", 600, 600), CancellationToken.None));
    }

    [Fact]
    public void Two_thousand_damaged_pictures_are_made_small_or_refused_and_nothing_else()
    {
        var random = new Random(19);
        var progressive = File.ReadAllBytes(Path.Combine(PageTests.Repository, "tests/data/media/progressive.jpg"));
        byte[][] whole = [Pictures.Png(600, 9), Pictures.Jpeg(600, 9), progressive];
        var (made, refused) = (0, 0);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = whole[round % whole.Length].ToArray();
            for (var changes = random.Next(1, 9); changes > 0; changes--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            using var picture = new MemoryStream(bytes);
            if (MediaHeader.Read(picture) is not { } header || ThumbnailMaker.IsTooLarge(header))
                continue;
            picture.Position = 0;
            try
            {
                made += ThumbnailMaker.Make(picture, header, CancellationToken.None).Bytes.Length > 0 ? 1 : 0;
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(made, 100, 2000);
        Assert.InRange(refused, 100, 2000);
    }

    [Fact]
    public async Task A_picture_that_is_not_there_is_not_found()
    {
        await SaveAsync(("a.png", Pictures.Png(1, 1)));

        Assert.Equal(404, (await AskAsync("b.png")).Status);
    }

    [Fact]
    public async Task Many_who_ask_at_once_all_get_their_pictures()
    {
        var files = Enumerable.Range(0, 12).Select(number => ($"{number}.png", Pictures.Png(700 + number, 700))).ToArray();
        await SaveAsync(files);

        var answers = await Task.WhenAll(files.Concat(files).Select(file => AskAsync(file.Item1)));

        Assert.All(answers, answer => Assert.Equal((200, "image/jpeg"), (answer.Status, answer.ContentType)));
    }

    private static byte[] GifHead(int width, int height) =>
        [.. "GIF89a"u8, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0, 0, 0, 0x3B];

    private static (int Width, int Height) SizeOf(byte[] picture)
    {
        using var image = Image.Load(picture);
        return (image.Width, image.Height);
    }

    private Task SaveAsync(params (string Name, byte[] Bytes)[] files) => _scene.RecordAsync("p/run", async run =>
    {
        foreach (var (name, bytes) in files)
            await run.Files.SaveAsync(new() { Name = name, Open = () => new MemoryStream(bytes) });
    });

    private Task<DashboardAnswer> AskAsync(string file, string? ifNoneMatch = null) =>
        _scene.AskAsync("/q/thumbnail", $"?path=p%2Frun&file={file}", ifNoneMatch);
}
