using System.Globalization;
using System.Management.Automation;

namespace MlDash.Cmdlets;

/// <summary>Texts of the module's tables and lists.</summary>
public static class ViewText
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    /// <summary>A time as people say it: <c>5 min ago</c>; older than a week as a date.</summary>
    public static string Ago(DateTimeOffset? time)
    {
        if (time is not { } then)
            return string.Empty;
        var age = DateTimeOffset.UtcNow - then;
        return age.TotalSeconds switch
        {
            < 0 => Local(then),
            < 5 => "now",
            < 60 => $"{age.TotalSeconds:0} s ago",
            < 3600 => $"{age.TotalMinutes:0} min ago",
            < 86400 => $"{age.TotalHours:0} h ago",
            < 7 * 86400 => $"{age.TotalDays:0} d ago",
            _ => then.ToLocalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>A time of the clock on the wall.</summary>
    public static string Local(DateTimeOffset? time) => time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? string.Empty;

    /// <summary>A time of the day, to the millisecond.</summary>
    public static string Clock(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>A duration in its two largest units.</summary>
    public static string Span(TimeSpan? span) => span switch
    {
        null => string.Empty,
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{span.Value.TotalSeconds:0.0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Value.Minutes} m {span.Value.Seconds:00} s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Value.Hours} h {span.Value.Minutes:00} m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.Value.Days} d {span.Value.Hours:00} h"),
    };

    /// <summary>Bytes in the unit that fits.</summary>
    public static string Size(long bytes)
    {
        double size = bytes;
        var unit = 0;
        for (; size >= 1000 && unit < Units.Length - 1; unit++)
            size /= 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{size:0.#} {Units[unit]}");
    }

    /// <summary>The fields of a point, in one line.</summary>
    public static string Fields(MetricPoint? point) => point is null
        ? string.Empty
        : string.Join("  ", point.Fields.Where(field => field.Key != MetricPoint.TimestampField).Select(field => $"{field.Key}={Value(field.Value)}"));

    /// <summary>A log message with its metadata, in one line.</summary>
    public static string Message(LogEntry entry)
    {
        var message = entry.Message.ReplaceLineEndings(" ");
        return entry.Metadata is not { Count: > 0 } metadata
            ? message
            : $"{message} [{string.Join(", ", metadata.Keys.Cast<string>().Select(key => $"{key}={Value(metadata[key])}"))}]";
    }

    /// <summary>A value in one line.</summary>
    public static string Value(object? value) =>
        value is double real ? real.ToString("G6", CultureInfo.InvariantCulture) : LanguagePrimitives.ConvertTo<string>(value)?.ReplaceLineEndings(" ") ?? string.Empty;
}
