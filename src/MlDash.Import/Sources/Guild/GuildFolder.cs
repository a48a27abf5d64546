using MlDash.Import.Formats;
using MlDash.Import.Reading;
using MlDash.Import.Runs;

namespace MlDash.Import.Sources.Guild;

/// <summary>Runs of Guild: a folder with <c>.guild/attrs</c>, or a folder of such folders, as <c>GUILD_HOME/runs</c>.</summary>
internal sealed class GuildFolder : SourceFormat
{
    /// <inheritdoc />
    public override ImportFormat Format => ImportFormat.Guild;

    /// <inheritdoc />
    public override bool Recognizes(string path) => Folders(path).Any();

    /// <inheritdoc />
    public override IEnumerable<SourceRun> Runs(string path, SourceOptions options) => Folders(path).Select(folder => new GuildRun(folder, options));

    private static IEnumerable<string> Folders(string path) =>
        IsRun(path) ? [path] : SourceFolder.Folders(path).Concat(SourceFolder.Folders(Path.Combine(path, "runs"))).Where(IsRun);

    private static bool IsRun(string folder) => Directory.Exists(Path.Combine(folder, ".guild", "attrs"));
}
