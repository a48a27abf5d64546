using MlDash.Server.Stores;

namespace MlDash.Server.Removal;

/// <summary>Deletes blobs and streams, and says how many bytes are free by it.</summary>
internal static class Freeing
{
    /// <summary>Deletes a blob; 0 when there is none.</summary>
    public static async Task<long> FreeAsync(this IBlobStore blobs, string key, CancellationToken cancellationToken)
    {
        var size = await blobs.SizeAsync(key, cancellationToken);
        await blobs.DeleteAsync(key, cancellationToken);
        return size;
    }

    /// <summary>Deletes a stream. Its bytes are those of its items, as they came.</summary>
    public static async Task<long> FreeStreamAsync(this IMetadataStore store, string stream, CancellationToken cancellationToken)
    {
        var size = await store.ReadAsync(stream, 0, long.MaxValue, cancellationToken).Select(batch => (long)batch.Lines.Length).SumAsync(cancellationToken);
        await store.DeleteStreamAsync(stream, cancellationToken);
        return size;
    }
}
