using MlDash.Json;

namespace MlDash;

/// <summary>
/// What an experiment holds, as digests: the same wherever it is kept, and another one after any change. Its path, its id and the time something was stored
/// are not part of it. docs/receipts.md says how the digests are made, so that anyone can check them.
/// </summary>
public sealed class ExperimentReceipt
{
    /// <param name="prefix">Path of the experiment where it was read.</param>
    /// <param name="parts">What it holds, in any order.</param>
    public ExperimentReceipt(string prefix, IEnumerable<ReceiptPart> parts)
    {
        Prefix = prefix;
        Parts = [.. parts.OrderBy(part => part.Kind).ThenBy(part => part.Name, StringComparer.Ordinal)];
        using var tree = new DigestTree();
        foreach (var part in Parts)
            tree.Add(CanonicalJson.Line([part.Kind.ToString(), part.Name, part.Records, part.Digest]));
        Digest = tree.End();
    }

    /// <summary>Path of the experiment where it was read.</summary>
    public string Prefix { get; }

    /// <summary>SHA-256 over all parts, 64 lower-case hex digits.</summary>
    public string Digest { get; }

    /// <summary>What it holds, by kind and name.</summary>
    public IReadOnlyList<ReceiptPart> Parts { get; }

    /// <inheritdoc />
    public override string ToString() => Digest;
}
