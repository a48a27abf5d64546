using MlDash.Import.Exported;
using MlDash.Import.Formats;
using MlDash.Import.Reading;
using MlDash.Import.Runs;

namespace MlDash.Import.Sources.Mlflow;

/// <summary>The file store of MLflow: <c>mlruns/&lt;experiment&gt;/&lt;run&gt;</c>. The folder of one experiment, or of one run, is read as well.</summary>
internal sealed class MlflowFolder : SourceFormat
{
    private const string Meta = "meta.yaml";
    private const string Trash = ".trash";

    /// <inheritdoc />
    public override ImportFormat Format => ImportFormat.Mlflow;

    /// <inheritdoc />
    public override bool Recognizes(string path) => Directory.Exists(path)
        && (File.Exists(Path.Combine(path, Meta)) || SourceFolder.Folders(path).Any(folder => File.Exists(Path.Combine(folder, Meta))));

    /// <inheritdoc />
    public override IEnumerable<SourceRun> Runs(string path, SourceOptions options)
    {
        if (IsRun(path, options))
            return RunsOf(Path.GetDirectoryName(path)!, [path], options);
        if (File.Exists(Path.Combine(path, Meta)))
            return RunsOf(path, SourceFolder.Folders(path), options);
        if (SourceFolder.Folders(Path.Combine(path, Trash)).Any())
            options.Warn($"Experiments that were deleted, in '{Path.Combine(path, Trash)}', were not imported.");
        return SourceFolder.Folders(path).Where(folder => Path.GetFileName(folder) != Trash && File.Exists(Path.Combine(folder, Meta)))
            .SelectMany(folder => RunsOf(folder, SourceFolder.Folders(folder), options));
    }

    private static bool IsRun(string folder, SourceOptions options) =>
        File.Exists(Path.Combine(folder, Meta)) && YamlFile.Read(Path.Combine(folder, Meta), options.Warn) is { } meta && RunId(meta) is not null;

    private static IEnumerable<SourceRun> RunsOf(string experiment, IEnumerable<string> folders, SourceOptions options)
    {
        var meta = YamlFile.Read(Path.Combine(experiment, Meta), options.Warn);
        var project = MlflowText.Of(meta?["name"]) ?? Path.GetFileName(experiment);
        var deleted = 0;
        foreach (var folder in folders.Where(folder => File.Exists(Path.Combine(folder, Meta))))
        {
            if (YamlFile.Read(Path.Combine(folder, Meta), options.Warn) is not { } run || RunId(run) is not { } id)
                continue;
            if (MlflowText.Of(run["lifecycle_stage"]) == "deleted")
                deleted++;
            else if (TryFindExported(folder, options, out var exported))
                yield return new MlflowFolderRun(folder, id, project, run, exported, options);
        }

        if (deleted > 0)
            options.Warn($"{deleted} runs of '{project}' that were deleted were not imported.");
    }

    /// <summary>What an export has put beside a run. A run whose tables are damaged is left out, with a warning: its numbers alone would look whole.</summary>
    private static bool TryFindExported(string folder, SourceOptions options, out ExportedTables? exported)
    {
        exported = null;
        try
        {
            var document = ExportedDocument.Read(Path.Combine(folder, ExportMark.MlflowDocument), ExportMark.Mlflow);
            document?.Verify(folder, withFiles: false, options.CancelToken);
            exported = document is null ? null : new ExportedTables(folder, document);
            return true;
        }
        catch (InvalidDataException damage)
        {
            options.Warn($"The run '{folder}' was not imported: {damage.Message}");
            return false;
        }
    }

    private static string? RunId(System.Collections.Specialized.OrderedDictionary meta) => MlflowText.Of(meta["run_id"]) ?? MlflowText.Of(meta["run_uuid"]);
}
