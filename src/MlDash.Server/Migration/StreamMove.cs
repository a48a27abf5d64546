using System.Globalization;
using MlDash.Server.Diagnostics;
using MlDash.Server.Stores;

namespace MlDash.Server.Migration;

/// <summary>
/// Logs, track entries and hot points: batches at the places they had, with their times and the tokens that tell repeats, also of batches that were trimmed.
/// </summary>
internal sealed class StreamMove(IMetadataStore source, IMetadataStore target) : IMove
{
    private const int AtOnce = 8;

    public string Name => "streams";

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await foreach (var stream in target.StreamsAsync(cancellationToken))
        {
            // What has arrived is the beginning of the stream, up to its end in the target.
            var end = (await target.EndsAsync([stream], cancellationToken))[stream].Next;
            var (ours, theirs) = (await Digest.OfAsync(source, stream, end, cancellationToken), await Digest.OfAsync(target, stream, end, cancellationToken));
            if (ours != theirs)
                throw new MigrationRefusedException($"The target holds stream '{stream}', which is another one, or none, in the source.");
        }
    }

    public async Task CopyAsync(Progress progress, CancellationToken cancellationToken)
    {
        progress.Begin("copy streams", "batches");
        await Parallel.ForEachAsync(source.StreamsAsync(cancellationToken), Together(cancellationToken), async (stream, one) =>
        {
            var from = (await target.EndsAsync([stream], one)).GetValueOrDefault(stream)?.Next ?? 0;
            await foreach (var batch in source.TrimmedAsync(stream, from, long.MaxValue, one).Concat(source.ReadAsync(stream, from, long.MaxValue, one)))
            {
                await target.RestoreAsync(stream, batch, one);
                CrashPoint.Pass("migrate.batch");
                progress.Count(batch.Lines.Length);
            }
            CrashPoint.Pass("migrate.stream");
        });
        progress.End();
    }

    public async Task<string> VerifyAsync(Differences differences, Progress progress, CancellationToken cancellationToken)
    {
        progress.Begin("compare streams", "streams");
        var (here, there, items) = (0L, 0L, 0L);
        await Parallel.ForEachAsync(source.StreamsAsync(cancellationToken), Together(cancellationToken), async (stream, one) =>
        {
            var ours = await Digest.OfAsync(source, stream, long.MaxValue, one);
            var theirs = await Digest.OfAsync(target, stream, long.MaxValue, one);
            if (ours != theirs)
            {
                differences.Add(string.Create(CultureInfo.InvariantCulture,
                    $"stream '{stream}' is not the same in both: {ours.Items} items in the source, {theirs.Items} in the target"));
            }
            Interlocked.Increment(ref here);
            Interlocked.Add(ref items, theirs.Items);
            progress.Count(ours.Bytes);
        });
        await foreach (var stream in target.StreamsAsync(cancellationToken))
        {
            there++;
            if (!(await source.EndsAsync([stream], cancellationToken)).ContainsKey(stream))
                differences.Add($"stream '{stream}' is only in the target");
        }
        if (here != there)
            differences.Add(string.Create(CultureInfo.InvariantCulture, $"{here} streams in the source, {there} in the target"));
        return string.Create(CultureInfo.InvariantCulture, $"{there} streams, {items} items");
    }

    private static ParallelOptions Together(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
}
