using MlDash.Protocol;

namespace MlDash.Import.Reading;

/// <summary>Times of other trackers.</summary>
internal static class SourceTime
{
    /// <summary>A larger number counts milliseconds: as seconds it would be the year 5138.</summary>
    private const double LargestSeconds = 1e11;

    /// <summary>Seconds since 1970 of a number of seconds or milliseconds, or of a date; null when it is no time.</summary>
    public static double? Seconds(object? value) => value switch
    {
        long whole => Math.Abs((double)whole) > LargestSeconds ? whole / 1000.0 : whole,
        double real when double.IsFinite(real) => Math.Abs(real) > LargestSeconds ? real / 1000.0 : real,
        string text when BeginsWithYear(text) && IsoTime.TryParse(text, out var time) => IsoTime.ToUnixSeconds(time),
        _ => null,
    };

    /// <summary>Of 05.03.2026 nobody knows which is the month.</summary>
    private static bool BeginsWithYear(string text) =>
        text.Length > 4 && !char.IsAsciiDigit(text[4]) && text.AsSpan(0, 4).IndexOfAnyExceptInRange('0', '9') < 0;
}
