using System.Globalization;
using MlDash.Text;

namespace MlDash.Filtering;

/// <summary>A value that a filter compares with: what it is depends on what is stored.</summary>
/// <param name="Text">As it was written, without quotes.</param>
/// <param name="IsQuoted">Whether it was a quoted text.</param>
/// <param name="Number">As a number; null when it is none.</param>
/// <param name="Time">As a time, also one that says how long ago; null when it is none.</param>
/// <param name="Span">As a length of time; null when it is none.</param>
internal sealed record FilterValue(string Text, bool IsQuoted, double? Number, DateTimeOffset? Time, TimeSpan? Span)
{
    /// <summary>The value that a text is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isQuoted">Whether it was quoted.</param>
    /// <param name="now">What times that say how long ago are counted from.</param>
    public static FilterValue Of(string text, bool isQuoted, DateTimeOffset now)
    {
        var (isNegative, rest) = text is ['-', .. var behind] ? (true, behind) : (false, text);
        var span = SpanText.Read(rest);
        DateTimeOffset? time = span is { } ago ? SpanText.Ago(now, ago)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var date) ? date : null;
        return new(text, isQuoted, NumberOf(text), time, span is { } length ? (isNegative ? -length : length) : null);
    }

    private static double? NumberOf(string text) => text.ToUpperInvariant() switch
    {
        "NAN" => double.NaN,
        "INFINITY" or "INF" or "+INFINITY" or "+INF" => double.PositiveInfinity,
        "-INFINITY" or "-INF" => double.NegativeInfinity,
        "TRUE" => 1,
        "FALSE" => 0,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
    };
}
