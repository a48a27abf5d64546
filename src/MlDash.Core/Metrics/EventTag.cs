namespace MlDash.Metrics;

/// <summary>What a tag of an event file becomes: <c>train/loss</c> is the field <c>loss</c> of the metric <c>train</c>.</summary>
internal static class EventTag
{
    /// <summary>The field that has the step of a point.</summary>
    public const string StepField = "step";

    /// <summary>The metric of tags without a folder, where nothing else gives it a name.</summary>
    public const string UngroupedMetric = "scalars";

    /// <summary>The field of a tag that cannot be the name of one beside the step and the time.</summary>
    private const string ValueField = "value";

    /// <summary>The folder of a tag; empty when it has none.</summary>
    public static string FolderOf(string tag) => tag.LastIndexOf('/') is var slash and > 0 ? tag[..slash] : string.Empty;

    /// <summary>The field of a tag.</summary>
    public static string FieldOf(string tag)
    {
        var name = tag[(tag.LastIndexOf('/') + 1)..];
        return name.Length > 0 && !name.Equals(StepField, StringComparison.OrdinalIgnoreCase)
            && !name.Equals(MetricPoint.TimestampField, StringComparison.OrdinalIgnoreCase) ? name : ValueField;
    }
}
