namespace MlDash.Server.Documents;

/// <summary>
/// A removal of a node with all below it: one entry of the recycle bin. It stands in the top, the node that the removal was asked for; the others name it by
/// <see cref="NodeDocument.RemovalId"/>, so that a restore brings back what this removal took and not what was removed before.
/// </summary>
/// <param name="Id">What the nodes of the removal name; two removals of one node differ in it.</param>
/// <param name="Step">One of <see cref="RemovalStep"/>.</param>
/// <param name="By">Who removed it.</param>
/// <param name="At">When.</param>
internal sealed record NodeRemoval(string Id, string Step, string By, string At)
{
    /// <summary>How many nodes it took, the top included.</summary>
    public int Nodes { get; init; }

    /// <summary>How many of them are experiments.</summary>
    public int Experiments { get; init; }

    /// <summary>Bytes of the files among them.</summary>
    public long Bytes { get; init; }

    /// <summary>The removal with the counts of what it took.</summary>
    public NodeRemoval Counting(IReadOnlyCollection<NodeDocument> taken) => this with
    {
        Nodes = taken.Count,
        Experiments = taken.Count(n => n.Type == Protocol.NodeType.Experiment),
        Bytes = taken.Sum(n => n.File?.SizeBytes ?? 0),
    };
}

/// <summary>
/// How far a removal is. The step of the top decides alone, and changes from one to the next only: of a restore and a purge that begin at once, one continues.
/// </summary>
internal static class RemovalStep
{
    /// <summary>The nodes below the top are being hidden; the top is still there.</summary>
    public const string Removing = "removing";

    /// <summary>In the recycle bin.</summary>
    public const string Removed = "removed";

    /// <summary>The top is back, the nodes below it follow.</summary>
    public const string Restoring = "restoring";

    /// <summary>What it holds is being deleted for good.</summary>
    public const string Purging = "purging";
}
