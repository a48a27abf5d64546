using System.Globalization;
using System.Text.RegularExpressions;

namespace MlDash.Text;

/// <summary>Lengths of time as users write them: <c>90s</c>, <c>30 min</c>, <c>1.5h</c>, <c>7d</c>, <c>2w</c>, <c>1y</c>.</summary>
public static partial class SpanText
{
    /// <summary>The length; null for another text. What is longer than any length can be is the longest one.</summary>
    public static TimeSpan? Read(string text)
    {
        if (Pattern().Match(text) is not { Success: true } match)
            return null;
        var unit = match.Groups["unit"].Value.ToUpperInvariant() switch
        {
            "S" or "SEC" => TimeSpan.FromSeconds(1),
            "M" or "MIN" => TimeSpan.FromMinutes(1),
            "H" => TimeSpan.FromHours(1),
            "D" => TimeSpan.FromDays(1),
            "W" => TimeSpan.FromDays(7),
            _ => TimeSpan.FromDays(365),
        };
        var amount = double.Parse(match.Groups["amount"].ValueSpan, CultureInfo.InvariantCulture);
        return amount < TimeSpan.MaxValue / unit ? unit * amount : TimeSpan.MaxValue;
    }

    /// <summary>The time that was so long ago; not before the first one there is.</summary>
    public static DateTimeOffset Ago(DateTimeOffset now, TimeSpan span) => now.AddTicks(-(long)Math.Min(Math.Abs((decimal)span.Ticks), now.UtcTicks));

    [GeneratedRegex(@"^\s*(?<amount>[0-9]+(\.[0-9]+)?)\s*(?<unit>s|sec|m|min|h|d|w|y)\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
