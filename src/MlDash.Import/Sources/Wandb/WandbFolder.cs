using MlDash.Import.Formats;
using MlDash.Import.Reading;
using MlDash.Import.Runs;

namespace MlDash.Import.Sources.Wandb;

/// <summary>Runs of W&amp;B as they lie on the disk: a <c>.wandb</c> file, the folder of a run, or a folder <c>wandb</c> of several.</summary>
internal sealed class WandbFolder : SourceFormat
{
    private const string Pattern = "*.wandb";

    /// <inheritdoc />
    public override ImportFormat Format => ImportFormat.Wandb;

    /// <inheritdoc />
    public override bool Recognizes(string path) => Files(path).Any();

    /// <inheritdoc />
    public override IEnumerable<SourceRun> Runs(string path, SourceOptions options)
    {
        foreach (var file in Named(path))
        {
            if (IsWandb(file))
                yield return new WandbRun(file, options);
            else
                options.Warn($"'{file}' is empty or damaged, and was not imported.");
        }
    }

    private static IEnumerable<string> Files(string path) => Named(path).Where(IsWandb);

    private static IEnumerable<string> Named(string path)
    {
        if (File.Exists(path))
            return [path];
        var inner = Path.Combine(path, "wandb");
        return new[] { path, inner }
            .SelectMany(folder => SourceFolder.Folders(folder).Where(run => Path.GetFileName(run) != "wandb").Prepend(folder))
            .SelectMany(folder => SourceFolder.Files(folder, Pattern));
    }

    private static bool IsWandb(string file)
    {
        try
        {
            using var stream = SmallFile.Open(file);
            return WandbRecords.IsWandb(stream);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
