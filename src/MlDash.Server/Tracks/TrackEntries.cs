using MlDash.Protocol;
using MlDash.Server.Hosting;
using MlDash.Server.Stores;

namespace MlDash.Server.Tracks;

/// <summary>Appends and reads entries. Entries of equal time stay separate, in the order they arrived.</summary>
internal sealed class TrackEntries(StoreCollections stores, IMetadataStore store, Snowflake ids, TimeProvider clock)
{
    public async Task<TrackDocument> UpsertAsync(string experimentId, string topic, CancellationToken cancel)
    {
        var (track, _) = await stores.Tracks.GetOrInsertAsync(StoreCollections.DataUnique(experimentId, topic),
            () => new TrackDocument(ids.Next(), experimentId, topic, UtcText.Of(clock.GetUtcNow())), cancel);
        return track;
    }

    public async Task<long> AppendAsync(string experimentId, string topic, IReadOnlyList<TrackEntry> entries, string? token, CancellationToken cancel)
    {
        var track = await UpsertAsync(experimentId, topic, cancel);
        // Widened before the entries are there: a reader may see a range too wide for a moment, never an entry outside of it.
        await stores.Tracks.ChangeAsync(track.Id, t => t.Covering(entries), cancel);
        CrashPoint.Pass("track.widened");
        var lines = Lines.Join([.. entries.Select(e => e.WholeObject().Bytes)]);
        var start = await store.AppendAsync(track.Stream, new StreamBatch(entries.Count, lines, UtcText.Of(clock.GetUtcNow()), token), cancel);
        CrashPoint.Pass("track.appended");
        return start;
    }

    public async Task<TrackDocument?> FindAsync(string experimentId, string topic, CancellationToken cancel) =>
        await stores.Tracks.GetByUniqueAsync(StoreCollections.DataUnique(experimentId, topic), cancel);

    /// <summary>Entries between two times, both inclusive, ascending.</summary>
    public async Task<IReadOnlyList<TrackEntry>> ReadAsync(
        TrackDocument track, double? from, double? to, IReadOnlySet<string>? columns, CancellationToken cancel)
    {
        var entries = new List<TrackEntry>();
        await foreach (var batch in store.ReadAsync(track.Stream, 0, long.MaxValue, cancel))
        {
            foreach (var line in Lines.Split(batch.Lines))
            {
                if (TrackEntry.OfFlat(RawJson.Parse(line)) is { } entry && !(entry.Timestamp < from) && !(entry.Timestamp > to))
                    entries.Add(entry.Only(columns));
            }
        }
        // A stable sort: equal times keep the order of arrival.
        return [.. entries.OrderBy(e => e.Timestamp)];
    }
}
