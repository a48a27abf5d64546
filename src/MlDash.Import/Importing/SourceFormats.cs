using MlDash.Import.Exported;
using MlDash.Import.Formats;
using MlDash.Import.Reading;
using MlDash.Import.Sources.Archive;
using MlDash.Import.Sources.ClearMl;
using MlDash.Import.Sources.Dvclive;
using MlDash.Import.Sources.Exported;
using MlDash.Import.Sources.Guild;
using MlDash.Import.Sources.Mlflow;
using MlDash.Import.Sources.Neptune;
using MlDash.Import.Sources.Sacred;
using MlDash.Import.Sources.Tables;
using MlDash.Import.Sources.TensorBoard;
using MlDash.Import.Sources.Trackio;
using MlDash.Import.Sources.Wandb;

namespace MlDash.Import.Importing;

/// <summary>All formats that can be imported.</summary>
internal static class SourceFormats
{
    /// <summary>In the order in which they are tried: what is certain first.</summary>
    private static readonly SourceFormat[] _all =
    [
        new MlflowFolder(), new MlflowDatabase(), new TrackioDatabase(), new DvcliveFolder(), new SacredFolder(), new WandbFolder(), new ClearMlFolder(),
        new GuildFolder(), new ZipFormat(), new ExportedFolder(ImportFormat.Csv, ExportMark.Csv), new ExportedFolder(ImportFormat.Parquet, ExportMark.Parquet),
        new NeptuneFolder(), new EventFolder(), new TableFile(),
    ];

    /// <summary>The format of a file or folder.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="given">The format that was given; null: what is recognized.</param>
    /// <exception cref="StorageException"><c>FormatNotRecognized</c>, <c>FormatRefused</c>.</exception>
    public static SourceFormat Of(string path, ImportFormat? given)
    {
        var fitting = _all.Where(format => given is null || format.Format == given);
        try
        {
            if (fitting.FirstOrDefault(format => format.Recognizes(path)) is { } found)
                return found;
        }
        catch (InvalidDataException unreadable)
        {
            throw Unreadable(path, unreadable);
        }

        if (given is not null)
            throw Unrecognized(path, $"It does not look like data of {given}.", "Check the path, or leave -Format out.");
        if (Directory.Exists(Path.Combine(path, ".aim")) || SourceFolder.NameOf(path) == ".aim")
        {
            throw new StorageException(
                "FormatRefused",
                $"'{path}' is a repository of Aim, which only Aim itself can read: it is a RocksDB database of a private form.",
                "Export it in Python, with aim.Repo(path).query_metrics().dataframe() to a CSV file, and import that file with -RunColumn run.hash.")
            { Category = FaultCategory.InvalidArgument, Target = path };
        }

        throw Unrecognized(path, "It is of no format that can be imported.", $"Give one of {string.Join(", ", Enum.GetNames<ImportFormat>())} with -Format.");
    }

    /// <summary>The error for a source that cannot be read.</summary>
    public static StorageException Unreadable(string path, InvalidDataException fault) => new(
        "SourceUnreadable", $"'{path}' cannot be imported. {fault.Message}", "Repair the source, or import what is beside it.", fault)
    { Category = FaultCategory.InvalidData, Target = path };

    private static StorageException Unrecognized(string path, string why, string remedy) =>
        new("FormatNotRecognized", $"'{path}' cannot be imported. {why}", remedy) { Category = FaultCategory.InvalidData, Target = path };
}
