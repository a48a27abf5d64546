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
    public async Task<TrackDocument> UpsertAsync(string experimentId, string topic, CancellationToken cancel)
    {
        var (track, _) = await stores.Tracks.GetOrInsertAsync(StoreCollections.DataUnique(experimentId, topic),
            () => new TrackDocument(ids.Next(), experimentId, NodeNames.CheckPath(topic, "a topic"), IsoTime.Format(clock.GetUtcNow())), cancel);
        return track;
    }

    public async Task<long> AppendAsync(string experimentId, string topic, TrackBatch entries, string? token, CancellationToken cancel)
    {
        var track = await UpsertAsync(experimentId, topic, cancel);
        // Widened before the entries are there: a reader may see a range too wide for a moment, never an entry outside of it.
        await stores.Tracks.ChangeAsync(track.Id, t => t.Covering(entries.First, entries.Last, entries.Columns), cancel);
        CrashPoint.Pass("track.widened");
        var start = await store.AppendAsync(track.Stream, new NewBatch(entries.Count, entries.ToLines(), IsoTime.Format(clock.GetUtcNow()), token), cancel);
        CrashPoint.Pass("track.appended");
        return start;
    }

    public async Task<TrackDocument?> FindAsync(string experimentId, string topic, CancellationToken cancel) =>
        await stores.Tracks.GetByUniqueAsync(StoreCollections.DataUnique(experimentId, topic), cancel);

    /// <summary>Entries between two times, both inclusive, ascending.</summary>
    public Task<TrackSelection> SelectAsync(TrackDocument track, double? from, double? to, IReadOnlySet<string>? columns, CancellationToken cancel) =>
        TrackSelection.OfAsync(store, track, from, to, columns, cancel);
}
