using System.Management.Automation;
using MlDash.Cmdlets.Views;

namespace MlDash.Cmdlets.Provider;

/// <summary>Texts of the one table for all that a drive lists, whatever kind of object it is.</summary>
public static class DriveText
{
    private const int OtherColumns = 48;

    /// <summary>The folder that an object was listed from, as <c>MlDash:/vision</c>; empty when it comes from elsewhere.</summary>
    public static string Folder(PSObject item)
    {
        if (item.Properties["PSParentPath"]?.Value is not string parent)
            return string.Empty;
        var path = parent[(parent.IndexOf("::", StringComparison.Ordinal) + 2)..].Replace('\\', '/').Trim('/');
        var drive = path.Split('/')[0];
        return ViewText.Line($"{drive}:/{path[drive.Length..].TrimStart('/')}");
    }

    /// <summary>The name in that folder, which is the end of the object's path.</summary>
    /// <param name="item">The object.</param>
    /// <param name="engine"><c>$ExecutionContext</c>.</param>
    public static string Name(PSObject item, EngineIntrinsics engine) =>
        ViewText.Fit((item.Properties["PSChildName"]?.Value ?? item.Properties["Name"]?.Value)?.ToString(), OtherColumns, engine);

    /// <summary>What it is.</summary>
    public static string Kind(PSObject item) => KindOf(item.BaseObject);

    /// <inheritdoc cref="Kind"/>
    internal static string KindOf(object item) => item switch
    {
        DriveItem holder => holder.Kind,
        MlDash.Experiment => "Experiment",
        MetricInfo => "Metric",
        TrackInfo => "Track",
        Parameter => "Param",
        DriveFile => "File",
        _ => string.Empty,
    };

    /// <summary>How much it holds, in its own measure.</summary>
    public static string Size(PSObject item) => item.BaseObject switch
    {
        DriveItem { Count: { } count, Kind: "Root" or "Project" or "Folder" } => ViewText.Count(count),
        MetricInfo metric => $"{ViewText.Count(metric.TotalPoints)} points",
        TrackInfo track => $"{ViewText.Count(track.TotalEntries)} entries",
        DriveFile file => ViewText.Size(file.Length),
        MlDash.Experiment experiment => ViewText.Span(experiment.Duration),
        _ => string.Empty,
    };

    /// <summary>When it last changed.</summary>
    public static string Updated(PSObject item) => ViewText.Ago(item.BaseObject switch
    {
        MlDash.Experiment experiment => experiment.EndedAt ?? experiment.StartedAt,
        MetricInfo metric => metric.UpdatedAt,
        TrackInfo track => track.CreatedAt,
        DriveFile file => file.UpdatedAt ?? file.UploadedAt,
        _ => null,
    });

    /// <summary>What a person wants to know of it first.</summary>
    /// <param name="item">The object.</param>
    /// <param name="engine"><c>$ExecutionContext</c>.</param>
    public static string Details(PSObject item, EngineIntrinsics engine) => item.BaseObject switch
    {
        MlDash.Experiment experiment => $"{ViewStyle.Status(experiment.Status, engine)}  {ViewText.Words(experiment.Tags)}".TrimEnd(),
        MetricInfo metric => RecordText.Last(metric),
        TrackInfo track => ViewText.Words(track.Columns),
        Parameter parameter => ViewText.Exact(parameter.Value),
        DriveFile file => $"{ViewText.Line(file.ContentType)}  {ViewText.Words(file.Tags)}".TrimEnd(),
        _ => string.Empty,
    };
}
