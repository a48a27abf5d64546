using System.Collections.Specialized;
using System.Globalization;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Records;
using MlDash.Storage.Local;

namespace MlDash.Storage.Outgoing;

/// <content>Records.</content>
internal sealed partial class ExperimentSender
{
    /// <summary>What proxies let through that nobody has set up: 1 MB, the head not counted.</summary>
    private const int OrdinaryBody = 1_000_000;

    private const string TrackNote = "track:";

    private int _largestBody = OrdinaryBody;

    /// <summary>Sends what a stream holds beyond what was sent.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="batches">Maximum number of requests.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task SendStreamAsync(StreamId stream, int batches, CancellationToken cancellationToken)
    {
        await EnsureMadeAsync(cancellationToken).ConfigureAwait(false);
        if (stream.Kind == RecordKind.Track)
            await DescribeTrackAsync(stream, cancellationToken).ConfigureAwait(false);
        while (batches-- > 0)
        {
            using var held = await FileLock.TakeAsync(Journal.LockPath, cancellationToken).ConfigureAwait(false);
            Journal.Refresh();
            if (!await SendBatchAsync(stream, cancellationToken).ConfigureAwait(false))
                return;
        }
    }

    private static SkippedParts PartOf(RecordKind kind) => kind switch
    {
        RecordKind.Log => SkippedParts.Log,
        RecordKind.Metric => SkippedParts.Metric,
        _ => SkippedParts.Track,
    };

    /// <summary>Sends the next batch; one that is refused for good is made smaller, down to the one record that has to stay here.</summary>
    private async Task<bool> SendBatchAsync(StreamId stream, CancellationToken cancellationToken)
    {
        var careful = false;
        for (long most = _server.Options.BatchSizeOf(stream.Kind); ;)
        {
            using var batch = StreamBatch.Read(_layout, stream, Journal.Progress(stream), new BatchLimits(most, _largestBody, careful));
            if (batch is null)
                return false;
            if (batch.Count == 0)
            {
                Arrived(batch, null);
                return true;
            }

            var (arrived, refused) = await TrySendAsync(batch, cancellationToken).ConfigureAwait(false);
            if (arrived)
                return true;
            if (refused is null)
                continue;
            if (Refusals.IsTooLarge(refused))
                _largestBody = Math.Min(_largestBody, batch.Body.Length) / 2;
            else if (!batch.Careful)
            {
                // A damaged line spoils its batch: the lines are looked at one by one.
                careful = true;
                continue;
            }

            if (batch.Count == 1)
            {
                SetAside(batch, refused);
                return true;
            }

            most = Math.Max(batch.Lines / 2, 1);
        }
    }

    /// <summary>Sends a batch, or finds out what happened to one that was under way.</summary>
    /// <returns>Whether the server has it; if not, why it will never take it, or null when it is to be sent under another key.</returns>
    private async Task<(bool Arrived, MlDashException? Refused)> TrySendAsync(StreamBatch batch, CancellationToken cancellationToken)
    {
        var stream = batch.Stream;
        var key = Journal.Sending(stream, batch);
        MlDashException? refused = null;
        try
        {
            if (!Journal.Progress(stream).Pending!.IsDoubted)
            {
                Arrived(
                    batch,
                    await _server.SendAsync(HttpMethod.Post, BatchPath(stream), batch.Body, key, _server.Retries, cancellationToken).ConfigureAwait(false));
                return (true, null);
            }
        }
        catch (MlDashException fault) when (Refusals.IsOfContent(fault))
        {
            // An earlier try may have arrived without an answer, and be refused now by something on the way.
            Journal.Doubt(stream);
            refused = fault;
        }

        var (arrived, first) = await HasArrivedAsync(stream, key, cancellationToken).ConfigureAwait(false);
        if (arrived)
        {
            Arrived(batch, first, first is null ? await EndWithAsync(batch, cancellationToken).ConfigureAwait(false) : null);
            return (true, null);
        }

        Journal.Withdraw(stream);
        return (false, refused);
    }

