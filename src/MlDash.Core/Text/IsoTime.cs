using System.Globalization;

namespace MlDash.Text;

/// <summary>Times as the format has them: UTC, <c>2026-01-31T12:34:56.123456Z</c>, always six digits when we write, none to nine when we read.</summary>
public static class IsoTime
{
    /// <summary>Bytes of a written time.</summary>
    public const int Length = 27;

    private static readonly double Earliest = (DateTimeOffset.MinValue - DateTimeOffset.UnixEpoch).TotalMicroseconds;
    private static readonly double Latest = (new DateTimeOffset(9999, 12, 31, 0, 0, 0, TimeSpan.Zero) - DateTimeOffset.UnixEpoch).TotalMicroseconds;

    private const string Pattern = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>The time as the format writes it.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(Pattern, CultureInfo.InvariantCulture);

    /// <summary>The time as the format writes it; a time of no kind is local.</summary>
    public static string Format(DateTime time) => time.ToUniversalTime().ToString(Pattern, CultureInfo.InvariantCulture);

    /// <summary>Writes a time as ASCII into <paramref name="target"/> (at least <see cref="Length"/> bytes).</summary>
    public static void Format(DateTimeOffset time, Span<byte> target) =>
        time.UtcDateTime.TryFormat(target, out _, Pattern, CultureInfo.InvariantCulture);

    /// <summary>Reads a time; text without a zone is UTC.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        if (string.IsNullOrEmpty(text))
            return false;
        var fraction = text.IndexOf('.', StringComparison.Ordinal);
        if (fraction >= 0)
        {
            var end = fraction + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
            if (end - fraction - 1 > 7)
                text = text.Remove(fraction + 8, end - fraction - 8);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    /// <summary>The time that a stored value is; null when it is none.</summary>
    public static DateTimeOffset? Parse(object? value) => TryParse(value as string, out var time) ? time : null;

    /// <summary>Seconds since 1970-01-01T00:00:00Z, to the tick.</summary>
    public static double ToUnixSeconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / (double)TimeSpan.TicksPerSecond;

    /// <summary>The time of Unix seconds; null where no calendar has it.</summary>
    public static DateTimeOffset? FromUnixSeconds(double seconds)
    {
        // Microseconds, counted from 1970: a double of today's seconds holds no finer part, and counted from year 1 it would lose even these.
        var microseconds = Math.Round(seconds * 1e6);
        return microseconds >= Earliest && microseconds <= Latest ? DateTimeOffset.UnixEpoch.AddTicks((long)microseconds * TimeSpan.TicksPerMicrosecond) : null;
    }
}
