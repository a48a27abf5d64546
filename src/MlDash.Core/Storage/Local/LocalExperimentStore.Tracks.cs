using Microsoft.Win32.SafeHandles;
using MlDash.Errors;
using MlDash.Json;
using MlDash.Records;
using MlDash.Storage.Format;
using MlDash.Tracks;

namespace MlDash.Storage.Local;

/// <content>Tracks.</content>
public sealed partial class LocalExperimentStore
{
    /// <inheritdoc />
    public IAsyncEnumerable<TrackInfo> DescribeTracksAsync(ExperimentPath path, IReadOnlyCollection<string>? topics, CancellationToken cancellationToken)
    {
        var layout = Layout(path);
        if (topics is null)
            return ReadTrackInfos(layout, LocalStreams.TrackFolders(layout.TracksFolder)).ToAsync(cancellationToken);
        // Two topics may share the name of a folder, which holds the one that was there first.
        var folders = LocalStreams.Existing(
            layout, topics.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(topic => new StreamId(RecordKind.Track, topic)));
        return ReadTrackInfos(layout, folders).Where(track => topics.Contains(track.Topic)).ToAsync(cancellationToken);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<TrackEntry> ReadTrackAsync(ExperimentPath path, string topic, TrackQuery query, CancellationToken cancellationToken) =>
        ReadTrack(TrackData(path, topic), query, cancellationToken).ToAsync(cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<TrackEntry> FindInTrackAsync(
        ExperimentPath path, string topic, IReadOnlyList<double> times, TrackQuery query, CancellationToken cancellationToken) =>
        FindInTrack(TrackData(path, topic), topic, times, query, cancellationToken).ToAsync(cancellationToken);

    /// <inheritdoc />
    public Task<TrackInfo> UpdateTrackAsync(ExperimentPath path, string topic, SeriesDescription change, CancellationToken cancellationToken) =>
        Task.FromResult(DiskFaults.Translate($"Changing the track '{topic}'", () =>
        {
            var layout = Layout(path);
            // A recording keeps the details of its tracks in memory, and would write the old ones over these.
            RefuseProtected(ReadEnded(layout), path);
            var data = TrackData(path, topic);
            if (!File.Exists(data))
                throw TrackErrors.NotFound(topic);
            var folder = Path.GetDirectoryName(data)!;
            var file = layout.FileIn(folder, LocalLayout.MetadataFile);
            using var held = FileLock.Take(layout.FileIn(folder, LocalLayout.MetadataLock), Clock, cancellationToken);
            var document = TrackMetadata.Complete(SmallDocument.Read(file), topic, Clock.GetUtcNow());
            MetricMetadata.Describe(document, change);
            SmallDocument.Write(file, document);
            ExperimentSeal.RenewDocument(layout, file, Clock);
            return TrackMetadata.ToInfo(document, topic);
        }));

    private IEnumerable<TrackInfo> ReadTrackInfos(LocalLayout layout, IEnumerable<string> folders) => Readable(folders, folder =>
    {
        var name = Path.GetFileName(folder);
        return TrackMetadata.ToInfo(TrackMetadata.Complete(ReadDescription(layout, folder), name, Clock.GetUtcNow()), name);
    });

    /// <summary>The data file of a track. A topic is asked for without outer slashes, but the Python SDK lets it begin with one.</summary>
    private string TrackData(ExperimentPath path, string topic)
    {
        var layout = Layout(path);
        var plain = LocalStreams.DataFile(layout, new StreamId(RecordKind.Track, topic));
        if (File.Exists(plain))
            return plain;
        var rooted = layout.Track('/' + topic);
        var document = SmallDocument.ReadIfWhole(layout.FileIn(rooted, LocalLayout.MetadataFile));
        return document?.Text("topic") == '/' + topic ? layout.FileIn(rooted, LocalLayout.DataFile) : plain;
    }

    private IEnumerable<TrackEntry> ReadTrack(string file, TrackQuery query, CancellationToken cancellationToken)
    {
        using var data = LineReader.OpenFile(file);
        if (data is null)
            yield break;
        var fields = new FieldReader();
        foreach (var (offset, lines) in SearchIn(file, data, cancellationToken).RunsFrom(query.From))
        {
            var left = lines;
            foreach (var entry in ReadLines<TrackEntry>(file, offset, 0, line => TrackLine.Read(line, fields, query), cancellationToken))
            {
                if (query.To is { } to && entry.Timestamp > to)
                    yield break;
                yield return entry;
                if (--left == 0)
                    break;
            }
        }
    }

    private IEnumerable<TrackEntry> FindInTrack(string file, string topic, IReadOnlyList<double> times, TrackQuery query, CancellationToken cancellationToken)
    {
        using var data = LineReader.OpenFile(file);
        var search = data is null ? null : SearchIn(file, data, cancellationToken);
        var fields = new FieldReader();
        foreach (var time in times)
        {
            var place = query.Matches(time) ? search?.Floor(time) : search?.Floor(Math.Min(time, query.To ?? time));
            var entry = place is { } offset
                ? ReadLines<TrackEntry>(file, offset, 0, line => TrackLine.Read(line, fields, query), cancellationToken).FirstOrDefault()
                : null;
            if (entry is null || (query.From is { } from && entry.Timestamp < from))
                throw TrackErrors.TimeBeforeFirst(topic, time);
            yield return entry;
        }
    }

    /// <summary>The search in a track; lines that it had to leave out are one warning, however many they are.</summary>
    private TrackSearch SearchIn(string file, SafeFileHandle data, CancellationToken cancellationToken)
    {
        var search = TrackSearch.Of(file, data, cancellationToken);
        if (search.Unreadable > 0)
            Warnings.Enqueue(
                $"{search.Unreadable} {(search.Unreadable == 1 ? "line" : "lines")} without a readable 'timestamp' in '{file}' {(search.Unreadable == 1 ? "was" : "were")} skipped.");
        return search;
    }
}
