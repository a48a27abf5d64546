using MlDash.Media;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace MlDash.Dashboard.Thumbnails;

/// <summary>
/// Makes small pictures of large ones. Anybody may have made these, so only the two formats that nearly all large pictures have are decoded, and what they
/// may cost is bounded before and while they are.
/// </summary>
internal static class ThumbnailMaker
{
    /// <summary>Pixels of the longer edge: twice as many as a grid of the page shows, for screens with small pixels.</summary>
    public const int Edge = 512;

    /// <summary>Larger pictures are not decoded: four bytes a pixel are about 100 MB.</summary>
    public const long MostPixels = 25_000_000;

    private const int JpegQuality = 85;

    // A file may say another size to the decoder than to who has asked before.
    private const int MostMegabytesAtOnce = 128;

    private static readonly Configuration _configuration = new()
    {
        MaxDegreeOfParallelism = 1,
        MemoryAllocator = MemoryAllocator.Create(new() { AllocationLimitMegabytes = MostMegabytesAtOnce, MaximumPoolSizeMegabytes = MostMegabytesAtOnce }),
    };

    /// <summary>Whether a picture has too many pixels to be decoded here.</summary>
    public static bool IsTooLarge(MediaHeader header) => (long?)header.Width * header.Height > MostPixels;

    /// <summary>Whether a picture is decoded: one of a known format that is larger than a small one.</summary>
    public static bool IsMadeOf(MediaHeader header) =>
        header is { Extension: ".png" or ".jpg", Width: { } width, Height: { } height } && Math.Max(width, height) > Edge && !IsTooLarge(header);

    /// <summary>A small picture.</summary>
    /// <param name="picture">The bytes of a picture that <see cref="IsMadeOf"/> has accepted, from their beginning.</param>
    /// <param name="header">Its header.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidDataException">It is damaged, or costs more than its header has said.</exception>
    public static Thumbnail Make(Stream picture, MediaHeader header, CancellationToken cancellationToken)
    {
        try
        {
            // The turn that a camera has noted is in the metadata, which in PNG may be compressed without bound.
            IImageDecoder decoder = header.Extension == ".png" ? new PngDecoder { IgnoreMetadata = true } : new JpegDecoder();
            using var image = decoder.Decode<Rgba32>(_configuration, picture, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            image.Mutate(_configuration, it => it.AutoOrient().Resize(new ResizeOptions
            {
                Size = new(Edge, Edge),
                Mode = ResizeMode.Max,
                Sampler = KnownResamplers.Triangle,
            }));
            // What the camera has noted, the place for example, stays in the original.
            image.Metadata.ExifProfile = null;
            image.Metadata.XmpProfile = null;
            image.Metadata.IptcProfile = null;
            using var small = new MemoryStream();
            if (IsTransparent(image))
            {
                image.Save(small, new PngEncoder());
                return new("image/png", small.ToArray());
            }

            image.Save(small, new JpegEncoder { Quality = JpegQuality });
            return new("image/jpeg", small.ToArray());
        }
#pragma warning disable CA1031 // A decoder meets every kind of fault in what anybody may have made; one says as much as another.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            throw new InvalidDataException("The picture cannot be decoded.", fault);
        }
    }

    private static bool IsTransparent(Image<Rgba32> image)
    {
        var found = false;
        image.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < rows.Height && !found; y++)
            {
                foreach (var pixel in rows.GetRowSpan(y))
                    found |= pixel.A < byte.MaxValue;
            }
        });
        return found;
    }
}

/// <summary>A small picture.</summary>
/// <param name="ContentType">Its media type.</param>
/// <param name="Bytes">Its bytes.</param>
internal sealed record Thumbnail(string ContentType, byte[] Bytes);
