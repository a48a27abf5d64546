using MlDash.Import.Exported;
using MlDash.Import.Reading;
using MlDash.Import.Runs;
using MlDash.Records;
using MlDash.Storage.Local;

namespace MlDash.Import.Sources.Archive;

/// <summary>An experiment in the folder format.</summary>
/// <param name="store">The folder it lies in.</param>
/// <param name="record">The experiment.</param>
/// <param name="source">What it came from.</param>
internal sealed class StoredRun(LocalExperimentStore store, ExperimentRecord record, string source) : SourceRun
{
    private RunDetails? _details;

    /// <inheritdoc />
    public override RunDetails Details => _details ??= RunDetails.Of(record, record.Id ?? record.Path.Value, source) with
    {
        Parameters = Only(store.ReadParametersAsync(record.Path, CancellationToken.None)),
    };

    /// <inheritdoc />
    public override void Read(IRunSink sink, CancellationToken cancellationToken)
    {
        foreach (var metric in store.DescribeMetricsAsync(record.Path, null, cancellationToken).ToBlockingEnumerable(cancellationToken))
        {
            sink.Describe(RecordKind.Metric, metric.Name, new SeriesDescription(metric.Description, metric.Tags, metric.Metadata));
            var points = sink.Metric(metric.Name);
            var query = new MetricQuery();
            foreach (var point in store.ReadMetricAsync(record.Path, metric.Name, query, cancellationToken).ToBlockingEnumerable(cancellationToken))
                RecordedPoints.Give(points, point.Fields, point.CreatedAt);
        }

        foreach (var entry in store.ReadLogsAsync(record.Path, new LogQuery(), cancellationToken).ToBlockingEnumerable(cancellationToken))
            sink.Log(entry.Timestamp, entry.Level, entry.Message, entry.Metadata);
        ReadTracks(sink, cancellationToken);
        var layout = new LocalLayout(store.Root, record.Path);
        foreach (var file in store.FindFilesAsync(record.Path, new FileQuery(), cancellationToken).ToBlockingEnumerable(cancellationToken))
        {
            var place = LocalFileIntake.PlaceOf(layout, file);
            if (!File.Exists(place))
            {
                sink.LeaveOut($"The file '{file.Path}': the archive does not hold it, because it was missing or damaged when it was exported.");
                continue;
            }

            sink.File(new SourceFile(file.Path, () => SmallFile.Open(place), File.GetLastWriteTimeUtc(place))
            {
                ContentType = file.ContentType,
                Description = file.Description,
                Tags = file.Tags,
                Bindrs = file.Bindrs,
                Metadata = file.Metadata,
            });
        }
    }

    private void ReadTracks(IRunSink sink, CancellationToken cancellationToken)
    {
        foreach (var track in store.DescribeTracksAsync(record.Path, null, cancellationToken).ToBlockingEnumerable(cancellationToken))
        {
            sink.Describe(RecordKind.Track, track.Topic, new SeriesDescription(track.Description, track.Tags, track.Metadata));
            foreach (var entry in store.ReadTrackAsync(record.Path, track.Topic, new TrackQuery(), cancellationToken).ToBlockingEnumerable(cancellationToken))
                sink.Entry(track.Topic, entry.Timestamp, entry.Fields);
        }
    }

    /// <summary>What a folder answers is there as soon as it is asked for.</summary>
    private static T Only<T>(Task<T> answer)
    {
        return Items().ToBlockingEnumerable().Single();

        async IAsyncEnumerable<T> Items()
        {
            yield return await answer.ConfigureAwait(false);
        }
    }
}
