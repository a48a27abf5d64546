using MlDash.Import.Formats;
using MlDash.Import.Reading;
using MlDash.Import.Runs;

namespace MlDash.Import.Sources.ClearMl;

/// <summary>Offline sessions of ClearML: a folder a task, with <c>task.json</c>, <c>metrics.jsonl</c>, <c>log.jsonl</c> and <c>data</c>.</summary>
internal sealed class ClearMlFolder : SourceFormat
{
    /// <inheritdoc />
    public override ImportFormat Format => ImportFormat.ClearMl;

    /// <inheritdoc />
    public override bool Recognizes(string path) => Folders(path).Any();

    /// <inheritdoc />
    public override IEnumerable<SourceRun> Runs(string path, SourceOptions options) => Folders(path).Select(folder => new ClearMlRun(folder, options));

    private static IEnumerable<string> Folders(string path) => IsTask(path) ? [path] : SourceFolder.Folders(path).Where(IsTask);

    private static bool IsTask(string folder) => File.Exists(Path.Combine(folder, "task.json"));
}
