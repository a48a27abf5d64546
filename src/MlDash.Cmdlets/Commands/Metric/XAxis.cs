using MlDash.Charts;
using MlDash.Series;

namespace MlDash.Cmdlets.Commands;

/// <summary>What lies along x of a chart.</summary>
/// <param name="Series">The same for those who read curves; null as long as it is not settled.</param>
/// <param name="Kind">What the numbers are.</param>
/// <param name="Label">Its name below the axis.</param>
internal sealed record XAxis(SeriesX? Series, AxisKind Kind, string Label)
{
    /// <summary>Fields that have to be read for it.</summary>
    public IReadOnlyList<string> Fields => Series is null ? SeriesX.UsualFields : Series.Field.Length == 0 ? [] : [Series.Field];

    /// <summary>The axis that a word or the name of a field means.</summary>
    public static XAxis Of(string asked) => Of(SeriesX.Of(asked));

    /// <summary>The axis itself; for the default one the first that all the metrics have.</summary>
    public XAxis Settled(IReadOnlyCollection<DrawnMetric> metrics) =>
        Series is not null ? this : Of(SeriesX.Usual(field => metrics.All(metric => metric.Has(field))));

    private static XAxis Of(SeriesX? x) => x switch
    {
        null => new(null, AxisKind.Number, string.Empty),
        { Field: "" } => new(x, AxisKind.Number, "index"),
        { IsElapsed: true } => new(x, AxisKind.Elapsed, "time since the first point"),
        { Field: SeriesX.TimeField } => new(x, AxisKind.Time, "time"),
        _ => new(x, AxisKind.Number, x.Field),
    };
}
