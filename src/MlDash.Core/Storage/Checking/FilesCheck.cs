using System.Security.Cryptography;
using MlDash.Ids;
using MlDash.Storage.Format;
using MlDash.Storage.Local;

namespace MlDash.Storage.Checking;

/// <summary>Checks the saved files: their list, the bytes of each, and bytes that no entry names.</summary>
internal static class FilesCheck
{
    /// <summary>Checks them.</summary>
    public static async IAsyncEnumerable<StoreFinding> RunAsync(CheckScope scope)
    {
        var layout = scope.Layout;
        if (!Directory.Exists(layout.FilesFolder))
            yield break;
        var (list, isLost) = (default(FilesDocument), false);
        foreach (var finding in CheckList(scope))
        {
            isLost |= finding.RepairWork is not null;
            yield return finding;
        }

        if (!isLost)
        {
            list = FilesDocument.Read(layout);
            foreach (var file in list.Files.ToList())
            {
                if (await CheckFileAsync(scope, file).ConfigureAwait(false) is { } finding)
                    yield return finding;
            }

            var ids = list.Files.Where(file => file.Id.Length > 0).GroupBy(file => file.Id, StringComparer.Ordinal);
            foreach (var group in ids.Where(group => group.Skip(1).Any()))
                yield return scope.Find(
                    FindingSeverity.Warning, FindingKinds.IdDuplicate, layout.FilesMetadata, $"The id {group.Key} is that of {group.Count()} files.");
        }

        foreach (var finding in Unlisted(scope, list))
            yield return finding;
    }

    private static IEnumerable<StoreFinding> CheckList(CheckScope scope)
    {
        var path = scope.Layout.FilesMetadata;
        var (document, fault) = DocumentsCheck.Read(scope, path);
        if (fault is null && document is not null && document["files"] is not object?[])
            fault = scope.Find(FindingSeverity.Error, FindingKinds.DocumentUnreadable, path, "It has no list of files.");
        if (fault is null && document is null && scope.Seal?.Documents.ContainsKey(ExperimentSeal.KeyOf(scope.Layout, path)) == true)
            fault = scope.Find(FindingSeverity.Error, FindingKinds.DocumentMissing, path, "The list of the files is missing.");
        if (fault is not null)
            yield return scope.Mendable(fault, "List the files that are in the folders; their texts, tags and metadata are lost", _ => Rebuild(scope));
        else if (document is not null && SealCheck.Document(scope, path) is { } changed)
            yield return changed;
        foreach (var finding in CheckLog(scope))
            yield return finding;
    }

    private static List<StoreFinding> CheckLog(CheckScope scope)
    {
        var found = new List<StoreFinding>();
        using var lines = LineReader.Open(scope.Layout.FilesLog, cancellationToken: scope.CancelToken);
        for (var number = 1; lines is not null && lines.TryRead(out var line); number++)
        {
            if (!StoredLine.IsRecord(line))
                found.Add(scope.Find(FindingSeverity.Error, FindingKinds.LineBroken, scope.Layout.FilesLog, "The line holds no entry of a file.", number));
        }

        return found;
    }

    private static string? Rebuild(CheckScope scope)
    {
        string? moved = null;
        using (scope.Lock(scope.Layout.FilesLock))
        {
            if (SmallDocument.ReadIfWhole(scope.Layout.FilesMetadata)?["files"] is object?[])
                return null;
            if (Path.Exists(scope.Layout.FilesMetadata))
                moved = SmallDocument.SetAside(scope.Layout.FilesMetadata, scope.Clock.GetUtcNow());
            FilesDocument.ReadToChange(scope.Layout, new HashSet<string>(), scope.Clock.GetUtcNow(), static _ => { }).Save();
        }

        ExperimentSeal.RenewDocument(scope.Layout, scope.Layout.FilesMetadata, scope.Clock);
        return moved;
    }

