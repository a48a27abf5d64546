using MlDash.Client;
using MlDash.Protocol;
using MlDash.Records;
using MlDash.Storage.Format;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Storage.Remote;

namespace MlDash.Storage.Transfer;

/// <content>The log, the metrics and the tracks.</content>
internal sealed partial class ExperimentReceiver
{
    private const int PointsAPage = WireLimits.RecordsAPage;
    private const int LogsAPage = 5_000;

    /// <summary>Bytes of entries that are written at once.</summary>
    private const int PageOfTrack = 64 * 1024;

    private async Task ReceiveLogsAsync(CancellationToken cancellationToken)
    {
        if (!MayReceive(StreamId.Log, "the log"))
            return;
        using var lines = _writer.Open(StreamId.Log, _additions.Mixed.Contains(StreamId.Log), cancellationToken);
        var (size, last) = (LogsAPage, -1L);
        for (var more = lines.IsAlone; more;)
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
                last = ReceivedRecords.NumberAfter(_server.Address, entry, last);
                ReceivedRecords.WriteLog(lines.Page, _server.Address, entry, lines.Count);
                lines.EndLine();
            }

            if (!lines.Write())
                break;
            Count(counts => new TransferCounts(counts) { Logs = counts.Logs + page.Items.Count });
            more = page.HasMore;
            if (!more && page.Total > lines.Count)
                throw ServerFaults.Missing(_server.Address, "the log", page.Total.Value, lines.Count);
        }

        if (!lines.Finish(() => LogSequence.Write(_layout, lines.Count)))
            WarnOfOthers("the log");
    }

    private async Task ReceiveMetricsAsync(ParallelOptions together, CancellationToken cancellationToken)
    {
        var answer = Answer.Of(_server.Address, await _server.GetAsync($"{Data}/metrics", cancellationToken).ConfigureAwait(false));
        var metrics = answer.Maps(WireMembers.Metrics).Select(metric => metric.Text(WireMembers.Name)).Distinct(StringComparer.Ordinal)
            .Select(name => (Name: name, Folder: _places.Metric(name))).Where(metric => metric.Folder is not null).ToList();
        await Parallel.ForEachAsync(
            metrics, together, async (metric, token) => await ReceiveMetricAsync(metric.Name, metric.Folder!, token).ConfigureAwait(false))
                .ConfigureAwait(false);
    }

    private async Task ReceiveMetricAsync(string name, string folder, CancellationToken cancellationToken)
    {
        var stream = new StreamId(RecordKind.Metric, name);
        if (!MayReceive(stream, $"the metric '{name}'"))
            return;
        var address = $"{Data}/metrics/{Routes.Escaped(name)}";
        var stats = Answer.Of(_server.Address, await _server.GetAsync($"{address}/stats", cancellationToken).ConfigureAwait(false));
        var total = stats.Count(WireMembers.TotalDataPoints);
        using var lines = _writer.Open(stream, _additions.Mixed.Contains(stream), cancellationToken);
        if (lines.Count > total)
            WarnOfLess($"the metric '{name}'", lines.Count, total);
        await ReceivePointsAsync($"the metric '{name}'", address, total, lines, cancellationToken).ConfigureAwait(false);

        var description = new SeriesDescription(
            stats.OptionalText(WireMembers.Description), stats.OptionalTexts(WireMembers.Tags), stats.OptionalMembers(WireMembers.Metadata));
        var (created, updated) = (stats.OptionalTime(WireMembers.CreatedAt), stats.OptionalTime(WireMembers.UpdatedAt));
        if (!lines.Finish(() => SmallDocument.Write(
            Path.Combine(folder, LocalLayout.MetadataFile), MetricMetadata.Received(name, lines.Count, description, created, updated, Clock.GetUtcNow()))))
            WarnOfOthers($"the metric '{name}'");
    }

    private async Task ReceivePointsAsync(string what, string address, long total, LineIntake lines, CancellationToken cancellationToken)
    {
        using var pages = new PagesAhead(
            (start, size, token) => _server.GetBytesAsync($"{address}/data?startIndex={start}&limit={size}", token), PointsAPage, total, cancellationToken);
        while (lines.IsAlone && lines.Count < total)
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
            {
                ReceivedRecords.WritePoint(lines.Page, _server.Address, point, lines.Count);
                lines.EndLine();
            }

            if (!lines.Write())
                return;
            Count(counts => new TransferCounts(counts) { Points = counts.Points + points.Count });
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
        var stream = new StreamId(RecordKind.Track, topic);
        if (!MayReceive(stream, $"the track '{topic}'"))
            return;
        var total = track.OptionalCount(WireMembers.TotalEntries) ?? 0;
        var before = LineEnd.Of(Path.Combine(folder, LocalLayout.DataFile)).Lines;
        if (before > total)
        {
            WarnOfLess($"the track '{topic}'", before, total);
            return;
        }

        // Entries come in the order of time, not of arrival: a track that has grown is received again as a whole.
        using var lines = _writer.Open(stream, whole: true, cancellationToken);
        await ReceiveEntriesAsync(topic, lines, cancellationToken).ConfigureAwait(false);
        if (lines.IsAlone && lines.Count < total)
            throw ServerFaults.Missing(_server.Address, $"the track '{topic}'", total, lines.Count);
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
        if (!lines.Finish(() => SmallDocument.Write(Path.Combine(folder, LocalLayout.MetadataFile), document)))
            WarnOfOthers($"the track '{topic}'");
    }

    private async Task ReceiveEntriesAsync(string topic, LineIntake lines, CancellationToken cancellationToken)
    {
        await using var answer = await _server.OpenAsync(
            $"{Data}/tracks/{Routes.TopicSegment(topic)}/data?format=jsonl", cancellationToken).ConfigureAwait(false);
        await foreach (var line in AnswerLines.ReadAsync(answer, _server.Address, _server.Options.LargestAnswer, cancellationToken).ConfigureAwait(false))
        {
            ReceivedRecords.WriteEntry(lines.Page, _server.Address, line);
            lines.EndLine();
            if (lines.Page.Length >= PageOfTrack && !lines.Write())
                return;
            Count(counts => new TransferCounts(counts) { TrackEntries = counts.TrackEntries + 1 });
        }
    }

    /// <summary>Nothing is deleted here because it is no longer there.</summary>
    private void WarnOfLess(string what, long here, long there) =>
        _warn($"The local copy of {what} of '{_record.Path}' has {here} records, the server {_server.Address} only {there}. The copy stays as it is.");

    private void WarnOfOthers(string what) => _warn(
        $"{Sentence(what)} of '{_record.Path}' was not received completely: another process wrote to it at the same time. "
        + "Send the experiment with Send-MlDashExperiment, and then receive it again.");
}
