using System.Globalization;
using MlDash.Server.Diagnostics;
using MlDash.Server.Stores;

namespace MlDash.Server.Migration;

/// <summary>
/// Files and chunks. A blob appears whole, so one that is there with its size has arrived; its bytes are compared at the end. An empty one in place of
/// bytes has not: some services show an object before its bytes come, and nothing is lost by putting it again. Summaries of another size are put again,
/// too: reading alone may have replaced them since.
/// </summary>
internal sealed class BlobMove(IBlobStore source, IBlobStore target) : IMove
{
    private const int AtOnce = 8;

    public string Name => "blobs";

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await foreach (var (ours, theirs) in PairsAsync(cancellationToken))
        {
            if (theirs is not null && ours?.Size != theirs.Size && !IsMissing(ours, theirs))
            {
                throw new MigrationRefusedException(string.Create(CultureInfo.InvariantCulture, $"The target holds blob '{theirs.Key}' of {theirs.Size} bytes, "
                    + $"which {(ours is null ? "the source does not have" : $"has {ours.Size} bytes in the source")}."));
            }
        }
    }

    public async Task CopyAsync(Progress progress, CancellationToken cancellationToken)
    {
        progress.Begin("copy blobs", "blobs");
        var missing = PairsAsync(cancellationToken).Where(pair => IsMissing(pair.Source, pair.Target)).Select(pair => pair.Source!);
        await Parallel.ForEachAsync(missing, Together(cancellationToken), async (blob, one) =>
        {
            await using var content = await source.OpenAsync(blob.Key, 0, one)
                ?? throw new IOException($"Blob '{blob.Key}' disappeared before it was copied: something changes the source.");
            await target.PutAsync(blob.Key, content, one);
            CrashPoint.Pass("migrate.blob");
            progress.Count(blob.Size);
        });
        progress.End();
    }

    public async Task<string> VerifyAsync(Differences differences, Progress progress, CancellationToken cancellationToken)
    {
        progress.Begin("compare blobs", "blobs");
        var (here, there, bytes) = (0L, 0L, 0L);
        await Parallel.ForEachAsync(PairsAsync(cancellationToken), Together(cancellationToken), async (pair, one) =>
        {
            var key = (pair.Source ?? pair.Target)!.Key;
            var ours = pair.Source is null ? null : await Digest.OfAsync(source, key, one);
            var theirs = pair.Target is null ? null : await Digest.OfAsync(target, key, one);
            if (ours is null || theirs is null)
                differences.Add($"blob '{key}' is only in the {(ours is null ? "target" : "source")}");
            else if (ours != theirs)
            {
                differences.Add(string.Create(CultureInfo.InvariantCulture, $"blob '{key}' is not the same in both: {ours.Value.Bytes} bytes with SHA-256 "
                    + $"{ours.Value.Hash} in the source, {theirs.Value.Bytes} with {theirs.Value.Hash} in the target"));
            }
            Interlocked.Add(ref here, ours is null ? 0 : 1);
            Interlocked.Add(ref there, theirs is null ? 0 : 1);
            Interlocked.Add(ref bytes, theirs?.Bytes ?? 0);
            progress.Count(pair.Source?.Size ?? 0);
        });
        if (here != there)
            differences.Add(string.Create(CultureInfo.InvariantCulture, $"{here} blobs in the source, {there} in the target"));
        return string.Create(CultureInfo.InvariantCulture, $"{there} blobs, {bytes} bytes");
    }

    private static bool IsMissing(StoredBlob? ours, StoredBlob? theirs) => ours is not null && (theirs is null
        || (ours.Size > 0 && theirs.Size != ours.Size && (theirs.Size == 0 || BlobKeys.IsSummary(ours.Key))));

    /// <summary>All blobs, but summaries that only the target has: a reader there has made them.</summary>
    private IAsyncEnumerable<(StoredBlob? Source, StoredBlob? Target)> PairsAsync(CancellationToken cancellationToken) =>
        Pairs.OfAsync(source.ListAsync(cancellationToken), target.ListAsync(cancellationToken), blob => BlobKeys.PlaceOf(blob.Key))
            .Where(pair => pair.Source is not null || !BlobKeys.IsSummary(pair.Target!.Key));

    private static ParallelOptions Together(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
}
