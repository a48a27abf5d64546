using MlDash.Text;

namespace MlDash.Cmdlets.Binding;

/// <summary>A time that was given as how long ago it is: <c>New-TimeSpan -Hours 1</c>, <c>1h</c>, <c>30 min</c>; a minus before it says the same.</summary>
internal static class TimeAgo
{
    /// <summary>The time; null for what does not say how long ago.</summary>
    public static DateTimeOffset? Read(object? given) => given switch
    {
        TimeSpan span => Before(span),
        string text when SpanText.Read(text.TrimStart() is ['-', .. var rest] ? rest : text) is { } span => Before(span),
        _ => null,
    };

    private static DateTimeOffset Before(TimeSpan span) => SpanText.Ago(DateTimeOffset.UtcNow, span);
}
