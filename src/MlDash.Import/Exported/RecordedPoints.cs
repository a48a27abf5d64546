using MlDash.Import.Runs;
using MlDash.Text;

namespace MlDash.Import.Exported;

/// <summary>Points that were recorded here, as they go to an import.</summary>
internal static class RecordedPoints
{
    /// <summary>Gives a point with the times that it has.</summary>
    public static void Give(IPointSink sink, FieldSet fields, DateTimeOffset? createdAt)
    {
        var others = new List<KeyValuePair<string, object?>>(fields.Count);
        foreach (var field in fields)
        {
            if (field.Key != MetricPoint.TimestampField)
                others.Add(field);
        }

        sink.Add(others, StoredNumber.Of(fields[MetricPoint.TimestampField]), createdAt);
    }
}
