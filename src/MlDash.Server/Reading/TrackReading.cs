using System.Runtime.CompilerServices;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Stores;
using MlDash.Server.Tracks;
using MlDash.Storage.Format;
using MlDash.Tracks;

namespace MlDash.Server.Reading;

/// <summary>Tracks of an experiment that was found for a user.</summary>
internal sealed class TrackReading(StoreCollections stores, IMetadataStore store, TrackEntries entries, WorkGates gates)
{
    private const int LoadedAtOnce = 100;

    /// <summary>Tracks without their entries, in the order of their topics; some by exact topics, or all.</summary>
    public async IAsyncEnumerable<TrackInfo> DescribeAsync(
        string experimentId, IReadOnlyCollection<string>? topics, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var heads in (await stores.Tracks.HeadsAsync(experimentId, cancellationToken))
            .Where(track => topics?.Contains(track.Label) != false).OrderBy(track => track.Label, StringComparer.Ordinal).Chunk(LoadedAtOnce))
        {
            var tracks = await stores.Tracks.OfHeadsAsync(heads, cancellationToken);
            var ends = await store.EndsAsync([.. tracks.Select(track => track.Stream)], cancellationToken);
            foreach (var track in tracks)
                yield return RecordShapes.ToInfo(track, ends.GetValueOrDefault(track.Stream)?.Next ?? 0);
        }
    }

    /// <summary>Entries of a track in the order of their timestamps; none when there is no such track.</summary>
    public async IAsyncEnumerable<TrackEntry> ReadAsync(
        string experimentId, string topic, TrackQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await SelectAsync(experimentId, topic, query, cancellationToken) is not { } found)
            yield break;
        var fields = new FieldReader();
        await foreach (var line in found.ReadLinesAsync(cancellationToken))
            yield return TrackLine.Read(line.Span, fields, query);
    }

    /// <summary>For each time the entry with the largest timestamp not later.</summary>
    /// <exception cref="ExperimentException"><c>TrackTimeBeforeFirst</c>.</exception>
    public async IAsyncEnumerable<TrackEntry> FindAsync(
        string experimentId, string topic, IReadOnlyList<double> times, TrackQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (times.Count == 0)
            yield break;
        if (await SelectAsync(experimentId, topic, query, cancellationToken) is not { } found)
            throw TrackErrors.TimeBeforeFirst(topic, times[0]);
        var (fields, at) = (new FieldReader(), 0);
        await foreach (var line in found.FindLinesAsync(times, cancellationToken))
        {
            var time = times[at++];
            yield return line.IsEmpty ? throw TrackErrors.TimeBeforeFirst(topic, time) : TrackLine.Read(line.Span, fields, query);
        }
    }

    private async Task<TrackSelection?> SelectAsync(string experimentId, string topic, TrackQuery query, CancellationToken cancellationToken)
    {
        if (await entries.FindAsync(experimentId, topic, cancellationToken) is not { } track)
            return null;
        // The whole stream is looked through for the times. The turn is over before the caller gets entries: it may take its time over them.
        using var turn = await gates.WholeStreams.EnterAsync(cancellationToken);
        return await entries.SelectAsync(track, query.From, query.To, columns: null, cancellationToken);
    }
}
