using System.Collections;
using System.Runtime.CompilerServices;
using MlDash.Experiments;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Storage;

/// <summary>Makes receipts out of what a reader answers, so that they are the same for every reader.</summary>
/// <param name="reader">Reads the experiment.</param>
/// <param name="path">The experiment.</param>
internal sealed class ReceiptReading(IExperimentReader reader, ExperimentPath path)
{
    /// <summary>The parts of its receipt, each as soon as it is read. No more than a page of records is in memory.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>.</exception>
    public async IAsyncEnumerable<ReceiptPart> PartsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var record = await reader.GetAsync(path, cancellationToken).ConfigureAwait(false) ?? throw ExperimentErrors.NotFound(path);
        yield return Details(record);
        if (await ParametersAsync(cancellationToken).ConfigureAwait(false) is { } parameters)
            yield return parameters;
        if (await OfAsync(ReceiptPartKind.Log, "", [], LogLinesAsync(cancellationToken)).ConfigureAwait(false) is { } log)
            yield return log;
        await foreach (var metric in reader.DescribeMetricsAsync(path, null, cancellationToken).ConfigureAwait(false))
        {
            object?[] details = [NullIfEmpty(metric.Description), metric.Tags, NullIfEmpty(metric.Metadata)];
            if (await OfAsync(ReceiptPartKind.Metric, metric.Name, details, PointsAsync(metric.Name, cancellationToken)).ConfigureAwait(false) is { } part)
                yield return part;
        }

        await foreach (var track in reader.DescribeTracksAsync(path, null, cancellationToken).ConfigureAwait(false))
        {
            object?[] details = [NullIfEmpty(track.Description), track.Tags, NullIfEmpty(track.Metadata)];
            if (await OfAsync(ReceiptPartKind.Track, track.Topic, details, EntriesAsync(track.Topic, cancellationToken)).ConfigureAwait(false) is { } part)
                yield return part;
        }

        await foreach (var file in reader.FindFilesAsync(path, new(), cancellationToken).ConfigureAwait(false))
            yield return File(file);
    }

    /// <summary>The whole receipt.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>.</exception>
    public async Task<ExperimentReceipt> ReadAsync(CancellationToken cancellationToken)
    {
        var parts = new List<ReceiptPart>();
        await foreach (var part in PartsAsync(cancellationToken).ConfigureAwait(false))
            parts.Add(part);
        return new(path.Value, parts);
    }

    // Crashed and lost are what a reader thinks of a run that says it is running.
    private static ReceiptPart Details(ExperimentRecord record) => Part(
        ReceiptPartKind.Detail, "", 0,
        [
            NullIfEmpty(record.Description), record.Tags, record.Bindrs, NullIfEmpty(record.Metadata), record.Status.Stored().ToWire(),
            NullIfEmpty(record.Error),
        ]);

    private static ReceiptPart File(FileEntry file) => Part(
        ReceiptPartKind.File, file.Path, file.Length,
        [file.Checksum, file.ContentType, NullIfEmpty(file.Description), file.Tags, file.Bindrs, NullIfEmpty(file.Metadata)]);

    private static ReceiptPart Part(ReceiptPartKind kind, string name, long records, object?[] values)
    {
        using var tree = new DigestTree();
        tree.Add(CanonicalJson.Line(values));
        return new(kind, name, records, tree.End());
    }

    private async Task<ReceiptPart?> ParametersAsync(CancellationToken cancellationToken)
    {
        var parameters = await reader.ReadParametersAsync(path, cancellationToken).ConfigureAwait(false);
        return parameters.Count == 0 ? null : Part(ReceiptPartKind.Param, "", parameters.Count, [parameters]);
    }

    private async IAsyncEnumerable<object?[]> LogLinesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in reader.ReadLogsAsync(path, new LogQuery(), cancellationToken).ConfigureAwait(false))
            yield return [IsoTime.Format(entry.Timestamp), entry.Level.ToWord(), entry.Message, NullIfEmpty(entry.Metadata)];
    }

    private async IAsyncEnumerable<object?[]> PointsAsync(string metric, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var point in reader.ReadMetricAsync(path, metric, new MetricQuery(), cancellationToken).ConfigureAwait(false))
            yield return [point.Fields];
    }

    private async IAsyncEnumerable<object?[]> EntriesAsync(string topic, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in reader.ReadTrackAsync(path, topic, new TrackQuery(), cancellationToken).ConfigureAwait(false))
            yield return [entry.Timestamp, entry.Fields];
    }

    /// <summary>A stream with its description; null when it holds nothing, since not every store knows an empty one.</summary>
    private static async Task<ReceiptPart?> OfAsync(ReceiptPartKind kind, string name, object?[] details, IAsyncEnumerable<object?[]> records)
    {
        using var tree = new DigestTree();
        using var line = new PooledBuffer();
        var count = 0L;
        tree.Add(CanonicalJson.Line(details));
        await foreach (var record in records.ConfigureAwait(false))
        {
            line.Truncate(0);
            CanonicalJson.Write(line, record);
            tree.Add(line.WrittenSpan);
            count++;
        }

        return count == 0 ? null : new(kind, name, count, tree.End());
    }

    private static string? NullIfEmpty(string? text) => text is { Length: > 0 } ? text : null;

    private static IDictionary? NullIfEmpty(IDictionary? map) => map is { Count: > 0 } ? map : null;
}
