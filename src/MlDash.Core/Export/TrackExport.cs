using System.Globalization;
using System.Text.Json;
using MlDash.Files;
using MlDash.Json;
using MlDash.Tracks;

namespace MlDash.Export;

/// <summary>Writes a track to a file, entry by entry; never the whole track is in memory.</summary>
public static class TrackExport
{
    private const int FlushAt = 64 * 1024;
    private const double DefaultFramesASecond = 30;

    /// <summary>Writes the entries that a query asks for to a file; it is put in place only when it is whole.</summary>
    /// <param name="track">The track.</param>
    /// <param name="query">Which entries and columns.</param>
    /// <param name="format">What to write.</param>
    /// <param name="path">Full path of the file.</param>
    /// <param name="overwrite">Whether something may be there.</param>
    /// <param name="progress">Told the entries written so far.</param>
    /// <param name="cancellationToken">Ends the export; nothing is left of it.</param>
    /// <returns>Number of entries written.</returns>
    /// <exception cref="StorageException"><c>FileExists</c> unless <paramref name="overwrite"/>.</exception>
    /// <exception cref="ExperimentException"><c>TrackNotFound</c>.</exception>
    public static async Task<long> ToFileAsync(
        ITrackReader track, TrackQuery query, TrackFormat format, string path, bool overwrite, IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        if (await track.GetInfoAsync(cancellationToken).ConfigureAwait(false) is null)
            throw TrackErrors.NotFound(track.Topic);
        long count = 0;
        await WholeFile.WriteAsync(
            path, overwrite, async target => count = await WriteAsync(track, query, format, target, progress, cancellationToken).ConfigureAwait(false))
            .ConfigureAwait(false);
        return count;
    }

