using System.Globalization;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Stores;

namespace MlDash.Server.Removal;

/// <summary>
/// Removes blobs that no document refers to: what is left of uploads whose server died, and of chunks that were closed while their project was deleted.
/// A blob goes only if it is old, and if two looks at least an hour apart found nobody who refers to it: between the last byte of an upload, which may have
/// begun days ago, and its document lie milliseconds. A blob that has lost its document never gets one again, since every upload has a new id.
/// </summary>
internal sealed partial class BlobSweep(StoreCollections stores, IBlobStore blobs, Telemetry telemetry, TimeProvider clock, ILogger<BlobSweep> logger)
{
    private const int AskedAtOnce = 500;

    /// <summary>So few may all be orphans; of more, not most.</summary>
    private const int AlwaysPlausible = 100;

    private static readonly TimeSpan _betweenLooks = TimeSpan.FromHours(1);
    private Dictionary<string, DateTimeOffset> _suspects = new(StringComparer.Ordinal);

    /// <summary>Looks through all blobs once, and removes those that an earlier look suspected too. One caller at a time.</summary>
    /// <param name="age">How old a blob has to be.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <returns>How many were removed.</returns>
    public async Task<int> LookAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var files = await FilesAsync(cancellationToken);
        var (orphans, old) = (new List<StoredBlob>(), 0L);
        await foreach (var some in blobs.ListAsync(cancellationToken).Where(blob => blob.WrittenAt < now - age).Chunk(AskedAtOnce))
        {
            orphans.AddRange(await OrphansAsync(some, files, cancellationToken));
            old += some.Length;
        }
        if (orphans.Count > AlwaysPlausible && orphans.Count > old / 2)
        {
            LogImplausible(orphans.Count, old);
            return 0;
        }
        var due = orphans.Where(blob => _suspects.TryGetValue(blob.Key, out var since) && now - since >= _betweenLooks).ToList();
        foreach (var blob in due)
            await blobs.DeleteAsync(blob.Key, cancellationToken);
        _suspects = orphans.Except(due).ToDictionary(blob => blob.Key, blob => _suspects.GetValueOrDefault(blob.Key, now), StringComparer.Ordinal);
        var unfinished = await blobs.FreeUnfinishedAsync(now - age, cancellationToken);
        var bytes = due.Sum(blob => blob.Size);
        telemetry.BlobsSwept(due.Count, bytes);
        LogSwept(due.Count, bytes, _suspects.Count, unfinished);
        return due.Count;
    }

    /// <summary>
    /// The ids of all files that nodes refer to, deleted nodes too: their bytes go when they are purged. Some 40 bytes a file are in memory meanwhile.
    /// </summary>
    private async Task<HashSet<long>> FilesAsync(CancellationToken cancellationToken)
    {
        var files = new HashSet<long>();
        await foreach (var node in stores.Nodes.AllAsync(cancellationToken))
        {
            if (node.File is { } file)
                files.Add(long.Parse(file.Id, CultureInfo.InvariantCulture));
        }
        return files;
    }

    /// <summary>
    /// Those of some blobs that nothing refers to. A chunk stays while its metric is there: it may be published at any time. A tail stays while its metric
    /// names it.
    /// </summary>
    private async Task<List<StoredBlob>> OrphansAsync(IReadOnlyList<StoredBlob> some, HashSet<long> files, CancellationToken cancellationToken)
    {
        var chunks = some.Where(blob => blob.Key.StartsWith(BlobKeys.Chunks, StringComparison.Ordinal)).ToLookup(blob => blob.Key.Split('/')[1]);
        var metrics = await stores.Metrics.GetAsync([.. chunks.Select(metric => metric.Key)], cancellationToken);
        return
        [
            .. chunks.SelectMany(metric => metrics.TryGetValue(metric.Key, out var known)
                ? metric.Where(blob => BlobKeys.IsTail(blob.Key) && !known.TailKeys.Contains(blob.Key))
                : metric),
            .. some.Where(blob => blob.Key.StartsWith(BlobKeys.Files, StringComparison.Ordinal)
                && long.TryParse(blob.Key.AsSpan(BlobKeys.Files.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && !files.Contains(id)),
        ];
    }

    [LoggerMessage(Level = LogSeverity.Information,
        Message = "Swept {Blobs} blobs of {Bytes} bytes that nothing refers to; {Suspects} are suspected; removed the parts of {Uploads} unfinished uploads")]
    private partial void LogSwept(int blobs, long bytes, int suspects, int uploads);

    [LoggerMessage(Level = LogSeverity.Error,
        Message = "Nothing was swept: {Orphans} of {Old} old blobs seem to belong to nothing. Do the settings name the database of these blobs?")]
    private partial void LogImplausible(int orphans, long old);
}
