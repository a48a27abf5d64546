using System.Globalization;
using System.Runtime.CompilerServices;
using MlDash.Server.Documents;
using MlDash.Server.Migration;
using MlDash.Server.Stores;

namespace MlDash.Server.Checking;

/// <summary>Reads the bytes of all files: each is there, and is what was uploaded.</summary>
internal sealed class BlobCheck(StoreCollections stores, IBlobStore blobs, Owners owners)
{
    /// <summary>Checks the files that documents name.</summary>
    public async IAsyncEnumerable<Finding> FilesAsync(Progress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        progress.Begin("check files", "files");
        await foreach (var stored in stores.Nodes.StoredAsync(cancellationToken))
        {
            // Of a deleted file the bytes go before its document; they may be gone.
            if (stored.Document is not { File: { } file, DeletedAt: null } node)
                continue;
            var item = $"{file.BlobKey} ({node.FullPath})";
            var found = await Digest.OfAsync(blobs, file.BlobKey, cancellationToken);
            progress.Count(found?.Bytes ?? 0);
            if (found is null)
                yield return Finding.Error("FileMissing", item, "Its bytes are missing.");
            else if (found.Value.Bytes != file.SizeBytes)
                yield return Finding.Error("FileChanged", item, string.Create(
                    CultureInfo.InvariantCulture, $"It has {found.Value.Bytes} bytes; {file.SizeBytes} were uploaded."));
            else if (!found.Value.Hash.Equals(file.Checksum, StringComparison.OrdinalIgnoreCase))
                yield return Finding.Error("FileChanged", item, "Its bytes are not those that were uploaded: their SHA-256 differs.");
        }
        progress.End();
    }

    /// <summary>Names the blobs that belong to nothing.</summary>
    public async IAsyncEnumerable<Finding> OrphansAsync(Progress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        progress.Begin("list blobs", "blobs");
        await foreach (var blob in blobs.ListAsync(cancellationToken))
        {
            progress.Count(blob.Size);
            var isKnown = blob.Key.StartsWith(BlobKeys.Chunks, StringComparison.Ordinal)
                ? owners.Metrics.Contains(blob.Key.Split('/')[1])
                : owners.Files.Contains(blob.Key);
            if (!isKnown)
                yield return Finding.Information("FileUnlisted", blob.Key, "No document refers to it. The sweep of a running server removes it.");
        }
        progress.End();
    }
}
