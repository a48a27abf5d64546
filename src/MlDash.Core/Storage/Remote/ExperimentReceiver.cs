using System.Collections.Specialized;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Recording;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Text;

namespace MlDash.Storage.Remote;

/// <summary>
/// Writes what a server has of one experiment as a local one: several streams and files side by side, each stream from the line on that it already has,
/// each file only when its bytes are not there. Left at any point, it is taken up by the next call.
/// </summary>
internal sealed class ExperimentReceiver(
    RemoteExperimentStore store, ServerClient server, RemoteIds ids, ExperimentRecord record, LocalLayout layout, SkippedParts skipped, IProgress<TransferCounts>? progress)
{
    /// <summary>Says which experiment of which server a folder was received from.</summary>
    internal const string OriginFile = ".mldash-received.json";

    private const int PointsAPage = 10_000;
    private const int PagesAhead = 4;
    private const int LogsAPage = 5_000;

    private readonly object _counting = new();

    private string Data => $"/api/experiments/{ids.Experiment}";

    public TransferCounts Counts { get; private set; } = new();

    public async Task ReceiveAsync(LocalExperimentStore local, bool overwrite, CancellationToken cancellationToken)
    {
        await PrepareAsync(local, overwrite, cancellationToken).ConfigureAwait(false);
        if (!skipped.HasFlag(SkippedParts.Param))
            await ReceiveParametersAsync(cancellationToken).ConfigureAwait(false);
        if (!skipped.HasFlag(SkippedParts.Log))
            await ReceiveLogsAsync(cancellationToken).ConfigureAwait(false);
        var together = new ParallelOptions { MaxDegreeOfParallelism = server.Options.UploadWorkers, CancellationToken = cancellationToken };
        if (!skipped.HasFlag(SkippedParts.Metric))
        {
            var answer = await server.GetAsync($"{Data}/metrics", cancellationToken).ConfigureAwait(false);
            await Parallel.ForEachAsync(
                (answer["metrics"] as object?[] ?? []).OfType<OrderedDictionary>(), together, async (metric, token) => await ReceiveMetricAsync(metric.Text("name")!, token).ConfigureAwait(false)).ConfigureAwait(false);
        }

        if (!skipped.HasFlag(SkippedParts.Track))
        {
            var answer = await server.GetAsync($"{Data}/tracks", cancellationToken).ConfigureAwait(false);
            await Parallel.ForEachAsync((answer["tracks"] as object?[] ?? []).OfType<OrderedDictionary>(), together, async (track, token) => await ReceiveTrackAsync(track, token).ConfigureAwait(false)).ConfigureAwait(false);
        }

        if (!skipped.HasFlag(SkippedParts.File))
            await ReceiveFilesAsync(together, cancellationToken).ConfigureAwait(false);
        // Written last: a folder that looks whole is whole.
        SmallDocument.Write(layout.Experiment, ExperimentDocument.Received(record, layout.Path));
    }

    private async Task PrepareAsync(LocalExperimentStore local, bool overwrite, CancellationToken cancellationToken)
    {
        var origin = Path.Combine(layout.Folder, OriginFile);
        var before = SmallDocument.ReadIfWhole(origin);
        var same = before?.Text("experiment") == ids.Experiment && before.Text("server") == server.Address.AbsoluteUri;
        if (!same && File.Exists(layout.Experiment))
        {
            if (!overwrite)
            {
                throw new ExperimentException(
                    "ExperimentExists",
                    $"A free place for '{record.Path}' was expected, but '{layout.Folder}' holds another experiment.",
                    "Choose another -Path, or replace it with -Force.")
                { Target = layout.Folder };
            }

            await local.DeleteAsync(layout.Path, cancellationToken).ConfigureAwait(false);
        }

        foreach (var folder in new[] { layout.Folder, layout.LogsFolder, layout.MetricsFolder, layout.FilesFolder })
            Directory.CreateDirectory(folder);
        SmallDocument.Write(origin, new OrderedDictionary { ["server"] = server.Address.AbsoluteUri, ["experiment"] = ids.Experiment });
    }

    private async Task ReceiveParametersAsync(CancellationToken cancellationToken)
    {
        if (await server.FindAsync($"{Data}/parameters", cancellationToken).ConfigureAwait(false) is not { } answer || answer.Map("data") is not { } data)
            return;
        var document = new OrderedDictionary { ["version"] = answer["version"] ?? 1L, ["data"] = data };
        foreach (var time in new[] { "createdAt", "updatedAt" })
            document[time] = answer[time];
        SmallDocument.Write(layout.Parameters, document);
        Count(counts => counts with { Parameters = data.Count });
    }

    private async Task ReceiveLogsAsync(CancellationToken cancellationToken)
    {
        using var lines = new ReceivedLines(layout.Logs);
        for (var more = true; more;)
        {
            var page = RawJson.Parse(await server.GetBytesAsync(
                $"{Data}/logs?orderBy=sequenceNumber&order=asc&limit={LogsAPage}&offset={lines.Count}", cancellationToken).ConfigureAwait(false)).ToDictionary();
            var entries = page.GetValueOrDefault("logs").Items();
            foreach (var entry in entries)
                lines.Add(LogLine(entry, lines.Count));
            lines.Write();
            more = page.GetValueOrDefault("hasMore").Kind == JsonValueKind.True && entries.Count > 0;
            Count(counts => counts with { Logs = counts.Logs + entries.Count });
        }

        SmallDocument.Write(layout.LogSequence, Encoding.ASCII.GetBytes(lines.Count.ToString(CultureInfo.InvariantCulture)));
    }

    private async Task ReceiveMetricAsync(string name, CancellationToken cancellationToken)
    {
        var address = $"{Data}/metrics/{ServerPaths.Metric(name)}";
        var stats = await server.GetAsync($"{address}/stats", cancellationToken).ConfigureAwait(false);
        var folder = layout.Metric(name);
        Directory.CreateDirectory(folder);
        using var lines = new ReceivedLines(Path.Combine(folder, LocalLayout.DataFile));
        var total = long.Parse(stats["totalDataPoints"]?.ToString() ?? "0", CultureInfo.InvariantCulture);
        var ahead = new Queue<Task<byte[]>>();
        for (var start = lines.Count; start < total || ahead.Count > 0;)
        {
            // Pages end where the server's chunks end, so that each is read from one.
            for (; ahead.Count < PagesAhead && start < total; start = ((start / PointsAPage) + 1) * PointsAPage)
                ahead.Enqueue(server.GetBytesAsync($"{address}/data?startIndex={start}&limit={PointsAPage - (start % PointsAPage)}", cancellationToken));
            var points = RawJson.Parse(await ahead.Dequeue().ConfigureAwait(false)).ToDictionary().GetValueOrDefault("data").Items();
            foreach (var point in points)
                lines.Add(PointLine(point, lines.Count));
            lines.Write();
            Count(counts => counts with { Points = counts.Points + points.Count });
        }

        var document = MetricMetadata.Complete(null, name);
        MetricMetadata.Describe(document, new MetricDescription(stats.Text("description"), stats.Texts("tags"), stats.Map("metadata")));
        document["totalDataPoints"] = document["nextIndex"] = lines.Count;
        document["createdAt"] = stats["createdAt"];
        document["updatedAt"] = stats["updatedAt"];
        SmallDocument.Write(Path.Combine(folder, LocalLayout.MetadataFile), document);
    }

    private async Task ReceiveTrackAsync(OrderedDictionary track, CancellationToken cancellationToken)
    {
        var topic = track.Text("topic")!;
        var folder = layout.Track(topic);
        Directory.CreateDirectory(folder);
        var data = Path.Combine(folder, LocalLayout.DataFile);
        // Entries come in the order of time, not of arrival: a track that has grown is taken anew.
        await WholeFile.WriteAsync(data, overwrite: true, async file =>
        {
            await using var answer = await server.OpenAsync($"{Data}/tracks/{ServerPaths.Topic(topic)}/data?format=jsonl", cancellationToken).ConfigureAwait(false);
            using var reader = new StreamReader(answer, Encoding.UTF8);
            while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                if (line.Length == 0)
                    continue;
                await file.WriteAsync(TrackLineOf(RawJson.Parse(line)), cancellationToken).ConfigureAwait(false);
                Count(counts => counts with { TrackEntries = counts.TrackEntries + 1 });
            }
        }).ConfigureAwait(false);
        var document = TrackMetadata.Complete(null, topic);
        foreach (var name in new[] { "columns", "totalEntries", "firstTimestamp", "lastTimestamp", "createdAt" })
            document[name] = track[name];
        MetricMetadata.Describe(document, new MetricDescription(track.Text("description"), track.Texts("tags") is { Length: > 0 } tags ? tags : null, track.Map("metadata")));
        SmallDocument.Write(Path.Combine(folder, LocalLayout.MetadataFile), document);
    }

    private async Task ReceiveFilesAsync(ParallelOptions together, CancellationToken cancellationToken)
    {
        var files = new List<FileEntry>();
        await foreach (var file in store.FindFilesAsync(record.Path, new FileQuery(), cancellationToken).ConfigureAwait(false))
            files.Add(file with { ExperimentPath = layout.Path });
        await Parallel.ForEachAsync(files, together, async (file, token) =>
        {
            var place = LocalFileIntake.PlaceOf(layout, file);
            if (File.Exists(place) && await HashAsync(place, token).ConfigureAwait(false) == file.Checksum)
                return;
            await WholeFile.WriteAsync(place, overwrite: true, async copy =>
            {
                await using var source = await store.OpenFileAsync(file, token).ConfigureAwait(false);
                var (_, checksum) = await HashingCopy.CopyAsync(source, copy, null, token).ConfigureAwait(false);
                if (file.Checksum.Length > 0 && checksum != file.Checksum)
                    throw FileErrors.ChecksumMismatch(file, checksum);
            }).ConfigureAwait(false);
            Count(counts => counts with { Files = counts.Files + 1, Bytes = counts.Bytes + file.Length });
        }).ConfigureAwait(false);
        var document = FilesDocument.Read(layout);
        foreach (var file in files)
            document.Put(file);
        document.Save();
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexString(await System.Security.Cryptography.SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false)).ToLowerInvariant();
    }

    private static byte[] LogLine(RawJson entry, long number)
    {
        var members = entry.ToDictionary();
        using var line = new PooledBuffer();
        line.Write(Encoding.ASCII.GetBytes($"{{\"sequenceNumber\": {number.ToString(CultureInfo.InvariantCulture)}, \"timestamp\":\"{IsoTime.Format(IsoTime.Parse(members["timestamp"].AsText()) ?? default)}\",\"level\":"));
        Write(line, members["level"].AsText());
        line.Write(",\"message\":"u8);
        Write(line, members["message"].AsText());
        if (members.GetValueOrDefault("metadata") is { Kind: JsonValueKind.Object } metadata)
        {
            line.Write(",\"metadata\":"u8);
            line.Write(metadata.Bytes.Span);
        }

        line.Write("}\n"u8);
        return line.WrittenSpan.ToArray();
    }

    private static byte[] PointLine(RawJson point, long number)
    {
        var members = point.ToDictionary();
        using var line = new PooledBuffer();
        line.Write(Encoding.ASCII.GetBytes($"{{\"index\": {number.ToString(CultureInfo.InvariantCulture)}, \"data\": "));
        line.Write(members["data"].Bytes.Span);
        line.Write(Encoding.ASCII.GetBytes($", \"createdAt\": \"{members.GetValueOrDefault("createdAt").AsText()}\"}}\n"));
        return line.WrittenSpan.ToArray();
    }

    private static byte[] TrackLineOf(RawJson entry)
    {
        using var line = new PooledBuffer();
        var members = entry.Members();
        line.Write("{\"timestamp\": "u8);
        line.Write(members.First(member => member.Key == TrackEntry.TimestampField).Value.Bytes.Span);
        var first = true;
        foreach (var (name, value) in members)
        {
            if (name == TrackEntry.TimestampField)
                continue;
            line.Write(first ? ", "u8 : ","u8);
            first = false;
            Write(line, name);
            line.Write(":"u8);
            line.Write(value.Bytes.Span);
        }

        line.Write("}\n"u8);
        return line.WrittenSpan.ToArray();
    }

    private static void Write(PooledBuffer line, string? text)
    {
        using var writer = new Utf8JsonWriter(line, ValueWriter.Options);
        writer.WriteStringValue(text);
    }

    private void Count(Func<TransferCounts, TransferCounts> change)
    {
        lock (_counting)
            Counts = change(Counts);
        progress?.Report(Counts);
    }
}
