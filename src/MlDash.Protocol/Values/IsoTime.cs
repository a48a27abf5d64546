using System.Globalization;

namespace MlDash.Protocol;

/// <summary>Times as the format has them: UTC, <c>2026-01-31T12:34:56.123456Z</c>, always six digits when we write, none to nine when we read.</summary>
public static class IsoTime
{
    /// <summary>Bytes of a written time.</summary>
    public const int Length = 27;

    private static readonly double _earliest = (DateTimeOffset.MinValue - DateTimeOffset.UnixEpoch).TotalMicroseconds;
    private static readonly double _latest = (new DateTimeOffset(9999, 12, 31, 0, 0, 0, TimeSpan.Zero) - DateTimeOffset.UnixEpoch).TotalMicroseconds;

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
        if (TryParseOwn(text, out time))
            return true;
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

    /// <summary>
    /// Reads a date that somebody gave, in the invariant culture; without a zone it is local. A date has a separator:
    /// <c>1,5</c> is a number of another culture, not a day in January.
    /// </summary>
    public static bool TryParseGiven(string text, out DateTimeOffset time)
    {
        time = default;
        return text.AsSpan().IndexOfAny("-/:") > 0 && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out time);
    }

    /// <summary>The form that nearly every stored time has: six digits and <c>Z</c>.</summary>
    private static bool TryParseOwn(string text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length != Length
            || text[4] != '-'
            || text[7] != '-'
            || text[10] != 'T'
            || text[13] != ':'
            || text[16] != ':'
            || text[19] != '.'
            || text[26] != 'Z')
            return false;
        var (year, month, day) = (Digits(text, 0, 4), Digits(text, 5, 2), Digits(text, 8, 2));
        var (hour, minute, second, micro) = (Digits(text, 11, 2), Digits(text, 14, 2), Digits(text, 17, 2), Digits(text, 20, 6));
        if (year < 1
            || month is < 1 or > 12
            || day < 1
            || day > DateTime.DaysInMonth(year, month)
            || hour is < 0 or > 23
            || minute is < 0 or > 59
            || second is < 0 or > 59
            || micro < 0)
            return false;
        time = new DateTimeOffset(new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).AddTicks(micro * TimeSpan.TicksPerMicrosecond));
        return true;
    }

    /// <summary>The number that some digits are; negative when one of them is none.</summary>
    private static int Digits(string text, int start, int count)
    {
        var number = 0;
        for (var i = start; i < start + count; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
                return -1;
            number = (number * 10) + (text[i] - '0');
        }

        return number;
    }

    /// <summary>The time that a stored value is; null when it is none.</summary>
    public static DateTimeOffset? Parse(object? value) => TryParse(value as string, out var time) ? time : null;

    /// <summary>Seconds since 1970-01-01T00:00:00Z, rounded to microseconds: of finer steps a double keeps only some.</summary>
    public static double ToUnixSeconds(DateTimeOffset time) =>
        (((time.UtcTicks + (TimeSpan.TicksPerMicrosecond / 2)) / TimeSpan.TicksPerMicrosecond)
            - (DateTimeOffset.UnixEpoch.UtcTicks / TimeSpan.TicksPerMicrosecond))
            / 1e6;

    /// <summary>The time of Unix seconds; null where no calendar has it.</summary>
    public static DateTimeOffset? FromUnixSeconds(double seconds)
    {
        // Microseconds, counted from 1970: a double of today's seconds holds no finer part, and counted from year 1 it would lose even these.
        var microseconds = Math.Round(seconds * 1e6);
        return microseconds >= _earliest && microseconds <= _latest
            ? DateTimeOffset.UnixEpoch.AddTicks((long)microseconds * TimeSpan.TicksPerMicrosecond)
            : null;
    }
}
