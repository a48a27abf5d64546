using System.Globalization;

namespace MlDash.Text;

/// <summary>Names, labels and numbers as OpenMetrics writes them.</summary>
internal static class OpenMetricsText
{
    /// <summary>The line that ends a text.</summary>
    public const string End = "# EOF";

    /// <summary>A number, infinities and NaN too.</summary>
    public static string Number(double number) => number switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => number.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>What a name may consist of; a digit cannot be the first.</summary>
    public static string Name(string text)
    {
        var name = string.Concat(text.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_' ? letter : '_'));
        return char.IsAsciiDigit(name[0]) ? '_' + name : name;
    }

    /// <summary>The value of a label.</summary>
    public static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
