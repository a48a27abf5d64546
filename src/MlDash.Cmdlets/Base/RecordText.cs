using System.Globalization;
using System.Management.Automation;

namespace MlDash.Cmdlets;

/// <summary>Texts of what an experiment has recorded, for the module's tables.</summary>
public static class RecordText
{
    /// <summary>Columns of a number, so that the fields of one point stand below those of the point before.</summary>
    private const int NumberWidth = 9;

    /// <summary>From here on a time of a track is taken for seconds since 1970; below it for seconds of a clock of its own.</summary>
    private const double SmallestDate = 1e8;

    /// <summary>Properties of a shown point that are no fields.</summary>
    private static readonly string[] Added = ["Index", "Metric", "Timestamp", "Topic", MetricPoint.TimestampField];

    /// <summary>The last values of a metric, the one its trend is drawn of first.</summary>
    public static string Last(MetricInfo metric)
    {
        if (metric.Last is not { } point)
            return string.Empty;
        var drawn = Trend.FieldOf(point);
        return string.Join("  ", point.Fields.Where(field => field.Key != MetricPoint.TimestampField).OrderBy(field => field.Key != drawn).Select(field => Field(field.Key, field.Value)));
    }

    /// <summary>The fields of a point or an entry.</summary>
    public static string Fields(PSObject record) => string.Join("  ", record.Properties
        .Where(property => property.MemberType == PSMemberTypes.NoteProperty && !Added.Contains(property.Name))
        .Select(property => Field(property.Name, property.Value).PadRight(property.Name.Length + 1 + NumberWidth))).TrimEnd();

    /// <summary>A log message with its metadata.</summary>
    public static string Message(LogEntry entry) => entry.Metadata is { Count: > 0 } metadata
        ? $"{ViewText.Line(entry.Message)}  {ViewText.Value(metadata)}"
        : ViewText.Line(entry.Message);

    /// <summary>A time of a track: of the clock on the wall where it is one, else in seconds.</summary>
    public static string TrackTime(double? seconds) => seconds is { } time && time >= SmallestDate && Text.IsoTime.FromUnixSeconds(time) is { } moment
        ? ViewText.Local(moment)
        : seconds?.ToString("0.######", CultureInfo.InvariantCulture) ?? string.Empty;

    /// <summary>How long a track goes.</summary>
    public static string TrackSpan(TrackInfo track)
    {
        var seconds = track.LastTimestamp - track.FirstTimestamp;
        return seconds is >= 0 && seconds < TimeSpan.MaxValue.TotalSeconds ? ViewText.Span(TimeSpan.FromSeconds(seconds.Value)) : string.Empty;
    }

    private static string Field(string name, object? value) => $"{ViewText.Line(name)}={ViewText.Value(value)}";
}
