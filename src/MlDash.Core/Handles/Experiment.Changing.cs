using MlDash.Experiments;
using MlDash.Storage;
using MlDash.Storage.Outgoing;

namespace MlDash;

/// <content>Changes of the experiment as a whole: its details, its path, its end.</content>
public sealed partial class Experiment
{
    /// <summary>Changes the details of the experiment.</summary>
    /// <exception cref="ExperimentException">
    /// <c>ExperimentWriteProtected</c>, <c>ExperimentNotFound</c>; for a status <c>ExperimentRunning</c>: the end of a recording gives it one.
    /// </exception>
    internal async Task UpdateAsync(ExperimentChange change, CancellationToken cancellationToken = default)
    {
        if (change.Status is not null)
            RefuseOpen();
        Stored = await Keeper.UpdateAsync(Stored.Path, change, cancellationToken).ConfigureAwait(false);
        _isProtectedByStart &= change.WriteProtected is null;
    }

    /// <summary>Deletes the experiment with all it holds; experiments inside its folder stay.</summary>
    /// <returns>Bytes freed.</returns>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>, <c>ExperimentWriteProtected</c>.</exception>
    internal Task<long> DeleteAsync(CancellationToken cancellationToken = default) => Keeper.DeleteAsync(Stored.Path, cancellationToken);

    /// <summary>Moves the experiment with all it holds into the recycle bin; experiments inside its folder stay.</summary>
    /// <returns>The entry in the bin; null where the store has none, and it was deleted.</returns>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>, <c>ExperimentWriteProtected</c>.</exception>
    internal async Task<RecycledExperiment?> RecycleAsync(CancellationToken cancellationToken = default)
    {
        if (Store.RecycleBin is { } bin)
            return await bin.RecycleAsync(Stored.Path, cancellationToken).ConfigureAwait(false);
        await DeleteAsync(cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>The path that a name stands for: one without a folder is a name beside this experiment.</summary>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>.</exception>
    internal ExperimentPath PathOf(string name)
    {
        var given = name.Replace('\\', '/');
        if (!given.Contains('/', StringComparison.Ordinal))
            return ExperimentPath.Recorded(string.Join('/', [.. Stored.Path.Segments[..^1], given]));
        return ExperimentPath.Recorded(given.EndsWith('/') ? given + Stored.Path.Name : given);
    }

    /// <summary>Gives the experiment another path.</summary>
    /// <exception cref="ExperimentException"><see cref="IExperimentKeeper.RenameAsync"/> names them; <c>ExperimentUnsent</c>: a server has not got all of it
    /// yet.</exception>
    internal async Task RenameAsync(ExperimentPath to, CancellationToken cancellationToken = default)
    {
        RefuseOpen();
        // What waits to be sent is found by its path.
        if (Mode != ExperimentMode.Remote && UnsentRecording.IsWaiting(Root, Stored.Path))
            throw ExperimentErrors.Unsent(Stored.Path);
        Stored = await Store.Keeper.RenameAsync(Stored.Path, to, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes an experiment with an id of its own that holds the same as this one.</summary>
    /// <exception cref="ExperimentException"><see cref="IExperimentKeeper.CopyAsync"/> names them.</exception>
    internal async Task<Experiment> CopyAsync(ExperimentPath to, CancellationToken cancellationToken = default)
    {
        RefuseOpen();
        return new(Store, await Store.Keeper.CopyAsync(Stored.Path, to, cancellationToken).ConfigureAwait(false));
    }

    /// <exception cref="ExperimentException"><c>ExperimentRunning</c>, when this object records.</exception>
    internal void RefuseOpen()
    {
        if (IsOpen)
            throw ExperimentErrors.Running(Stored.Path);
    }
}
