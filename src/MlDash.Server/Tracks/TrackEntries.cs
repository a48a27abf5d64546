using MlDash.Ids;
using MlDash.Protocol;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Nodes;
using MlDash.Server.Stores;

namespace MlDash.Server.Tracks;

/// <summary>Appends and reads entries. Entries of equal time stay separate, in the order they arrived.</summary>
internal sealed class TrackEntries(StoreCollections stores, IMetadataStore store, Snowflake ids, TimeProvider clock)
{
    public async Task<TrackDocument> UpsertAsync(string experimentId, string topic, CancellationToken cancellationToken)
    {
        var (track, _) = await stores.Tracks.GetOrInsertAsync(StoreCollections.DataUnique(experimentId, topic),
            () => new TrackDocument(ids.Next(), experimentId, NodeNames.CheckPath(topic, "a topic"), IsoTime.Format(clock.GetUtcNow())), cancellationToken);
        return track;
    }

    public async Task<long> AppendAsync(string experimentId, string topic, TrackBatch entries, string? token, CancellationToken cancellationToken)
    {
        var track = await UpsertAsync(experimentId, topic, cancellationToken);
        // Widened before the entries are there: a reader may see a range too wide for a moment, never an entry outside of it.
        await stores.Tracks.ChangeAsync(track.Id, t => t.Covering(entries.First, entries.Last, entries.Columns), cancellationToken);
        CrashPoint.Pass("track.widened");
        var start =
            await store.AppendAsync(track.Stream, new NewBatch(entries.Count, entries.ToLines(), IsoTime.Format(clock.GetUtcNow()), token), cancellationToken);
        CrashPoint.Pass("track.appended");
        return start;
    }

    public async Task<TrackDocument?> FindAsync(string experimentId, string topic, CancellationToken cancellationToken) =>
        await stores.Tracks.GetByUniqueAsync(StoreCollections.DataUnique(experimentId, topic), cancellationToken);

    /// <summary>Entries between two times, both inclusive, ascending.</summary>
    public Task<TrackSelection> SelectAsync(
        TrackDocument track, double? from, double? to, IReadOnlySet<string>? columns, CancellationToken cancellationToken) =>
        TrackSelection.OfAsync(store, track, from, to, columns, cancellationToken);
}
