using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MlDash.Server.Stores;

namespace MlDash.Server.Migration;

/// <summary>SHA-256 of what a store holds, in a form that does not depend on the store.</summary>
internal static class Digest
{
    /// <summary>Of a document with all that it is found by, its version included.</summary>
    public static string Of(StoredDocument document)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, document.Id);
        Add(hash, document.Version);
        Add(hash, document.Unique ?? "\0none");
        Add(hash, document.Keys.Count);
        foreach (var key in document.Keys)
            Add(hash, key);
        Add(hash, document.Order);
        if (document.Second is { } second)
        {
            Add(hash, "\0second " + second.Order);
            Add(hash, second.Keys.Count);
            foreach (var key in second.Keys)
                Add(hash, key);
        }
        Add(hash, document.Label);
        hash.AppendData(document.Body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>
    /// Of a stream below an index: what is kept of trimmed batches, where the items begin, each with the time it came, and the tokens at their places. Not of
    /// how they are laid down: one store may need two batches for what another holds in one.
    /// </summary>
    public static async Task<(string Hash, long Items, long Bytes)> OfAsync(IMetadataStore store, string stream, long to, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (items, bytes, at) = (0L, 0L, "");
        await foreach (var trimmed in store.TrimmedAsync(stream, 0, to, cancellationToken))
        {
            Add(hash, "\0trimmed " + trimmed.Token);
            Add(hash, trimmed.At);
            Add(hash, trimmed.Start);
            Add(hash, trimmed.Count);
        }
        await foreach (var batch in store.ReadAsync(stream, 0, to, cancellationToken))
        {
            if (items == 0)
                Add(hash, batch.Start);
            if (batch.Token is not null)
                Add(hash, "\0token " + batch.Token);
            if (batch.At != at)
                Add(hash, "\0at " + batch.At);
            at = batch.At;
            foreach (var line in Lines.Split(batch.Lines).Take((int)Math.Min(batch.Count, to - batch.Start)))
            {
                Add(hash, line.Span);
                (items, bytes) = (items + 1, bytes + line.Length);
            }
        }
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), items, bytes);
    }

    /// <summary>Of a blob's bytes, and how many they are; null when there is no such blob.</summary>
    public static async Task<(string Hash, long Bytes)?> OfAsync(IBlobStore store, string key, CancellationToken cancellationToken)
    {
        await using var blob = await store.OpenAsync(key, 0, cancellationToken);
        if (blob is null)
            return null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[256 * 1024];
        var bytes = 0L;
        int read;
        while ((read = await blob.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer.AsSpan(0, read));
            bytes += read;
        }
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
    }

    private static void Add(IncrementalHash hash, string text) => Add(hash, Encoding.UTF8.GetBytes(text));

    // With its length in front, so that two texts never read as one.
    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Add(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Add(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