    private static async Task<StoreFinding?> CheckFileAsync(CheckScope scope, FileEntry file)
    {
        string place;
        try
        {
            place = LocalFileIntake.PlaceOf(scope.Layout, file);
        }
        catch (MlDashException fault)
        {
            return scope.Find(FindingSeverity.Error, FindingKinds.FileMissing, scope.Layout.FilesMetadata, fault.Message);
        }

        var found = await FaultOfAsync(scope, file, place).ConfigureAwait(false);
        // While it was looked at, it may have been replaced or removed.
        if (found is null || !FilesDocument.Read(scope.Layout).Files.Any(now => now.Id == file.Id && now.UpdatedAt == file.UpdatedAt))
            return null;
        return scope.Find(FindingSeverity.Error, found.Value.Kind, place, found.Value.Message);
    }

    private static async Task<(string Kind, string Message)?> FaultOfAsync(CheckScope scope, FileEntry file, string place)
    {
        if (new FileInfo(place) is not { Exists: true } stored)
            return (FindingKinds.FileMissing, $"The bytes of '{file.Path}' are missing.");
        scope.Counts.Add(stored.Length);
        if (stored.Length != file.Length)
            return (FindingKinds.FileChanged, $"'{file.Path}' has {stored.Length} bytes; {file.Length} were saved.");
        if (file.Checksum.Length == 0)
            return null;
        await using var content = new FileStream(
            place, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 20, FileOptions.SequentialScan);
        var checksum = Convert.ToHexString(await SHA256.HashDataAsync(content, scope.CancelToken).ConfigureAwait(false));
        return checksum.Equals(file.Checksum, StringComparison.OrdinalIgnoreCase)
            ? null
            : (FindingKinds.FileChanged, $"The bytes of '{file.Path}' are not those that were saved: their SHA-256 differs.");
    }

    /// <summary>What lies among the files and is named by no entry, be it that of a deleted file.</summary>
    private static IEnumerable<StoreFinding> Unlisted(CheckScope scope, FilesDocument? list)
    {
        var root = scope.Layout.FilesFolder;
        var known = list is null ? null : list.Files.Concat(list.Deleted)
            .Where(file => file.Id.Length > 0)
            .Select(file => Path.Combine([root, .. file.Folder.Split('/').Where(part => part is not ("" or ".")), file.Id, file.Name]))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var file in Below(new DirectoryInfo(root), ExperimentWalk.IsExperimentInData(new DirectoryInfo(root))))
        {
            if (FileId.IsId(file.Directory!.Name) && file.Name == LocalFileIntake.Arriving)
            {
                if (!scope.IsLive)
                {
                    yield return scope.Movable(
                        scope.Find(FindingSeverity.Information, FindingKinds.LeftOver, file.FullName, "A file that was not copied to its end."), file.FullName);
                }
            }
            else if (!FileId.IsId(file.Directory.Name))
            {
                if (file.DirectoryName != root || !NameCheck.IsOfFiles(file.Name))
                    yield return scope.Find(FindingSeverity.Warning, FindingKinds.ForeignName, file.FullName, "No tool of this format writes a file here.");
            }
            else if (known is not null && !known.Contains(file.FullName) && !scope.IsLive)
            {
                yield return scope.Movable(
                    scope.Find(FindingSeverity.Warning, FindingKinds.FileUnlisted, file.FullName, "No entry in the list of the files names it."),
                    file.FullName);
            }
        }
    }

    private static IEnumerable<FileInfo> Below(DirectoryInfo folder, bool isOther)
    {
        var noLinks = new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint };
        if (!isOther)
        {
            foreach (var file in folder.EnumerateFiles("*", noLinks).OrderBy(file => file.Name, StringComparer.Ordinal).ToList())
                yield return file;
        }

        foreach (var inner in folder.EnumerateDirectories("*", noLinks).OrderBy(inner => inner.Name, StringComparer.Ordinal).ToList())
        {
            if (ExperimentWalk.IsExperimentInData(inner) || (isOther && ExperimentPath.IsDataFolder(inner.Name)))
                continue;
            foreach (var file in Below(inner, isOther: false))
                yield return file;
        }
    }
}
