using System.Runtime.CompilerServices;
using MlDash.Errors;
using MlDash.Json;
using MlDash.Storage.Local;

namespace MlDash.Storage.Checking;

/// <summary>
/// Checks what is stored on this machine: whether every document can be read, every line is whole, numbers have no gap, counters agree and every byte is the
/// one that was recorded. It only reads; a finding is repaired when it is asked for.
/// </summary>
/// <param name="root">The folder that contains the experiments.</param>
/// <param name="clock">What tells the time; the system's when absent.</param>
public sealed class StoreCheck(string root, TimeProvider? clock = null)
{
    private static readonly EnumerationOptions _noLinks = new() { AttributesToSkip = FileAttributes.ReparsePoint };

    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>How much was looked at so far.</summary>
    public StoreCheckCounts Counts { get; init; } = new();

    /// <summary>Checks one experiment.</summary>
    /// <param name="path">The experiment.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public IAsyncEnumerable<StoreFinding> CheckExperimentAsync(ExperimentPath path, CancellationToken cancellationToken = default) =>
        CheckAsync(path, cancellationToken);

    /// <summary>Checks all experiments of the root, and what lies beside them.</summary>
    /// <param name="below">A folder below the root, such as that of a project; null: all.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public async IAsyncEnumerable<StoreFinding> CheckAllAsync(
        ExperimentPath? below = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var start = below is null ? _root : new LocalLayout(_root, below).Folder;
        foreach (var folder in Folders(start, cancellationToken))
        {
            var name = Path.GetRelativePath(_root, folder).Replace(Path.DirectorySeparatorChar, '/');
            if (IsLeftOver(folder))
            {
                yield return new()
                {
                    Severity = FindingSeverity.Information,
                    Kind = FindingKinds.LeftOver,
                    Item = name,
                    Message = "A copy or an experiment from a server that did not arrive as a whole. The next call continues it or begins again.",
                    Root = _root,
                };
                continue;
            }

            if (!IsExperiment(folder))
                continue;
            var path = ExperimentPath.Recorded(name);
            await foreach (var finding in CheckAsync(path, cancellationToken).ConfigureAwait(false))
                yield return finding;
            if (SmallDocument.ReadIfWhole(Path.Combine(folder, LocalLayout.ExperimentFile))?.Text("id") is { } id && !ids.TryAdd(id, name))
                yield return new()
                {
                    Severity = FindingSeverity.Warning,
                    Kind = FindingKinds.IdDuplicate,
                    Experiment = name,
                    Item = $"{name}/{LocalLayout.ExperimentFile}",
                    Message = $"It has the id {id}, which is that of '{ids[id]}', too: one is a copy of the other that was made by hand.",
                    Root = _root,
                };
        }
    }

    /// <summary>Repairs what a check has found. Nothing is deleted: what is in the way is moved aside.</summary>
    /// <param name="finding">The finding; it must have a <see cref="StoreFinding.Repair"/>.</param>
    /// <returns>The finding, with what was done.</returns>
    /// <exception cref="StorageException">It could not be repaired.</exception>
    public static StoreFinding Repair(StoreFinding finding) => finding.RepairWork is null
        ? finding
        : new(finding) { MovedTo = DiskFaults.Translate($"Repairing '{finding.Item}'", finding.RepairWork), Repaired = true };

    private async IAsyncEnumerable<StoreFinding> CheckAsync(ExperimentPath path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var scope = new CheckScope(_root, new LocalLayout(_root, path), _clock, Counts, cancellationToken);
        await using var findings = ExperimentCheck.RunAsync(scope).GetAsyncEnumerator(cancellationToken);
        for (var more = true; more;)
        {
            StoreFinding? next = null;
            try
            {
                more = await findings.MoveNextAsync().ConfigureAwait(false);
                next = more ? findings.Current : null;
            }
            catch (Exception fault) when (fault is MlDashException or IOException or UnauthorizedAccessException)
            {
                // One that cannot be read hides no other.
                more = false;
                next = scope.Find(FindingSeverity.Error, FindingKinds.Unreadable, scope.Layout.Folder, $"The check ended early: {fault.Message}");
            }

            if (next is not null)
                yield return next;
        }
    }

    /// <summary>Every folder that may be that of an experiment, the outer ones first.</summary>
    private IEnumerable<string> Folders(string start, CancellationToken cancellationToken)
    {
        var walk = new ExperimentWalk(_root, new ExperimentQuery(), static _ => { }, cancellationToken);
        var ahead = new Stack<string>();
        if (Directory.Exists(start))
            ahead.Push(start);
        while (ahead.TryPop(out var folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (folder != _root)
                yield return folder;
            if (IsLeftOver(folder))
                continue;
            var isExperiment = folder != _root && IsExperiment(folder);
            foreach (var inner in Directory.EnumerateDirectories(folder, "*", _noLinks).OrderDescending(StringComparer.Ordinal).ToList())
            {
                if (Path.GetFileName(inner) is Aside.FolderName or LocalRecycleBin.FolderName)
                    continue;
                if (!isExperiment || !ExperimentPath.IsDataFolder(Path.GetFileName(inner)))
                {
                    ahead.Push(inner);
                    continue;
                }

                foreach (var other in walk.FoldersInData(inner))
                    yield return other;
            }
        }
    }

    /// <summary>Whether it is the folder of an experiment, also of one whose document is lost.</summary>
    private static bool IsExperiment(string folder) =>
        File.Exists(Path.Combine(folder, LocalLayout.ExperimentFile))
        || File.Exists(Path.Combine(folder, ".experiment.lock"))
        || File.Exists(Path.Combine(folder, ExperimentSeal.FileName));

    private static bool IsLeftOver(string folder) =>
        Path.GetFileName(folder).StartsWith(SmallDocument.TemporaryPrefix, StringComparison.Ordinal);
}
