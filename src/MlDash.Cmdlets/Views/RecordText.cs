using System.Globalization;
using System.Management.Automation;
using MlDash.Protocol;

namespace MlDash.Cmdlets.Views;

/// <summary>Texts of what an experiment has recorded, for the module's tables.</summary>
public static class RecordText
{
    /// <summary>Columns of a number, so that the fields of one point stand below those of the point before.</summary>
    private const int NumberWidth = 9;

    /// <summary>From here on a time of a track is taken for seconds since 1970; below it for seconds of a clock of its own.</summary>
    private const double SmallestDate = 1e8;

    /// <summary>Properties of a shown entry that are no fields.</summary>
    private static readonly string[] _ofEntry = ["Timestamp", "Topic", "Experiment"];

    /// <summary>The last values of a metric, the one its trend is drawn of first.</summary>
    public static string Last(MetricInfo metric)
    {
        if (metric.Last is not { } point)
            return string.Empty;
        var drawn = Trend.FieldOf(point);
        var fields = point.Fields.Where(field => field.Key != MetricPoint.TimestampField).OrderBy(field => field.Key != drawn);
        return string.Join("  ", fields.Select(field => Field(field.Key, field.Value)));
    }

    /// <summary>The place of a point; what a field of that name holds, when it has taken the name.</summary>
    public static string Index(object? value) => value is long index ? ViewText.Count(index) : ViewText.Exact(value);

    /// <summary>The time of a point; what a field of that name holds, when it has taken the name.</summary>
    public static string Time(object? value) => value is DateTimeOffset time ? ViewText.Clock(time) : ViewText.Exact(value);

    /// <summary>Where a point lies along x: a time, a duration, or a number.</summary>
    public static string Place(object? value) => value switch
    {
        DateTimeOffset time => ViewText.Local(time),
        TimeSpan elapsed => elapsed.ToString("g", CultureInfo.InvariantCulture),
        _ => ViewText.Exact(value),
    };

    /// <summary>The fields of a point.</summary>
    public static string PointFields(PSObject point) => Fields(FieldsOf(point).Where(field => field.Name != MetricPoint.TimestampField));

    /// <summary>The fields of an entry of a track.</summary>
    public static string EntryFields(PSObject entry) => Fields(PointView.FieldsOf(entry).Where(field => !_ofEntry.Contains(field.Name)));

    /// <summary>The fields of an entry of a track, each in a line, as they were recorded.</summary>
    public static string EntryLines(PSObject entry) => Lines(PointView.FieldsOf(entry).Where(field => !_ofEntry.Contains(field.Name)));

    /// <summary>The fields of a point or the values of an object, each in a line, as they were recorded.</summary>
    public static string Lines(PSObject values) => Lines(FieldsOf(values));

    /// <summary>A log message with its metadata.</summary>
    public static string Message(LogEntry entry) => entry.Metadata is { Count: > 0 } metadata
        ? $"{ViewText.Line(entry.Message)}  {ViewText.Value(metadata)}"
        : ViewText.Line(entry.Message);

    /// <summary>A time of a track: of the clock on the wall where it is one, else in seconds.</summary>
    public static string TrackTime(double? seconds) =>
        seconds >= SmallestDate && IsoTime.FromUnixSeconds(seconds.Value) is { } moment ? ViewText.Local(moment) : Seconds(seconds);

    /// <summary>Seconds to the microsecond.</summary>
    public static string Seconds(double? seconds) => seconds?.ToString("0.######", CultureInfo.InvariantCulture) ?? string.Empty;

    /// <summary>How long a track goes.</summary>
    public static string TrackSpan(TrackInfo track)
    {
        var seconds = track.LastTimestamp - track.FirstTimestamp;
        return seconds is >= 0 && seconds < TimeSpan.MaxValue.TotalSeconds ? ViewText.Span(TimeSpan.FromSeconds(seconds.Value)) : string.Empty;
    }

    /// <summary>The last point of a metric has its fields inside, one that was read has them as its properties.</summary>
    private static IEnumerable<PSPropertyInfo> FieldsOf(PSObject values) =>
        PointView.FieldsOf(values.BaseObject is MetricPoint point ? PointView.OfFields(point.Fields) : values);

    private static string Lines(IEnumerable<PSPropertyInfo> fields) =>
        string.Join('\n', fields.Select(field => $"{ViewText.Line(field.Name)}={ViewText.Exact(field.Value)}"));

    private static string Fields(IEnumerable<PSPropertyInfo> fields) =>
        string.Join("  ", fields.Select(field => Field(field.Name, field.Value).PadRight(field.Name.Length + 1 + NumberWidth))).TrimEnd();

    private static string Field(string name, object? value) => $"{ViewText.Line(name)}={ViewText.Value(value)}";
}
