using MlDash.Json;
using MlDash.Storage.Local;

namespace MlDash.Storage.Checking;

/// <summary>
/// Checks which files lie in the folders of an experiment: nothing is missing, nothing was left over, and nothing is there that is none of the format.
/// </summary>
internal static class NameCheck
{
    private const string Ours = ".mldash";
    private const string Renamed = ".corrupt-";

    private static readonly EnumerationOptions _noLinks = new() { AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Writers that are at work are younger.</summary>
    private static readonly TimeSpan _age = TimeSpan.FromDays(1);

    /// <summary>Whether a file right in the folder of the files is one of the format's own.</summary>
    public static bool IsOfFiles(string name) => name is ".files_metadata.json" or ".files_metadata.lock" || IsOurs(name) || IsRenamed(name);

    /// <summary>Checks them.</summary>
    public static IEnumerable<StoreFinding> Run(CheckScope scope)
    {
        var layout = scope.Layout;
        foreach (var finding in In(scope, layout.Folder, "experiment.json", ".experiment.lock", "parameters.json", ".parameters.lock"))
            yield return finding;
        foreach (var finding in In(scope, layout.LogsFolder, "logs.jsonl", ".log_sequence", ".log_sequence.lock"))
            yield return finding;
        if (!File.Exists(layout.Logs) && LogSequence.Noted(layout) > 0 && !IsSealed(scope, layout.Logs))
            yield return Gone(scope, layout.Logs, $"{LogSequence.Noted(layout)} entries");
        foreach (var finding in Streams(scope, layout.MetricsFolder, isNested: true).Concat(Streams(scope, layout.TracksFolder, isNested: false)))
            yield return finding;
        // Among saved files any name may be; those of the folder itself are looked at here.
        foreach (var finding in LeftOvers(scope, layout.FilesFolder))
            yield return finding;
    }

    private static IEnumerable<StoreFinding> Streams(CheckScope scope, string folder, bool isNested)
    {
        foreach (var finding in In(scope, folder))
            yield return finding;
        foreach (var stream in FoldersIn(folder))
        {
            foreach (var finding in Stream(scope, stream, isNested))
                yield return finding;
        }
    }

    private static IEnumerable<StoreFinding> Stream(CheckScope scope, string folder, bool isNested)
    {
        // Another tool may have put an experiment here, whose own check looks at it.
        if (ExperimentWalk.IsExperimentInData(new DirectoryInfo(folder)))
            yield break;
        foreach (var finding in In(scope, folder, LocalLayout.DataFile, LocalLayout.MetadataFile, LocalLayout.MetadataLock))
            yield return finding;
        var data = Path.Combine(folder, LocalLayout.DataFile);
        if (!File.Exists(data) && !IsSealed(scope, data)
            && SmallDocument.ReadIfWhole(Path.Combine(folder, LocalLayout.MetadataFile)) is { } document
            && (document.Whole("totalDataPoints") ?? document.Whole("totalEntries")) is > 0 and var records)
        {
            yield return Gone(scope, data, $"{records} records");
        }

        foreach (var inner in FoldersIn(folder))
        {
            if (!isNested)
                yield return scope.Find(FindingSeverity.Warning, FindingKinds.ForeignName, inner, "No tool of this format makes a folder here.");
            else
            {
                foreach (var finding in Stream(scope, inner, isNested))
                    yield return finding;
            }
        }
    }

    private static StoreFinding Gone(CheckScope scope, string path, string what) =>
        scope.Find(FindingSeverity.Error, FindingKinds.StreamMissing, path, $"The file is missing. It had {what}.");

    private static bool IsSealed(CheckScope scope, string data) => scope.Seal?.Streams.ContainsKey(ExperimentSeal.KeyOf(scope.Layout, data)) == true;

    private static List<string> FoldersIn(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateDirectories(folder, "*", _noLinks).Order(StringComparer.Ordinal)] : [];

    private static IEnumerable<StoreFinding> In(CheckScope scope, string folder, params string[] names)
    {
        if (!Directory.Exists(folder))
            yield break;
        foreach (var file in Directory.EnumerateFiles(folder, "*", _noLinks).Order(StringComparer.Ordinal).ToList())
        {
            var name = Path.GetFileName(file);
            if (!names.Contains(name, StringComparer.Ordinal) && !IsOurs(name) && !IsRenamed(name))
                yield return scope.Find(FindingSeverity.Warning, FindingKinds.ForeignName, file, "No tool of this format writes a file of this name.");
        }

        foreach (var finding in LeftOvers(scope, folder))
            yield return finding;
    }

    private static IEnumerable<StoreFinding> LeftOvers(CheckScope scope, string folder)
    {
        if (!Directory.Exists(folder))
            yield break;
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", _noLinks).OrderBy(one => one.Name, StringComparer.Ordinal).ToList())
        {
            if (IsRenamed(entry.Name))
                yield return scope.Find(FindingSeverity.Information, FindingKinds.LeftOver, entry.FullName, "A damaged document that was renamed.");
            else if (entry is FileInfo file && IsLeft(scope, file) is { } what)
                yield return scope.Movable(scope.Find(FindingSeverity.Information, FindingKinds.LeftOver, file.FullName, what), file.FullName);
        }
    }

    private static string? IsLeft(CheckScope scope, FileInfo file)
    {
        if (file.FullName == scope.Layout.Heartbeat && !scope.IsLive)
            return "The sign of life of a run that has ended or was killed.";
        var isTemporary = file.Name.StartsWith(SmallDocument.TemporaryPrefix, StringComparison.Ordinal)
            && file.Name.EndsWith(SmallDocument.TemporarySuffix, StringComparison.Ordinal);
        return isTemporary && scope.Clock.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc > _age ? "A document that never came to its place." : null;
    }

    private static bool IsOurs(string name) => name.StartsWith(Ours, StringComparison.Ordinal);

    private static bool IsRenamed(string name) => name.Contains(Renamed, StringComparison.Ordinal);
}