    /// <summary>Writes the entries that a query asks for.</summary>
    /// <param name="track">The track.</param>
    /// <param name="query">Which entries and columns.</param>
    /// <param name="format">What to write.</param>
    /// <param name="target">Where to write; Parquet needs one that can seek.</param>
    /// <param name="progress">Told the entries written so far.</param>
    /// <param name="cancellationToken">Ends the export.</param>
    /// <returns>Number of entries written.</returns>
    public static async Task<long> WriteAsync(
        ITrackReader track, TrackQuery query, TrackFormat format, Stream target, IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        // Formats that begin with what all entries have in common read the track twice; only the second time is reported.
        var entries = track.ReadAsync(query, cancellationToken);
        var told = progress is null ? entries : TellAsync(entries, progress);
        switch (format)
        {
            case TrackFormat.Json:
                return await WriteJsonAsync(told, target, cancellationToken).ConfigureAwait(false);
            case TrackFormat.Jsonl:
                return await JsonLines.WriteAsync(Rows(told), TrackEntry.TimestampField, target, cancellationToken).ConfigureAwait(false);
            case TrackFormat.Mcap:
                return await WriteMcapAsync(track.Topic, told, target).ConfigureAwait(false);
            case TrackFormat.Mocap:
                var frames = await TableShape.OfAsync(Rows(entries), cancellationToken).ConfigureAwait(false);
                var info = await track.GetInfoAsync(cancellationToken).ConfigureAwait(false);
                return await WriteMocapAsync(track, told, frames, info, target, cancellationToken).ConfigureAwait(false);
            case TrackFormat.Csv:
                var columns = await TableShape.OfAsync(Rows(entries), cancellationToken).ConfigureAwait(false);
                return await TableCsv.WriteAsync(Rows(told), columns, TrackEntry.TimestampField, target).ConfigureAwait(false);
            default:
                var shape = await TableShape.OfAsync(Rows(entries), cancellationToken).ConfigureAwait(false);
                return await TableParquet.WriteAsync(Rows(told), shape, TrackEntry.TimestampField, target, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async IAsyncEnumerable<TrackEntry> TellAsync(IAsyncEnumerable<TrackEntry> entries, IProgress<long> progress)
    {
        long count = 0;
        await foreach (var entry in entries.ConfigureAwait(false))
        {
            yield return entry;
            progress.Report(++count);
        }
    }

    private static async IAsyncEnumerable<TableRow> Rows(IAsyncEnumerable<TrackEntry> entries)
    {
        await foreach (var entry in entries.ConfigureAwait(false))
            yield return new(entry.Fields, entry.Timestamp);
    }

    private static async Task<long> WriteJsonAsync(IAsyncEnumerable<TrackEntry> entries, Stream target, CancellationToken cancellationToken)
    {
        long count = 0;
        await using var writer = new Utf8JsonWriter(target, ValueWriter.Options);
        writer.WriteStartObject();
        writer.WriteStartArray("entries");
        await foreach (var entry in entries.ConfigureAwait(false))
        {
            WriteEntry(writer, entry, TrackEntry.TimestampField);
            count++;
            await FlushAsync(writer, cancellationToken).ConfigureAwait(false);
        }

        writer.WriteEndArray();
        writer.WriteNumber("count", count);
        writer.WriteEndObject();
        return count;
    }

    private static async Task<long> WriteMcapAsync(string topic, IAsyncEnumerable<TrackEntry> entries, Stream target)
    {
        long count = 0;
        await using var buffered = new BufferedStream(target, FlushAt);
        using var json = new PooledBuffer();
        var mcap = new McapWriter(buffered, topic);
        await foreach (var entry in entries.ConfigureAwait(false))
        {
            json.Truncate(0);
            await using (var writer = new Utf8JsonWriter(json, ValueWriter.Options))
                WriteEntry(writer, entry, TrackEntry.TimestampField);
            mcap.Add(entry.Timestamp.ToString("R", CultureInfo.InvariantCulture), json.WrittenSpan);
            count++;
        }

        mcap.End();
        return count;
    }

    private static async Task<long> WriteMocapAsync(
        ITrackReader track, IAsyncEnumerable<TrackEntry> entries, TableShape shape, TrackInfo? info, Stream target, CancellationToken cancellationToken)
    {
        await using var writer = new Utf8JsonWriter(target, ValueWriter.Options);
        writer.WriteStartObject();
        writer.WriteString("version", "1.0");
        writer.WriteStartObject("metadata");
        writer.WriteString("topic", track.Topic);
        writer.WriteString("description", info?.Description);
        writer.WritePropertyName("tags");
        ValueWriter.Write(writer, info?.Tags ?? []);
        writer.WritePropertyName("fps");
        ValueWriter.Write(writer, info?.Metadata?["fps"] ?? DefaultFramesASecond);
        writer.WritePropertyName("duration");
        JsonNumbers.Write(writer, (shape.LastTimestamp - shape.FirstTimestamp) ?? 0);
        writer.WriteNumber("frameCount", shape.Count);
        writer.WritePropertyName("startTime");
        ValueWriter.Write(writer, shape.FirstTimestamp);
        writer.WritePropertyName("endTime");
        ValueWriter.Write(writer, shape.LastTimestamp);
        writer.WriteEndObject();
        writer.WritePropertyName("channels");
        ValueWriter.Write(writer, shape.Columns.Select(column => column.Name).ToArray());
        writer.WriteStartArray("frames");
        await foreach (var entry in entries.ConfigureAwait(false))
        {
            WriteEntry(writer, entry, "time");
            await FlushAsync(writer, cancellationToken).ConfigureAwait(false);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        return shape.Count;
    }

    private static void WriteEntry(Utf8JsonWriter writer, TrackEntry entry, string timeName) =>
        JsonLines.WriteRow(writer, new(entry.Fields, entry.Timestamp), timeName);

    private static async ValueTask FlushAsync(Utf8JsonWriter writer, CancellationToken cancellationToken)
    {
        if (writer.BytesPending > FlushAt)
            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
