using System.Globalization;

namespace MlDash.Protocol;

/// <summary>Times as the protocol writes them: ISO-8601, UTC, always six digits, so that text order is time order.</summary>
public static class UtcText
{
    /// <summary>The time as text, for example <c>2026-01-31T12:34:56.123456Z</c>.</summary>
    public static string Of(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads a time with any number of digits; one without a zone is UTC.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
