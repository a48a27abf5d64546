using System.Dynamic;
using System.Linq.Expressions;
using MlDash.Metrics;
using MlDash.Protocol;

namespace MlDash;

/// <summary>One point of a metric.</summary>
/// <param name="Index">As stored, from 0.</param>
/// <param name="Fields">What was logged, in its order, <c>_ts</c> included.</param>
/// <param name="CreatedAt">When it was stored.</param>
public sealed record MetricPoint(long Index, FieldSet Fields, DateTimeOffset? CreatedAt) : IDynamicMetaObjectProvider
{
    /// <summary>Name of the field that holds the time of a point, in seconds since 1970 (UTC).</summary>
    public const string TimestampField = Series.SeriesX.TimeField;

    /// <summary>The time of the point, from <c>_ts</c>; null when it has none.</summary>
    public DateTimeOffset? Timestamp => Fields[TimestampField] switch
    {
        double seconds => IsoTime.FromUnixSeconds(seconds),
        long seconds => IsoTime.FromUnixSeconds(seconds),
        _ => null,
    };

    /// <inheritdoc cref="PointMembers"/>
    DynamicMetaObject IDynamicMetaObjectProvider.GetMetaObject(Expression parameter) => new PointMembers(parameter, this);
}
