using MlDash.Cmdlets.Waiting;

namespace MlDash.Cmdlets.Provider;

/// <summary>
/// Removes what can be removed: experiments whole, one by one, and files. Single logs, points, parameters and track entries stay as they were recorded.
/// </summary>
/// <param name="isWanted">Asks whether an action on a target is to be done: target, action.</param>
/// <param name="refuseOpen">Refuses an experiment that is open here.</param>
/// <param name="report">Told of one that could not be removed; the others still are.</param>
/// <param name="cancellationToken">Ends the removal between two of them.</param>
internal sealed class DriveRemoval(
    Func<string, string, bool> isWanted, Action<Experiment> refuseOpen, Action<Exception> report, CancellationToken cancellationToken)
{
    /// <summary>Removes a node with all below it.</summary>
    public void Remove(DriveNode node)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            RemoveOne(node);
        }
        catch (MlDashException fault)
        {
            report(fault);
        }
    }

    private void RemoveOne(DriveNode node)
    {
        switch (node)
        {
            case FolderNode { Path.Names.Length: > 0 }:
                RemoveAll(Children(node));
                break;
            case ExperimentNode { Experiment: var experiment }:
                refuseOpen(experiment);
                RemoveAll(Children(node).Where(inner => inner is ExperimentNode or FolderNode));
                if (isWanted($"{experiment.Prefix} in {experiment.Root}", "Remove experiment and all its data"))
                    AsyncBridge.Await(experiment.RecycleAsync(cancellationToken));
                break;
            case DataNode<FileEntry> { Item: { } file, Experiment: var owner }:
                if (isWanted($"{file.Path} in {owner}", "Remove file"))
                    AsyncBridge.Await(owner.Files.DeleteAsync(file, cancellationToken));
                break;
            case DataNode<FileEntry> or DataFolderNode<FileEntry>:
                RemoveAll(Children(node));
                break;
            default:
                throw new ExperimentException(
                    "NotRemovable",
                    $"'{node.Path}' cannot be removed; only an experiment, a folder of experiments or a file can.",
                    "Remove the whole experiment, or files below 'files'.")
                { Category = FaultCategory.InvalidOperation, Target = node.Path.ToString() };
        }
    }

    private void RemoveAll(IEnumerable<DriveNode> nodes)
    {
        foreach (var node in nodes)
            Remove(node);
    }

    /// <summary>All of them before the first is removed, so that the list does not change while it is read.</summary>
    private List<DriveNode> Children(DriveNode node) => [.. AsyncBridge.Pump(node.ChildrenAsync(cancellationToken))];
}
