namespace MlDash.Media;

/// <summary>What a picture, a sound or a video says about itself in its first bytes. Nothing is decoded.</summary>
/// <param name="Extension">How names of such files end, with the dot.</param>
/// <param name="Width">Pixels; null for sounds.</param>
/// <param name="Height">Pixels; null for sounds.</param>
/// <param name="Duration">Seconds; null for pictures, and where it is not said.</param>
public sealed record MediaHeader(string Extension, int? Width = null, int? Height = null, double? Duration = null)
{
    /// <summary>Longer ones are not believed.</summary>
    private const double MostSeconds = 1e9;

    /// <summary>Reads it. The stream is left anywhere.</summary>
    /// <param name="stream">The file. Of one that cannot seek, only the beginning is looked at.</param>
    /// <returns>Null when it is none that is known, or damaged.</returns>
    public static MediaHeader? Read(Stream stream)
    {
        var bytes = new HeaderBytes(stream);
        var found = PictureHeader.Read(bytes) ?? WaveHeader.Read(bytes) ?? Mp4Header.Read(bytes) ?? WebMHeader.Read(bytes);
        return found is null ? null : found with
        {
            Width = found.Width > 0 && found.Height > 0 ? found.Width : null,
            Height = found.Width > 0 && found.Height > 0 ? found.Height : null,
            Duration = found.Duration is >= 0 and < MostSeconds ? found.Duration : null,
        };
    }
}
