using MlDash.Series;
using MlDash.Text;

namespace MlDash.Metrics;

/// <summary>Points as the numbers that are in them.</summary>
internal static class NumberedPoints
{
    /// <summary>Adds the numbers of a point to columns that have room for it.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="point">The point.</param>
    /// <param name="fields">The fields of the columns.</param>
    public static void Add(this NumberColumns columns, MetricPoint point, FieldTable fields)
    {
        columns.Set(FieldTable.Index, point.Index);
        foreach (var (name, value) in point.Fields)
        {
            if (StoredNumber.Of(value) is { } number)
                columns.Set(fields.SlotOf(name), number);
        }

        columns.Keep();
    }
}
