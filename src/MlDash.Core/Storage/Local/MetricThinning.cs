using System.Runtime.CompilerServices;
using MlDash.Files;
using MlDash.Json;
using MlDash.Metrics;
using MlDash.Protocol;
using MlDash.Records;
using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <summary>
/// Replaces the points of a metric by those that its shape needs, with indexes without a gap. The new file is written beside the old one and on the disk before
/// it takes its place; the document of the metric then says how many points there were.
/// </summary>
/// <param name="store">The experiments.</param>
/// <param name="layout">The experiment.</param>
/// <param name="metric">Name of the metric.</param>
internal sealed class MetricThinning(LocalExperimentStore store, LocalLayout layout, string metric)
{
    private const string TemporaryFile = SmallDocument.TemporaryPrefix + "thinning" + SmallDocument.TemporarySuffix;
    private const int Written = 1 << 20;

    private readonly string _data = LocalStreams.DataFile(layout, new(RecordKind.Metric, metric));

    private string Temporary => layout.FileIn(Path.GetDirectoryName(_data)!, TemporaryFile);

    private string Metadata => layout.FileIn(Path.GetDirectoryName(_data)!, LocalLayout.MetadataFile);

    /// <summary>The metrics of an experiment with more points than are to stay, and the bytes that are free afterwards.</summary>
    public static async IAsyncEnumerable<(string Name, long Freed)> FindAsync(
        LocalExperimentStore store, LocalLayout layout, int points, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var folder in LocalStreams.MetricFolders(layout.MetricsFolder))
        {
            var thinning = new MetricThinning(store, layout, LocalStreams.NameOf(layout.MetricsFolder, folder));
            if (await thinning.ChooseAsync(points, cancellationToken).ConfigureAwait(false) is not { } rows)
                continue;
            var length = new FileInfo(thinning._data).Length;
            yield return (LocalStreams.NameOf(layout.MetricsFolder, folder), length - thinning.Write(rows.Kept, null, cancellationToken));
        }
    }

    /// <summary>Begins: the points that stay are on the disk beside the others.</summary>
    /// <returns>The step; null when the metric has no more points than are to stay.</returns>
    public async Task<RetentionStep?> BeginAsync(int points, string rule, CancellationToken cancellationToken)
    {
        using var held = TakeLock(cancellationToken);
        if (await ChooseAsync(points, cancellationToken).ConfigureAwait(false) is not { } rows)
            return null;
        await using (var file = new FileStream(Temporary, FileMode.Create, FileAccess.Write, FileShare.None, Written))
        {
            Write(rows.Kept, file, cancellationToken);
            file.Flush(flushToDisk: true);
        }

        Verify(rows.Kept.Length, cancellationToken);
        var freed = new FileInfo(_data).Length - new FileInfo(Temporary).Length;
        var step = new RetentionStep(RetentionKind.Points, metric, null, rule, freed, rows.Points, rows.Kept.Length, store.Clock.GetUtcNow());
        step.Begin(layout);
        return step;
    }

    /// <summary>Does what is left of a step.</summary>
    /// <returns>Whether the points were thinned; false when others have written to the metric since, so that it stays as it is.</returns>
    public bool Finish(RetentionStep step, CancellationToken cancellationToken)
    {
        var isThinned = true;
        using (TakeLock(cancellationToken))
        {
            if (new FileInfo(Temporary) is { Exists: true } temporary)
            {
                isThinned = new FileInfo(_data).Length == step.Bytes + temporary.Length;
                if (isThinned)
                    Replace();
            }

            if (isThinned)
                Note(step);
        }

        if (isThinned)
            ExperimentSeal.Extend(layout, store.Clock);
        RetentionStep.End(layout);
        // Last: a step without its file is one whose file has taken its place.
        if (!isThinned)
            DiskChanges.Delete(Temporary);
        return isThinned;
    }

    private void Replace()
    {
        // The checksums are of the lines that go.
        ExperimentSeal.ForgetStream(layout, _data, store.Clock);
        DiskChanges.Move(Temporary, _data, overwrite: true);
        DiskSync.Folder(Path.GetDirectoryName(_data)!);
    }

    private void Note(RetentionStep step)
    {
        var document = MetricMetadata.Complete(SmallDocument.ReadIfWhole(Metadata), metric, store.Clock.GetUtcNow());
        if (MetricMetadata.ThinnedAt(document) != IsoTime.Format(step.At))
        {
            MetricMetadata.NoteThinned(document, step.Points, step.Kept, step.Rule, step.At);
            SmallDocument.Write(Metadata, document, durable: true);
        }

        foreach (var aid in new[] { LineOffsetIndex.FileName, SummaryFile.FileName })
            DiskChanges.Delete(layout.FileIn(Path.GetDirectoryName(_data)!, aid));
        ExperimentSeal.RenewDocument(layout, Metadata, store.Clock);
    }

    /// <summary>The rows that stay; null when none is to go, or when lines are broken: what is damaged stays as it is.</summary>
    private async Task<(long Points, long[] Kept)?> ChooseAsync(int most, CancellationToken cancellationToken)
    {
        if (Count(cancellationToken) is not { } points || points <= most)
            return null;
        var (fields, read) = (new List<string>(), 0L);
        await foreach (var columns in store.ReadColumnsAsync(layout.Path, metric, new(), cancellationToken).ConfigureAwait(false))
        {
            fields.AddRange(columns.Fields.Except(fields, StringComparer.Ordinal).Where(field => field != MetricPoint.TimestampField).ToList());
            read += columns.Count;
        }

        if (read != points)
            return null;
        var rows = new ShapeRows(points, most, fields);
        await foreach (var columns in store.ReadColumnsAsync(layout.Path, metric, new(), cancellationToken).ConfigureAwait(false))
            rows.Add(columns);
        return (points, rows.Finish());
    }

    private long? Count(CancellationToken cancellationToken)
    {
        using var lines = LineReader.Open(_data, cancellationToken: cancellationToken);
        var count = 0L;
        while (lines is not null && lines.TryRead(out var line))
            count += StoredLine.IsBlank(line) ? 0 : 1;
        return lines is null ? null : count;
    }

    /// <summary>Writes the lines that stay.</summary>
    /// <returns>How many bytes they are.</returns>
    private long Write(long[] kept, Stream? target, CancellationToken cancellationToken)
    {
        using var lines = LineReader.Open(_data, cancellationToken: cancellationToken);
        using var bytes = new PooledBuffer();
        var (row, next, written) = (0L, 0, 0L);
        while (lines is not null && next < kept.Length && lines.TryRead(out var line))
        {
            if (StoredLine.IsBlank(line) || row++ != kept[next])
                continue;
            PointLine.WriteRenumbered(bytes, line, next++);
            target?.Write(bytes.WrittenSpan);
            written += bytes.Length;
            bytes.Truncate(0);
        }

        return written;
    }

    private void Verify(long kept, CancellationToken cancellationToken)
    {
        using var lines = LineReader.Open(Temporary, cancellationToken: cancellationToken);
        var (count, reader, times) = (0L, new FieldReader(), new RepeatedTime());
        while (lines is not null && lines.TryRead(out var line))
        {
            if (PointLine.Read(line, [], reader, times).Index != count++)
                break;
        }

        if (count != kept)
            throw new StorageException("ThinningFailed", $"The points of '{metric}' could not be written to '{Temporary}'.", "Try again; nothing was changed.");
    }

    private FileLock TakeLock(CancellationToken cancellationToken) =>
        FileLock.Take(LocalStreams.LockFile(layout, new(RecordKind.Metric, metric)), store.Clock, cancellationToken);
}
