using System.Collections;
using System.Globalization;
using System.Management.Automation;
using MlDash.Errors;
using MlDash.Text;

namespace MlDash.Cmdlets.Views;

/// <summary>Texts of the module's tables and lists. Each is one line, whatever the data holds.</summary>
public static class ViewText
{
    /// <summary>Columns below which a path says nothing.</summary>
    private const int LeastPath = 20;

    private static readonly string[] _units = ["B", "KB", "MB", "GB", "TB"];

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
            < 60 => $"{Math.Floor(age.TotalSeconds):0} s ago",
            < 3600 => $"{Math.Floor(age.TotalMinutes):0} min ago",
            < 86400 => $"{Math.Floor(age.TotalHours):0} h ago",
            < 7 * 86400 => $"{Math.Floor(age.TotalDays):0} d ago",
            _ => then.ToLocalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>A time to come: <c>in 5 h</c>, <c>over</c> when it is past, <c>never</c> when there is none; beyond a month as a date.</summary>
    public static string Until(DateTimeOffset? time)
    {
        if (time is not { } then)
            return "never";
        var left = then - DateTimeOffset.UtcNow;
        return left.TotalSeconds switch
        {
            <= 0 => "over",
            < 3600 => $"in {left.TotalMinutes:0} min",
            < 86400 => $"in {left.TotalHours:0} h",
            < 31 * 86400 => $"in {left.TotalDays:0} d",
            _ => then.ToLocalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>A time of the clock on the wall.</summary>
    public static string Local(DateTimeOffset? time) => time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? string.Empty;

    /// <summary>A time of today to the millisecond, of another day to the second.</summary>
    public static string Clock(DateTimeOffset? time) => time?.ToLocalTime() switch
    {
        null => string.Empty,
        { Date: var day } today when day == DateTime.Today => today.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture),
        { Year: var year } then when year == DateTime.Today.Year => then.ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        { } then => then.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
    };

    /// <summary>A duration in its two largest units.</summary>
    public static string Span(TimeSpan? span) => span switch
    {
        null => string.Empty,
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{span.Value.TotalSeconds:0.0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Value.Minutes} m {span.Value.Seconds:00} s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Value.Hours} h {span.Value.Minutes:00} m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.Value.Days} d {span.Value.Hours:00} h"),
    };

    /// <summary>Seconds with four digits in the unit that fits, from nanoseconds to minutes.</summary>
    public static string Seconds(double seconds) => seconds switch
    {
        < 1e-6 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e9:0} ns"),
        < 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{Digits(seconds * 1e6)} µs"),
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{Digits(seconds * 1e3)} ms"),
        < 600 => string.Create(CultureInfo.InvariantCulture, $"{Digits(seconds)} s"),
        _ => Span(TimeSpan.FromSeconds(seconds)),
    };

    /// <summary>Bytes in the unit that fits.</summary>
    public static string Size(long bytes)
    {
        double size = bytes;
        var unit = 0;
        for (; size >= 1000 && unit < _units.Length - 1; unit++)
            size /= 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{size:0.#} {_units[unit]}");
    }

    /// <summary>How many, in groups of three digits.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A value shortened to what a glance takes in: numbers to six digits.</summary>
    public static string Value(object? value) => Text(value, "G6");

    /// <summary>A value as it was given.</summary>
    public static string Exact(object? value) => Text(value, "R");

    /// <summary>Words beside each other.</summary>
    public static string Words(IEnumerable<string>? words) => words is null ? string.Empty : Line(string.Join(", ", words));

    /// <inheritdoc cref="TerminalText.Fit"/>
    public static string Path(string? path, int width) => TerminalText.Fit(path ?? string.Empty, width);

    /// <summary>A path as long as the terminal has room for it beside the other columns of its table.</summary>
    /// <param name="path">The path.</param>
    /// <param name="others">Columns of the terminal that the other columns of the table take, with the gaps.</param>
    /// <param name="engine"><c>$ExecutionContext</c>.</param>
    public static string Fit(string? path, int others, EngineIntrinsics engine) => Path(path, Math.Max(LeastPath, Terminal.SizeOf(engine.Host).Width - others));

    /// <inheritdoc cref="ScreenText.Line"/>
    public static string Line(string? text) => ScreenText.Line(text);

    /// <inheritdoc cref="ScreenText.Block"/>
    public static string Block(string? text) => ScreenText.Block(text);

    private static string Digits(double value) => value.ToString(value switch { < 10 => "0.000", < 100 => "0.00", _ => "0.0" }, CultureInfo.InvariantCulture);

    private static string Text(object? value, string format) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => string.Empty,
        string text => Line(text),
        double real => real.ToString(format, CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        PSCustomObject => $"{{{string.Join(", ", PointView.FieldsOf((PSObject)value!).Select(field => $"{Line(field.Name)}={Text(field.Value, format)}"))}}}",
        IDictionary map => $"{{{string.Join(", ", map.Keys.Cast<object>().Select(key => $"{Line(key.ToString())}={Text(map[key], format)}"))}}}",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(item => Text(item, format)))}]",
        var other => Line(LanguagePrimitives.ConvertTo<string>(other)),
    };
}
