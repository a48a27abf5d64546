using MlDash.Cmdlets.Sessions;

namespace MlDash.Cmdlets.Provider;

/// <summary>A place in the tree of a drive. What it holds is read when it is asked for.</summary>
internal abstract class DriveNode(DrivePath path)
{
    /// <summary>Where it is.</summary>
    public DrivePath Path => path;

    /// <summary>The experiment it is or belongs to; null above experiments.</summary>
    public virtual Experiment? Experiment => null;

    /// <summary>Whether other nodes may lie below it.</summary>
    public abstract bool IsContainer { get; }

    /// <summary>The object that is shown for it.</summary>
    public abstract Task<object> GetItemAsync(CancellationToken cancellationToken);

    /// <summary>The nodes directly below it, each yielded as soon as it is known.</summary>
    public virtual IAsyncEnumerable<DriveNode> ChildrenAsync(CancellationToken cancellationToken) => NothingAsync<DriveNode>();

    /// <summary>What it holds, for <c>Get-Content</c>; null when it has no content.</summary>
    public virtual IAsyncEnumerable<object>? ReadAsync(CancellationToken cancellationToken) => null;

    private static async IAsyncEnumerable<T> NothingAsync<T>()
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield break;
    }
}
