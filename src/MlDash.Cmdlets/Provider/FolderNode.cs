using MlDash.Cmdlets.Sessions;

namespace MlDash.Cmdlets.Provider;

/// <summary>The root of a drive, or a folder with experiments somewhere below it.</summary>
/// <param name="path">Where it is.</param>
/// <param name="tree">The tree it is part of.</param>
/// <param name="known">The experiments below it, when they were read already.</param>
internal sealed class FolderNode(DrivePath path, DriveTree tree, IReadOnlyList<ExperimentRecord>? known) : DriveNode(path)
{
    public override bool IsContainer => true;

    public override async Task<object> GetItemAsync(CancellationToken cancellationToken)
    {
        var (count, kind) = (0, Path.Names.Length == 0 ? "Root" : "Folder");
        if (known is not null)
            return new DriveItem(Path.Leaf, known.Any(IsOfThisProject) ? "Project" : kind, known.Count);
        await foreach (var record in tree.RecordsBelowAsync(Path, cancellationToken).ConfigureAwait(false))
        {
            count++;
            if (IsOfThisProject(record))
                kind = "Project";
        }

        return new DriveItem(Path.Leaf, kind, count);
    }

    public override IAsyncEnumerable<DriveNode> ChildrenAsync(CancellationToken cancellationToken) => tree.BelowAsync(Path, known, cancellationToken);

    /// <summary>Whether this folder is the project of an experiment in it: the first folder on the way that bears the project's name.</summary>
    private bool IsOfThisProject(ExperimentRecord record) =>
        record.Project is { } project && Path.Names.Length > 0 && Array.IndexOf(record.Path.Value.Split('/'), project) == Path.Names.Length - 1;
}
