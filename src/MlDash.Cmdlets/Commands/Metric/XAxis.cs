using MlDash.Charts;

namespace MlDash.Cmdlets.Commands;

/// <summary>What lies along x: a field, the place of the points, or their time.</summary>
internal sealed class XAxis
{
    /// <summary>The time, else what usually counts the steps of a run, else the place.</summary>
    private static readonly string[] _standard = [MetricPoint.TimestampField, "step", "epoch"];

    private readonly string _asked;

    private XAxis(string asked, AxisKind kind, string label, params string[] fields)
    {
        _asked = asked;
        Kind = kind;
        Label = label;
        Fields = fields;
    }

    /// <summary>Words that may be asked for; everything else is a field.</summary>
    public static IReadOnlyList<string> Words { get; } = ["Default", "Index", "Time", "RelativeTime"];

    /// <summary>Fields that have to be read for it.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <summary>What the numbers are.</summary>
    public AxisKind Kind { get; }

    /// <summary>Its name below the axis.</summary>
    public string Label { get; }

    /// <summary>The axis that a word or the name of a field means.</summary>
    public static XAxis Of(string asked) => asked.ToUpperInvariant() switch
    {
        "DEFAULT" => new(asked, AxisKind.Number, string.Empty, _standard),
        "INDEX" => new(MetricColumns.Index, AxisKind.Number, "index"),
        "TIME" or "TIMESTAMP" or "_TS" => new(MetricPoint.TimestampField, AxisKind.Time, "time", MetricPoint.TimestampField),
        "RELATIVETIME" => new(MetricPoint.TimestampField, AxisKind.Elapsed, "time since the first point", MetricPoint.TimestampField),
        _ => new(asked, AxisKind.Number, asked, asked),
    };

    /// <summary>The axis itself; for the default one the first that all the metrics have.</summary>
    public XAxis Settled(IReadOnlyCollection<MetricColumns> metrics) =>
        Label.Length > 0 ? this : Of(Array.Find(_standard, field => metrics.All(metric => metric.Has(field))) ?? "Index");

    /// <summary>Where the points of a metric lie.</summary>
    public ReadOnlyMemory<double> Of(MetricColumns metric)
    {
        var places = metric[_asked];
        if (Kind != AxisKind.Elapsed)
            return places;
        var elapsed = places.ToArray();
        var start = Array.Find(elapsed, double.IsFinite);
        for (var at = 0; at < elapsed.Length; at++)
            elapsed[at] -= start;
        return elapsed;
    }
}
