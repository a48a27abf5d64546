namespace MlDash;

/// <summary>The receipts of an experiment on this machine and of its copy on a server, side by side.</summary>
public sealed class ReceiptComparison
{
    /// <param name="local">What is on this machine.</param>
    /// <param name="remote">What the server has.</param>
    /// <param name="server">Address of the server.</param>
    public ReceiptComparison(ExperimentReceipt local, ExperimentReceipt remote, string server)
    {
        (Prefix, RemotePrefix, Server, Digest, RemoteDigest) = (local.Prefix, remote.Prefix, server, local.Digest, remote.Digest);
        var there = remote.Parts.ToDictionary(part => (part.Kind, part.Name));
        var parts = local.Parts.Select(part => (Local: (ReceiptPart?)part, Remote: there.Remove((part.Kind, part.Name), out var same) ? same : null)).ToList();
        parts.AddRange(there.Values.Select(part => ((ReceiptPart?)null, (ReceiptPart?)part)));
        Differences =
        [
            .. parts.Where(pair => pair.Local != pair.Remote).Select(pair => new ReceiptDifference(pair.Local, pair.Remote))
                .OrderBy(difference => difference.Kind).ThenBy(difference => difference.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Path of the experiment on this machine.</summary>
    public string Prefix { get; }

    /// <summary>Path of its copy on the server.</summary>
    public string RemotePrefix { get; }

    /// <summary>Address of the server.</summary>
    public string Server { get; }

    /// <summary>Whether both hold the same.</summary>
    public bool IsSame => Digest == RemoteDigest;

    /// <summary>Digest of what is on this machine.</summary>
    public string Digest { get; }

    /// <summary>Digest of what the server has.</summary>
    public string RemoteDigest { get; }

    /// <summary>The parts that are not the same, or that only one of them has.</summary>
    public IReadOnlyList<ReceiptDifference> Differences { get; }

    /// <inheritdoc />
    public override string ToString() => IsSame ? $"{Prefix}: the same" : $"{Prefix}: {string.Join("; ", Differences)}";
}

/// <summary>A part of an experiment that is not the same on this machine and on a server.</summary>
/// <param name="Local">The part on this machine; null when it is missing there.</param>
/// <param name="Remote">The part on the server; null when it is missing there.</param>
public sealed record ReceiptDifference(ReceiptPart? Local, ReceiptPart? Remote)
{
    /// <summary>What it is about.</summary>
    public ReceiptPartKind Kind => (Local ?? Remote!).Kind;

    /// <summary>Name of the metric, topic of the track, or path of the file; empty for a part of which an experiment has one.</summary>
    public string Name => (Local ?? Remote!).Name;

    /// <inheritdoc />
    public override string ToString()
    {
        var what = Name.Length == 0 ? Kind.ToString() : $"{Kind} '{Name}'";
        return this switch
        {
            { Remote: null } => $"{what} is missing on the server",
            { Local: null } => $"{what} is missing on this machine",
            _ when Local.Records != Remote.Records =>
                $"{what} has {Local.Records:N0} {(Kind == ReceiptPartKind.File ? "bytes" : "records")} here, {Remote.Records:N0} on the server",
            _ => $"{what} differs",
        };
    }
}
