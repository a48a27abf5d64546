using MlDash.Import.Formats;
using MlDash.Import.Reading;
using MlDash.Import.Runs;

namespace MlDash.Import.Sources.TensorBoard;

/// <summary>Event files of TensorBoard: each folder that holds some is a run, as TensorBoard shows them.</summary>
internal sealed class EventFolder : SourceFormat
{
    /// <inheritdoc />
    public override ImportFormat Format => ImportFormat.TensorBoard;

    /// <inheritdoc />
    public override bool Recognizes(string path) => File.Exists(path) ? EventFile.IsOne(path) : SourceFolder.FilesBelow(path).Any(EventFile.IsOne);

    /// <inheritdoc />
    public override IEnumerable<SourceRun> Runs(string path, SourceOptions options)
    {
        if (File.Exists(path))
            return [new EventRun(path, Path.GetFileName(Path.GetDirectoryName(path))!, [path], options)];
        var top = SourceFolder.NameOf(path);
        return SourceFolder.FilesBelow(path).Where(EventFile.IsOne).GroupBy(file => Path.GetDirectoryName(file)!, StringComparer.Ordinal)
            .Select(run => new EventRun(run.Key, NameOf(path, top, run.Key), [.. run], options));
    }

    private static string NameOf(string path, string top, string folder) =>
        SourceFolder.NameBelow(path, folder) is var name && name == "." ? top : $"{top}/{name}";
}
