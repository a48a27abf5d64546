using System.Globalization;

namespace MlDash.Import.Reading;

/// <summary>Small texts of other trackers as values.</summary>
internal static class SourceText
{
    /// <summary>The text of a small file in UTF-8, without white space at its end; null when there is none, or it is larger than a text.</summary>
    public static string? OfFile(string path) => SmallFile.Read(path) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes).TrimEnd('\r', '\n') : null;

    /// <summary>
    /// A number where a text is nothing but one, so that filters compare it; else the text. Only what is written back in the same letters becomes a number:
    /// <c>007</c> and <c>1.50</c> stay texts.
    /// </summary>
    public static object Value(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            && whole.ToString(CultureInfo.InvariantCulture) == text)
            return whole;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real)
            && (real.ToString("R", CultureInfo.InvariantCulture).Equals(text, StringComparison.OrdinalIgnoreCase)
                || $"{real.ToString("R", CultureInfo.InvariantCulture)}.0" == text))
            return real;
        return text switch
        {
            "True" or "true" => true,
            "False" or "false" => false,
            _ => text,
        };
    }

    /// <summary>A number as Python writes it: also <c>nan</c> and <c>inf</c>.</summary>
    public static bool TryReal(ReadOnlySpan<char> text, out double value)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            return true;
        Span<char> small = stackalloc char[16];
        var length = text.Length <= small.Length ? text.ToLowerInvariant(small) : 0;
        (var found, value) = small[..length] switch
        {
            "nan" => (true, double.NaN),
            "inf" or "+inf" or "infinity" => (true, double.PositiveInfinity),
            "-inf" or "-infinity" => (true, double.NegativeInfinity),
            _ => (false, 0),
        };
        return found;
    }

    /// <summary>A time in milliseconds since 1970; null when there is none, or it is no time.</summary>
    public static DateTimeOffset? Milliseconds(long? value) =>
        value is > 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(value.Value) : null;
}
