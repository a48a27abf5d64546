using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Sessions;
using MlDash.Errors;
using MlDash.Import.Importing;
using MlDash.Storage.Remote;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Imports runs of other experiment trackers with all they hold, and what Export-MlDashExperiment has written. The format is recognized. Importing again
/// adds what has come since, so that a run that is still recorded can be followed.
/// </summary>
[Cmdlet(VerbsData.Import, "MlDashExperiment", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(ImportedExperiment))]
public sealed class ImportMlDashExperimentCommand : ServerCommand
{
    private const string PathSet = "Path";
    private const string LiteralSet = "LiteralPath";

    private CountProgress? _progress;
    private RemoteExperimentStore? _server;

    /// <summary>Files or folders to import; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [NotNull]
    public string[] Path { get; set; } = [];

    /// <summary>Files or folders to import, without wildcards; those from the pipeline bind to this parameter.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralSet)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    [NotNull]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Whose format it is. Default: as recognized.</summary>
    [Parameter]
    [ValidateSet(
        nameof(ImportFormat.ClearMl), nameof(ImportFormat.Csv), nameof(ImportFormat.Dvclive), nameof(ImportFormat.Guild), nameof(ImportFormat.Mlflow),
        nameof(ImportFormat.Neptune), nameof(ImportFormat.Parquet), nameof(ImportFormat.Sacred), nameof(ImportFormat.Table), nameof(ImportFormat.TensorBoard),
        nameof(ImportFormat.Trackio), nameof(ImportFormat.Wandb), nameof(ImportFormat.Zip))]
    public string? Format { get; set; }

    /// <summary>The project of the experiments. Default: what the source calls their project or experiment; for sources without one the name alone.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    [PathText]
    public string? Project { get; set; }

    /// <summary>Folder to write the experiments to. Default: <c>ML_DASH_ROOT</c>, else <c>./experiments</c>.</summary>
    [Parameter]
    [Alias("Root", "LocalPath")]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>Of a table, the column that holds the time of a row: seconds or milliseconds since 1970, or a date. Default: one of the usual names.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TimeColumn { get; set; }

    /// <summary>Of a table, the column that says which run a row belongs to. Default: all rows are of one run.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RunColumn { get; set; }

    /// <summary>Of a table, the metric that the rows become points of. Default: the name of the file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NameText]
    public string? Metric { get; set; }

    /// <inheritdoc />
    protected override void Begin()
    {
        if (MeansServer && Destination is not null)
        {
            throw new ConfigurationException(
                "PlaceUnclear", "-Destination and -Remote cannot be combined.", "Import into a folder, and send the experiments with Send-MlDashExperiment.");
        }

        _server = ServerIfMeant();
        _progress = Watched(new CountProgress(this, "Importing"));
    }

    /// <inheritdoc />
    protected override void Process()
    {
        foreach (var path in ParameterSetName == LiteralSet ? LiteralPath.Select(FileSystemPath) : Path.SelectMany(Matching))
        {
            try
            {
                Import(path);
            }
            catch (MlDashException fault)
            {
                Report(fault);
            }
        }
    }

    private IEnumerable<string> Matching(string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path) || System.IO.Path.Exists(FileSystemPath(WildcardPattern.Unescape(path))))
            return [FileSystemPath(WildcardPattern.Unescape(path))];
        string[] found = [.. SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _)];
        return found.Length > 0 ? found : throw NotFound(path);
    }

    private static StorageException NotFound(string path) =>
        new("SourceFileNotFound", $"Nothing fits '{path}'.", "Check the path.") { Category = FaultCategory.ObjectNotFound, Target = path };

    private void Import(string path)
    {
        if (!System.IO.Path.Exists(path))
            throw NotFound(path);
        using var place = _server is null
            ? ImportPlace.InFolder(Stores.RootToWrite(this, Destination))
            : ImportPlace.OnServer(_server, CancelToken);
        var import = new ExperimentImport(place.Store)
        {
            Project = Project,
            Format = Format is null ? null : Enum.Parse<ImportFormat>(Format, ignoreCase: true),
            TimeColumn = TimeColumn,
            RunColumn = RunColumn,
            Metric = Metric,
            Existing = place.Existing,
            Progress = _progress,
        };
        var count = 0;
        foreach (var found in import.Find(path, CancelToken))
        {
            count++;
            if (ShouldProcess($"{found.Path} in {place.Location}", $"Import {found.Format} run of '{found.Source}'"))
                Import(place, import, found);
        }

        ShowWarnings(place.Store.Warnings);
        if (count == 0)
            WriteWarning(ScreenText.Line($"'{path}' has no runs."));
    }

    private void Import(ImportPlace place, ExperimentImport import, FoundRun found)
    {
        try
        {
            _progress!.Start(found.Path.Value);
            Await(place.BringAsync(found.Path, CancelToken));
            // Sources are read in one go: on the pipeline's thread there would be no bar.
            var imported = _progress.Show(Task.Run(() => import.ImportAsync(found, CancelToken), CancelToken));
            Await(place.SendAsync(found.Path, _progress, CancelToken));
            ShowWarnings(place.Store.Warnings);
            foreach (var what in imported.LeftOut)
                WriteWarning(ScreenText.Line($"Not imported as it is in '{imported.Prefix}': {what}"));
            WriteObject(imported);
        }
        catch (MlDashException fault)
        {
            ShowWarnings(place.Store.Warnings);
            Report(fault);
        }
    }
}
