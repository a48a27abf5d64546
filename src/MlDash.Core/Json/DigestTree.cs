using System.Security.Cryptography;

namespace MlDash.Json;

/// <summary>
/// The digest of a sequence of lines as a Merkle tree of two levels: each 1,000 lines are a leaf, and the digests of the leaves make the root. As in RFC 6962,
/// what is hashed begins with 0 for a leaf and with 1 for the root, so that neither can be taken for the other.
/// </summary>
internal sealed class DigestTree : IDisposable
{
    /// <summary>Lines of a leaf.</summary>
    public const int LeafLines = 1000;

    private readonly IncrementalHash _leaf = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _root = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public DigestTree()
    {
        _leaf.AppendData([0]);
        _root.AppendData([1]);
    }

    /// <summary>Lines so far.</summary>
    public long Lines { get; private set; }

    /// <summary>Adds a line, without a line feed in it.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        _leaf.AppendData(line);
        _leaf.AppendData("\n"u8);
        if (++Lines % LeafLines == 0)
            EndLeaf();
    }

    /// <summary>The digest of all lines, 64 lower-case hex digits. Nothing can be added after it.</summary>
    public string End()
    {
        if (Lines % LeafLines != 0)
            EndLeaf();
        return Convert.ToHexString(_root.GetHashAndReset()).ToLowerInvariant();
    }

    public void Dispose()
    {
        _leaf.Dispose();
        _root.Dispose();
    }

    private void EndLeaf()
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _leaf.GetHashAndReset(digest);
        _root.AppendData(digest);
        _leaf.AppendData([0]);
    }
}
