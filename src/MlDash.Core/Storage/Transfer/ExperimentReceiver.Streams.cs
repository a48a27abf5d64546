using System.Globalization;
using System.Text;
using MlDash.Client;
using MlDash.Files;
using MlDash.Protocol;
using MlDash.Records;
using MlDash.Storage.Format;
using MlDash.Storage.Local;
using MlDash.Storage.Remote;

namespace MlDash.Storage.Transfer;

/// <content>The log, the metrics and the tracks.</content>
internal sealed partial class ExperimentReceiver
{
    private const int PointsAPage = WireLimits.RecordsAPage;
    private const int LogsAPage = 5_000;

    private async Task ReceiveLogsAsync(CancellationToken cancellationToken)
    {
        if (!MayReceive(StreamId.Log, "the log"))
            return;
        using var lines = new ReceivedLines(_layout.Logs, _additions.Mixed.Contains(StreamId.Log));
        var (size, last) = (LogsAPage, -1L);
        for (var more = true; more;)
        {
            byte[] answer;
            try
            {
                answer = await _server.GetBytesAsync(
                    $"{Data}/logs?orderBy=sequenceNumber&order=asc&limit={size}&offset={lines.Count}", cancellationToken).ConfigureAwait(false);
            }
            catch (NetworkException large) when (large.ErrorId == ServerFaults.AnswerTooLarge && size > 1)
            {
                size /= 2;
                continue;
            }

            var page = RecordPage.Read(_server.Address, answer, WireMembers.Logs);
            foreach (var entry in page.Items)
            {
                // Numbers need not begin with ours, but one that does not grow is an entry that comes twice.
                var number = ReceivedRecords.NumberOf(_server.Address, entry);
                if (number <= last)
                    throw ServerFaults.NotUnderstood(_server.Address, WireMembers.SequenceNumber, $"more than {last}", $"{number}");
                last = number ?? last;
                lines.Add(ReceivedRecords.LogLine(_server.Address, entry, lines.Count));
            }

            lines.Write();
            Count(counts => counts with { Logs = counts.Logs + page.Items.Count });
            more = page.HasMore;
            if (!more && page.Total > lines.Count)
                throw ServerFaults.Missing(_server.Address, "the log", page.Total.Value, lines.Count);
        }

        lines.Finish();
        SmallDocument.Write(_layout.LogSequence, Encoding.ASCII.GetBytes(lines.Count.ToString(CultureInfo.InvariantCulture)));
    }

