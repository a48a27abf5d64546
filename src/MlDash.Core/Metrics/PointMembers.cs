using System.Dynamic;
using System.Linq.Expressions;

namespace MlDash.Metrics;

/// <summary>
/// Lets scripts read the fields of a point as if they were its properties: <c>$metric.Last.loss</c> beside <c>$metric.Last.Fields['loss']</c>. Its own
/// properties go first. As no properties are added, nothing that lists them, such as JSON, has the fields twice.
/// </summary>
internal sealed class PointMembers(Expression expression, MetricPoint point) : DynamicMetaObject(expression, BindingRestrictions.Empty, point)
{
    /// <inheritdoc />
    public override DynamicMetaObject BindGetMember(GetMemberBinder binder)
    {
        var field = Expression.Call(
            typeof(PointMembers), nameof(FieldOf), null, Expression.Convert(Expression, typeof(MetricPoint)), Expression.Constant(binder.Name));
        return binder.FallbackGetMember(this, new(field, BindingRestrictions.GetTypeRestriction(Expression, typeof(MetricPoint))));
    }

    /// <summary>The field of a name, else of one that differs in case alone, as scripts write names; null when there is none.</summary>
    private static object? FieldOf(MetricPoint point, string name)
    {
        if (point.Fields.Contains(name))
            return point.Fields[name];
        return point.Fields.Names.FirstOrDefault(one => one.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } near ? point.Fields[near] : null;
    }
}
