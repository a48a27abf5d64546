using System.Runtime.CompilerServices;
using MlDash.Cmdlets.Sessions;
using MlDash.Storage;

namespace MlDash.Cmdlets.Provider;

/// <summary>
/// The experiments of a store as a tree: folders of folders and experiments, and below an experiment its data. Every look is a look into the store; nothing
/// is remembered that could be old.
/// </summary>
/// <param name="store">Where the experiments are kept.</param>
/// <param name="experimentOf">The experiment of a record; an open one where there is one, so that what waits to be written is seen.</param>
internal sealed class DriveTree(ExperimentStore store, Func<ExperimentRecord, Experiment> experimentOf)
{
    /// <summary>On a server an experiment lies at least in a project of an owner.</summary>
    private readonly int _shortest = store.Mode == ExperimentMode.Remote ? 3 : 1;

    /// <summary>How names are compared: as the disk of this machine does, on a server exactly.</summary>
    private readonly StringComparer _names =
        store.Mode != ExperimentMode.Remote && (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
            ? StringComparer.OrdinalIgnoreCase
            : StringComparer.Ordinal;

    /// <summary>What lies at a path; null when there is nothing, as where the disk could hold no such name.</summary>
    public async Task<DriveNode?> FindAsync(DrivePath path, CancellationToken cancellationToken)
    {
        try
        {
            return await SearchAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (ExperimentException illegal) when (illegal.ErrorId == "IllegalPath")
        {
            return null;
        }
    }

    /// <summary>The experiments below a path, at any depth.</summary>
    public IAsyncEnumerable<ExperimentRecord> RecordsBelowAsync(DrivePath path, CancellationToken cancellationToken) =>
        store.Reader.FindAsync(new ExperimentQuery { Under = StoredPath(path) }, cancellationToken);

    /// <summary>The experiments right below a path as they are found, then the folders.</summary>
    /// <param name="path">The path.</param>
    /// <param name="known">All experiments below it, when they were read already.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async IAsyncEnumerable<DriveNode> BelowAsync(
        DrivePath path, IReadOnlyList<ExperimentRecord>? known, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var depth = path.Names.Length;
        var experiments = new HashSet<string>(_names);
        var folders = new SortedDictionary<string, List<ExperimentRecord>>(StringComparer.Ordinal);
        await foreach (var record in known is null ? RecordsBelowAsync(path, cancellationToken) : ReadyAsync(known))
        {
            var names = record.Path.Value.Split('/');
            if (names.Length == depth + 1)
            {
                experiments.Add(names[depth]);
                yield return new ExperimentNode(path.Child(names[depth]), this, experimentOf(record));
            }
            else
            {
                if (!folders.TryGetValue(names[depth], out var inside))
                    folders[names[depth]] = inside = [];
                inside.Add(record);
            }
        }

        foreach (var (name, inside) in folders)
        {
            if (!experiments.Contains(name))
                yield return new FolderNode(path.Child(name), this, inside);
        }
    }

    private async Task<DriveNode?> SearchAsync(DrivePath path, CancellationToken cancellationToken)
    {
        var names = path.Names;
        if (names.Length == 0)
            return new FolderNode(path, this, null);
        // What is no data there may be an experiment that another tool put into the folder.
        for (var depth = _shortest; depth < names.Length; depth++)
        {
            if (ExperimentNode.IsData(names[depth], _names) && await ExperimentAsync(path.Above(depth), cancellationToken).ConfigureAwait(false) is { } owner
                && await owner.FindDataAsync(names[depth], names[(depth + 1)..], _names, cancellationToken).ConfigureAwait(false) is { } data)
                return data;
        }

        return await ExperimentAsync(path, cancellationToken).ConfigureAwait(false) is { } experiment
            ? experiment
            : await FolderAsync(path, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ExperimentNode?> ExperimentAsync(DrivePath path, CancellationToken cancellationToken) =>
        path.Names.Length >= _shortest
            && StoredPath(path) is { } stored
            && await store.Reader.GetAsync(stored, cancellationToken).ConfigureAwait(false) is { } record
            ? new ExperimentNode(path, this, experimentOf(record))
            : null;

    private async Task<FolderNode?> FolderAsync(DrivePath path, CancellationToken cancellationToken)
    {
        if (StoredPath(path) is not { } stored)
            return null;
        await foreach (var _ in store.Reader.FindAsync(new ExperimentQuery { Under = stored, First = 1 }, cancellationToken).ConfigureAwait(false))
            return new FolderNode(path, this, null);
        return null;
    }

    /// <summary>The path in the store; null for the root, and for what no path of an experiment can be, so nothing lies there.</summary>
    private static ExperimentPath? StoredPath(DrivePath path)
    {
        if (path.Names.Length == 0 || path.Names.Any(name => name.Length == 0 || name.Contains('/', StringComparison.Ordinal)))
            return null;
        try
        {
            return ExperimentPath.Recorded(string.Join('/', path.Names));
        }
        catch (ExperimentException illegal) when (illegal.ErrorId == "IllegalPath")
        {
            return null;
        }
    }

    private static async IAsyncEnumerable<ExperimentRecord> ReadyAsync(IReadOnlyList<ExperimentRecord> records)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var record in records)
            yield return record;
    }
}
