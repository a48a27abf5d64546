namespace MlDash.Layers.Tests;

/// <summary>The rooms of every project. <c>docs/architecture.md</c> shows the same tables.</summary>
internal static class Floors
{
    private static readonly RoomTable _protocol = new(
        "MlDash.Protocol",
        "MlDash.Protocol",
        "Wire",
        "Rules",
        "Values")
    {
        IsOneNamespace = true,
    };

    private static readonly RoomTable _core = new(
        "MlDash.Core",
        "MlDash",
        "Following",
        "Watching",
        "Handles",
        "Retention",
        "Filtering Judging Measuring",
        "Export Comparing",
        "Storage/Transfer",
        "Storage/Remote",
        "Storage/Checking",
        "Storage/Outgoing",
        "Storage/Local",
        "Storage/Format",
        "Storage",
        "Recording",
        "Client",
        "Identity",
        "Context Sampling",
        "Ci",
        "Logs Metrics Tracks Files Parameters TestReports",
        "Experiments",
        "Records",
        "Charts",
        "Series",
        "Media",
        "TensorBoard",
        "Json",
        "Text",
        "Ids",
        "Errors");

    private static readonly RoomTable _dashboard = new(
        "MlDash.Dashboard",
        "MlDash.Dashboard",
        "Listening Reporting",
        "Routing",
        "Questions",
        "Tables Thumbnails");

    private static readonly RoomTable _import = new(
        "MlDash.Import",
        "MlDash.Import",
        "Exporting",
        "Importing",
        "Sources/Guild",
        "Sources/Archive Sources/ClearMl Sources/Dvclive Sources/Exported Sources/Mlflow Sources/Neptune Sources/Sacred Sources/Tables Sources/TensorBoard "
            + "Sources/Trackio Sources/Wandb",
        "Formats",
        "Exported",
        "Reading",
        "Runs");

    private static readonly RoomTable _cmdlets = new(
        "MlDash.Cmdlets",
        "MlDash.Cmdlets",
        "Loading",
        "Provider",
        "Commands/CIContext Commands/Command Commands/Config Commands/Dashboard Commands/Experiment Commands/File Commands/Function Commands/Log Commands/Metric Commands/MetricSummary Commands/Param Commands/Project Commands/RecycleBin Commands/Report Commands/Retention Commands/Server Commands/Store Commands/Table Commands/TestResult Commands/Track",
        "Capture",
        "Base",
        "Binding/Completion",
        "Binding",
        "Sessions",
        "Views",
        "Waiting")
    {
        InnerFoldersShareNamespace = true,
    };

    private static readonly RoomTable _server = new(
        "MlDash.Server",
        "MlDash.Server",
        ".",
        "Checking",
        "Migration Health Page",
        "GraphQl Reading Series",
        "Search",
        "Batches Removal",
        "Files Logs Metrics Parameters Tracks",
        "Nodes",
        "Guards",
        "Identity/Sessions",
        "Identity",
        "Stores/Opening",
        "Documents",
        "Http",
        "Stores/Folder Stores/Mongo Stores/S3 Stores/Sqlite",
        "Stores",
        "Diagnostics",
        "Settings");

    /// <summary>All tables. A new project adds its own.</summary>
    public static IReadOnlyList<RoomTable> All { get; } = [_protocol, _core, _dashboard, _import, _cmdlets, _server];

    /// <summary>The table of a project.</summary>
    public static RoomTable Of(string project) => All.Single(table => table.Project == project);
}
