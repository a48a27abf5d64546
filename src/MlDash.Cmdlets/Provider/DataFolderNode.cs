using System.Runtime.CompilerServices;
using MlDash.Cmdlets.Sessions;

namespace MlDash.Cmdlets.Provider;

/// <summary>All data of one kind that an experiment has: where its metrics, parameters, tracks or files hang.</summary>
internal sealed class DataFolderNode<T>(DrivePath path, Experiment experiment, string kind, NamedData<T> data) : DriveNode(path), IDataFolder
    where T : class
{
    public override Experiment Experiment => experiment;

    public override bool IsContainer => true;

    /// <summary>The content of all together, where that makes sense.</summary>
    public Func<CancellationToken, IAsyncEnumerable<object>>? Content { get; init; }

    public override Task<object> GetItemAsync(CancellationToken cancellationToken) =>
        Task.FromResult<object>(new DriveItem(Path.Leaf, kind, null) { Owner = experiment });

    public override IAsyncEnumerable<object>? ReadAsync(CancellationToken cancellationToken) => Content?.Invoke(cancellationToken);

    public override IAsyncEnumerable<DriveNode> ChildrenAsync(CancellationToken cancellationToken) =>
        DataNode<T>.BelowAsync(Path, experiment, data, [], cancellationToken);

    public async Task<DriveNode?> FindAsync(string[] names, StringComparer comparer, CancellationToken cancellationToken)
    {
        var found = await data.FindAsync(names, comparer, cancellationToken).ConfigureAwait(false);
        var below = await data.BelowAsync(names, comparer, cancellationToken).ConfigureAwait(false);
        if (found is null && below.Count == 0)
            return null;
        string[] stored = found is { } thing ? thing.Names : below[0].Names[..names.Length];
        return new DataNode<T>(stored.Aggregate(Path, (path, name) => path.Child(name)), experiment, data, stored, found?.Item, below.Count);
    }
}

/// <summary>A node whose things are found by their names.</summary>
internal interface IDataFolder
{
    /// <summary>What has a name, or lies in a folder of it; null when there is nothing.</summary>
    Task<DriveNode?> FindAsync(string[] names, StringComparer comparer, CancellationToken cancellationToken);
}

/// <summary>A metric, a parameter, a track, a file, or a folder in their names. A metric may be both: <c>train</c> beside <c>train/inner</c>.</summary>
/// <param name="path">Where it is.</param>
/// <param name="experiment">Whose it is.</param>
/// <param name="data">All things of its kind.</param>
/// <param name="names">Its name, or that of the folder.</param>
/// <param name="item">The thing of that name, if there is one.</param>
/// <param name="below">How many things lie below.</param>
internal sealed class DataNode<T>(DrivePath path, Experiment experiment, NamedData<T> data, string[] names, T? item, int below) : DriveNode(path)
    where T : class
{
    public override Experiment Experiment => experiment;

    public override bool IsContainer => below > 0;

    /// <summary>The thing; null for a folder.</summary>
    public T? Item => item;

    /// <summary>What is right below a folder.</summary>
    public static async IAsyncEnumerable<DriveNode> BelowAsync(
        DrivePath path, Experiment experiment, NamedData<T> data, string[] folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var group in (await data.BelowAsync(folder, StringComparer.Ordinal, cancellationToken)
            .ConfigureAwait(false)).GroupBy(thing => thing.Names[folder.Length], StringComparer.Ordinal))
        {
            var own = group.FirstOrDefault(thing => thing.Names.Length == folder.Length + 1).Item;
            yield return new DataNode<T>(
                path.Child(group.Key), experiment, data, [.. folder, group.Key], own, group.Count(thing => thing.Names.Length > folder.Length + 1));
        }
    }

    public override Task<object> GetItemAsync(CancellationToken cancellationToken) =>
        Task.FromResult(item is null ? new DriveItem(Path.Leaf, "Folder", below) : data.Show(item));

    public override IAsyncEnumerable<DriveNode> ChildrenAsync(CancellationToken cancellationToken) =>
        BelowAsync(Path, experiment, data, names, cancellationToken);

    public override IAsyncEnumerable<object>? ReadAsync(CancellationToken cancellationToken) => item is null ? null : data.ReadAsync(item, cancellationToken);
}
