using System.Dynamic;
using System.Linq.Expressions;
using MlDash.Metrics;
using MlDash.Protocol;

namespace MlDash;

/// <summary>One point of a metric.</summary>
public sealed class MetricPoint(long index, FieldSet fields, DateTimeOffset? createdAt) : IDynamicMetaObjectProvider
{
    /// <summary>As stored, from 0.</summary>
    public long Index { get; } = index;

    /// <summary>What was logged, in its order, <c>_ts</c> included.</summary>
    public FieldSet Fields { get; } = fields;

    /// <summary>When it was stored.</summary>
    public DateTimeOffset? CreatedAt { get; } = createdAt;

    /// <summary>A point that says which metric it is of; null when there is none.</summary>
    internal static MetricPoint? Of(MetricPoint? point, string metric) =>
        point is null ? null : new(point.Index, point.Fields, point.CreatedAt) { Metric = metric };

    /// <summary>Its metric; null when a store was asked for the points of one.</summary>
    public string? Metric { get; private init; }

    /// <summary>Name of the field that holds the time of a point, in seconds since 1970 (UTC).</summary>
    public const string TimestampField = Series.SeriesX.TimeField;

    /// <summary>The time of the point, from <c>_ts</c>; null when it has none.</summary>
    public DateTimeOffset? Timestamp => Fields[TimestampField] switch
    {
        double seconds => IsoTime.FromUnixSeconds(seconds),
        long seconds => IsoTime.FromUnixSeconds(seconds),
        _ => null,
    };

    /// <inheritdoc />
    public override string ToString() => Fields.ToString();

    /// <inheritdoc cref="PointMembers"/>
    DynamicMetaObject IDynamicMetaObjectProvider.GetMetaObject(Expression parameter) => new PointMembers(parameter, this);
}