    private async Task ReceiveMetricsAsync(ParallelOptions together, CancellationToken cancellationToken)
    {
        var answer = Answer.Of(_server.Address, await _server.GetAsync($"{Data}/metrics", cancellationToken).ConfigureAwait(false));
        var metrics = answer.Maps(WireMembers.Metrics).Select(metric => metric.Text(WireMembers.Name)).Distinct(StringComparer.Ordinal)
            .Select(name => (Name: name, Folder: _places.Metric(name))).Where(metric => metric.Folder is not null).ToList();
        await Parallel.ForEachAsync(
            metrics, together, async (metric, token) => await ReceiveMetricAsync(metric.Name, metric.Folder!, token).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task ReceiveMetricAsync(string name, string folder, CancellationToken cancellationToken)
    {
        var stream = new StreamId(RecordKind.Metric, name);
        if (!MayReceive(stream, $"the metric '{name}'"))
            return;
        var address = $"{Data}/metrics/{Routes.MetricName(name)}";
        var stats = Answer.Of(_server.Address, await _server.GetAsync($"{address}/stats", cancellationToken).ConfigureAwait(false));
        var total = stats.Count(WireMembers.TotalDataPoints);
        Directory.CreateDirectory(folder);
        using var lines = new ReceivedLines(Path.Combine(folder, LocalLayout.DataFile), _additions.Mixed.Contains(stream));
        if (lines.Count > total)
            WarnOfLess($"the metric '{name}'", lines.Count, total);
        await ReceivePointsAsync($"the metric '{name}'", address, total, lines, cancellationToken).ConfigureAwait(false);
        lines.Finish();

        var document = MetricMetadata.Received(
            name,
            lines.Count,
            new SeriesDescription(
                stats.OptionalText(WireMembers.Description), stats.OptionalTexts(WireMembers.Tags), stats.OptionalMembers(WireMembers.Metadata)),
            stats.OptionalTime(WireMembers.CreatedAt),
            stats.OptionalTime(WireMembers.UpdatedAt),
            Clock.GetUtcNow());
        SmallDocument.Write(Path.Combine(folder, LocalLayout.MetadataFile), document);
    }

    private async Task ReceivePointsAsync(string what, string address, long total, ReceivedLines lines, CancellationToken cancellationToken)
    {
        using var pages = new PagesAhead(
            (start, size, token) => _server.GetBytesAsync($"{address}/data?startIndex={start}&limit={size}", token), PointsAPage, total, cancellationToken);
        while (lines.Count < total)
        {
            byte[] answer;
            try
            {
                answer = await pages.TakeAsync(lines.Count).ConfigureAwait(false);
            }
            catch (NetworkException large) when (large.ErrorId == ServerFaults.AnswerTooLarge && pages.TryShorten())
            {
                continue;
            }

            var points = RecordPage.Read(_server.Address, answer, WireMembers.Data).Items;
            if (points.Count == 0)
                throw ServerFaults.Missing(_server.Address, what, total, lines.Count);
            foreach (var point in points)
                lines.Add(ReceivedRecords.PointLine(_server.Address, point, lines.Count));
            lines.Write();
            Count(counts => counts with { Points = counts.Points + points.Count });
        }
    }

    private async Task ReceiveTracksAsync(ParallelOptions together, CancellationToken cancellationToken)
    {
        var answer = Answer.Of(_server.Address, await _server.GetAsync($"{Data}/tracks", cancellationToken).ConfigureAwait(false));
        var tracks = answer.Maps(WireMembers.Tracks).DistinctBy(track => track.Text(WireMembers.Topic), StringComparer.Ordinal)
            .Select(track => (Track: track, Folder: _places.Track(track.Text(WireMembers.Topic)))).Where(track => track.Folder is not null).ToList();
        await Parallel.ForEachAsync(
            tracks, together, async (track, token) => await ReceiveTrackAsync(track.Track, track.Folder!, token).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task ReceiveTrackAsync(Answer track, string folder, CancellationToken cancellationToken)
    {
        var topic = track.Text(WireMembers.Topic);
        if (!MayReceive(new StreamId(RecordKind.Track, topic), $"the track '{topic}'"))
            return;
        var total = track.OptionalCount(WireMembers.TotalEntries) ?? 0;
        Directory.CreateDirectory(folder);
        var data = Path.Combine(folder, LocalLayout.DataFile);
        var before = ReceivedLines.CountOf(data);
        if (before > total)
        {
            WarnOfLess($"the track '{topic}'", before, total);
            return;
        }

        // Entries come in the order of time, not of arrival: a track that has grown is received again as a whole.
        await WholeFile.WriteAsync(data, overwrite: true, async file =>
        {
            var received = 0L;
            await using var answer = await _server.OpenAsync(
                $"{Data}/tracks/{Routes.TopicSegment(topic)}/data?format=jsonl", cancellationToken).ConfigureAwait(false);
            await foreach (var line in AnswerLines.ReadAsync(answer, _server.Address, _server.Options.LargestAnswer, cancellationToken).ConfigureAwait(false))
            {
                await file.WriteAsync(ReceivedRecords.TrackLine(_server.Address, line), cancellationToken).ConfigureAwait(false);
                received++;
                Count(counts => counts with { TrackEntries = counts.TrackEntries + 1 });
            }

            if (received < total)
                throw ServerFaults.Missing(_server.Address, $"the track '{topic}'", total, received);
        }).ConfigureAwait(false);
        var document = TrackMetadata.Received(
            topic,
            total,
            track.OptionalTexts(WireMembers.Columns),
            track.OptionalNumber(WireMembers.FirstTimestamp),
            track.OptionalNumber(WireMembers.LastTimestamp),
            new SeriesDescription(
                track.OptionalText(WireMembers.Description),
                track.OptionalTexts(WireMembers.Tags) is { Length: > 0 } tags ? tags : null,
                track.OptionalMembers(WireMembers.Metadata)),
            track.OptionalTime(WireMembers.CreatedAt),
            Clock.GetUtcNow());
        SmallDocument.Write(Path.Combine(folder, LocalLayout.MetadataFile), document);
    }

    /// <summary>Nothing is deleted here because it is no longer there.</summary>
    private void WarnOfLess(string what, long here, long there) =>
        _warn($"The local copy of {what} of '{_record.Path}' has {here} records, the server {_server.Address} only {there}. The copy stays as it is.");
}