    /// <summary>
    /// Whether an earlier try of the request under way has arrived. A request without records goes under its key: a server that had the first one answers
    /// as it did then, or that the key was used for something else; another one takes it, and it changes nothing.
    /// </summary>
    /// <exception cref="MlDashException">The server does not take that either: it is the stream that it refuses, or everything.</exception>
    private async Task<(bool Arrived, OrderedDictionary? First)> HasArrivedAsync(StreamId stream, string key, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _server.SendAsync(HttpMethod.Post, BatchPath(stream), StreamBatch.Empty(stream.Kind), key, _server.Retries, cancellationToken)
                .ConfigureAwait(false);
            return (Taken(stream, answer) > 0, answer);
        }
        catch (MlDashException fault) when (Refusals.IsKeyReused(fault))
        {
            return (true, null);
        }
    }

    /// <summary>
    /// Where the server's stream ends with a batch that has arrived without saying so: what the stream holds, when that is less than what it held before and
    /// the batch together, since the server has lost some in between; else null.
    /// </summary>
    private async Task<long?> EndWithAsync(StreamBatch batch, CancellationToken cancellationToken)
    {
        var totals = await TotalsAsync(cancellationToken).ConfigureAwait(false);
        return totals.TryGetValue(batch.Stream.Kind, out var known)
            && known.GetValueOrDefault(batch.Stream.Name) is var total && total < Journal.Progress(batch.Stream).End + batch.Count
            ? total
            : null;
    }

    /// <summary>Notes that a batch has arrived.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="answer">What the server said; null when that is lost.</param>
    /// <param name="end">Where its stream ends with the batch, when the answer does not tell.</param>
    private void Arrived(StreamBatch batch, OrderedDictionary? answer, long? end = null)
    {
        var records = answer is null ? batch.Count : Taken(batch.Stream, answer) ?? batch.Count;
        var start = answer is null ? null : Number(answer, batch.Stream.Kind == RecordKind.Log ? WireMembers.StartSequence : WireMembers.StartIndex);
        Journal.Arrived(batch.Stream, batch.ToLine, batch.ToOffset, records, start is null ? end : start + records);
        if (batch.Broken > 0)
            _warn($"{batch.Broken} broken lines of {batch.Stream} of '{Path}' were not sent.");
        CountBatch(batch, records);
    }

    /// <summary>Keeps the one record of a batch beside the data, since the server refuses it for good; later records are still sent.</summary>
    private void SetAside(StreamBatch batch, MlDashException refused)
    {
        RefusedRecords.Add(Journal.RefusedPath, _layout, batch, refused.Message);
        Journal.Arrived(batch.Stream, batch.ToLine, batch.ToOffset, 0, null);
        _warn(
            $"The server refuses line {batch.ToLine} of {batch.Stream} of '{Path}'; it is kept in '{Journal.RefusedPath}', and the rest is sent. {refused.Message}");
        Count(counts => new TransferCounts(counts) { Refused = counts.Refused + 1 });
    }

    /// <summary>Records that a request has added, as its answer says; null when it does not.</summary>
    private static long? Taken(StreamId stream, OrderedDictionary answer) =>
        Number(answer, stream.Kind == RecordKind.Log ? WireMembers.Created : WireMembers.Count);

    private static long? Number(OrderedDictionary answer, string member) =>
        long.TryParse(answer.Id(member), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private string BatchPath(StreamId stream) => stream.Kind switch
    {
        RecordKind.Log => $"{Data}/logs",
        RecordKind.Metric => $"{Data}/metrics/{Routes.Escaped(stream.Name)}/{Routes.MetricBatchVerb}",
        _ => $"{Data}/tracks/{Routes.TopicSegment(stream.Name)}/{Routes.TrackBatchVerb}",
    };

    private async Task DescribeTrackAsync(StreamId stream, CancellationToken cancellationToken)
    {
        if (DescriptionOf(stream) is { } body)
        {
            await SendWholeAsync(
                TrackNote + stream.Name, $"the details of {stream}", HttpMethod.Post, $"{Data}/tracks", body, cancellationToken).ConfigureAwait(false);
        }
    }

    private byte[]? DescriptionOf(StreamId stream)
    {
        var document = SmallDocument.ReadIfWhole(_layout.FileIn(_layout.Track(stream.Name), LocalLayout.MetadataFile));
        var said = new OrderedDictionary { [WireMembers.Topic] = stream.Name };
        foreach (var name in new[] { WireMembers.Description, WireMembers.Tags, WireMembers.Metadata })
        {
            if (document?[name] is string { Length: > 0 } or object?[] { Length: > 0 } or OrderedDictionary { Count: > 0 })
                said[name] = document[name];
        }

        return said.Count > 1 ? JsonText.Write(said) : null;
    }

    private void CountBatch(StreamBatch batch, long records) => Count(counts => new TransferCounts(batch.Stream.Kind switch
    {
        RecordKind.Log => new TransferCounts(counts) { Logs = counts.Logs + records },
        RecordKind.Metric => new TransferCounts(counts) { Points = counts.Points + records },
        _ => new TransferCounts(counts) { TrackEntries = counts.TrackEntries + records },
    })
    {
        Bytes = counts.Bytes + batch.Body.Length,
        Broken = counts.Broken + batch.Broken,
    });
}
