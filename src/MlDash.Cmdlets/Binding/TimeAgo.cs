using System.Globalization;
using System.Text.RegularExpressions;

namespace MlDash.Cmdlets.Binding;

/// <summary>A time that was given as how long ago it is: <c>New-TimeSpan -Hours 1</c>, <c>1h</c>, <c>30 min</c>; a minus before it says the same.</summary>
internal static partial class TimeAgo
{
    /// <summary>The time; null for what does not say how long ago.</summary>
    public static DateTimeOffset? Read(object? given) => given switch
    {
        TimeSpan span => Before(span),
        string text when Pattern().Match(text) is { Success: true } match => Before(SpanOf(match)),
        _ => null,
    };

    private static DateTimeOffset Before(TimeSpan span)
    {
        var now = DateTimeOffset.UtcNow;
        var ticks = Math.Min(Math.Abs((decimal)span.Ticks), now.UtcTicks);
        return now.AddTicks(-(long)ticks);
    }

    private static TimeSpan SpanOf(Match match)
    {
        var unit = match.Groups["unit"].Value.ToUpperInvariant() switch
        {
            "S" or "SEC" => TimeSpan.FromSeconds(1),
            "M" or "MIN" => TimeSpan.FromMinutes(1),
            "H" => TimeSpan.FromHours(1),
            "D" => TimeSpan.FromDays(1),
            _ => TimeSpan.FromDays(7),
        };
        var amount = double.Parse(match.Groups["amount"].ValueSpan, CultureInfo.InvariantCulture);
        return amount < TimeSpan.MaxValue / unit ? unit * amount : TimeSpan.MaxValue;
    }

    [GeneratedRegex(@"^\s*-?(?<amount>[0-9]+(\.[0-9]+)?)\s*(?<unit>s|sec|m|min|h|d|w)\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
