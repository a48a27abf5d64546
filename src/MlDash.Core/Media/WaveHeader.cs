namespace MlDash.Media;

/// <summary>The duration of sounds in WAV files.</summary>
internal static class WaveHeader
{
    private const int ChunkHead = 8;

    /// <summary>Reads it; null when it is no such sound.</summary>
    public static MediaHeader? Read(HeaderBytes bytes)
    {
        if (!bytes.Has(0, "RIFF"u8) || !bytes.Has(8, "WAVE"u8))
            return null;
        uint? bytesPerSecond = null;
        var at = 12L;
        while (bytes.Little32(at + 4) is { } length)
        {
            if (bytes.Has(at, "fmt "u8))
                bytesPerSecond = bytes.Little32(at + ChunkHead + 8);
            // Who writes while it records does not know the length yet: then it is what the file has.
            if (bytes.Has(at, "data"u8))
                return new(".wav", Duration: bytesPerSecond > 0 ? Math.Min(length, bytes.Length - at - ChunkHead) / (double)bytesPerSecond : null);
            at += ChunkHead + length + (length & 1);
        }

        return new(".wav");
    }
}
