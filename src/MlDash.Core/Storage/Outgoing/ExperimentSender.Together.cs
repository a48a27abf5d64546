using MlDash.Client;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Records;
using MlDash.Storage.Local;

namespace MlDash.Storage.Outgoing;

/// <content>Batches of several streams in one request, where the server takes them.</content>
internal sealed partial class ExperimentSender
{
    private int _largestTogether = OrdinaryBody;

    /// <summary>Sends what streams hold beyond what was sent.</summary>
    /// <param name="streams">The streams, with the maximum number of batches of each.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task SendStreamsAsync(IReadOnlyList<(StreamId Stream, int Batches)> streams, CancellationToken cancellationToken)
    {
        var left = await SendTogetherAsync(streams, cancellationToken).ConfigureAwait(false);
        foreach (var (stream, batches) in left)
            await SendStreamAsync(stream, batches, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Sends batches of several streams in each request, as long as more than one has some. A part is journaled, keyed and answered as a request of its own,
    /// so that it can be repeated as one: what does not arrive in this way is left to that.
    /// </summary>
    /// <returns>What is to be looked at stream by stream.</returns>
    private async Task<IReadOnlyList<(StreamId Stream, int Batches)>> SendTogetherAsync(
        IReadOnlyList<(StreamId Stream, int Batches)> streams, CancellationToken cancellationToken)
    {
        if (streams.Count < 2)
            return streams;
        await EnsureMadeAsync(cancellationToken).ConfigureAwait(false);
        if (!_server.TakesBatches)
            return streams;
        foreach (var (stream, _) in streams.Where(one => one.Stream.Kind == RecordKind.Track))
            await DescribeTrackAsync(stream, cancellationToken).ConfigureAwait(false);
        var left = streams.ToDictionary(one => one.Stream, one => one.Batches);
        var alone = new HashSet<StreamId>();
        while (_server.TakesBatches)
        {
            using var held = await FileLock.TakeAsync(Journal.LockPath, cancellationToken).ConfigureAwait(false);
            Journal.Refresh();
            var batches = TakeTogether(left.Where(one => one.Value > 0 && !alone.Contains(one.Key)).Select(one => one.Key));
            try
            {
                if (batches.Count < 2)
                    break;
                foreach (var stream in await SendTogetherAsync(batches, cancellationToken).ConfigureAwait(false))
                    alone.Add(stream);
                foreach (var batch in batches.Where(batch => !alone.Contains(batch.Stream)))
                    left[batch.Stream]--;
            }
            finally
            {
                batches.ForEach(batch => batch.Dispose());
            }
        }

        return [.. streams.Select(one => (one.Stream, left[one.Stream])).Where(one => one.Item2 > 0)];
    }

    /// <summary>The next batches of streams, as many as one request may hold.</summary>
    private List<StreamBatch> TakeTogether(IEnumerable<StreamId> streams)
    {
        var batches = new List<StreamBatch>();
        var room = _largestTogether;
        foreach (var stream in streams)
        {
            // Whether one in doubt has arrived is asked for by itself.
            if (Journal.Progress(stream).Pending is { IsDoubted: true })
                continue;
            var limits = new BatchLimits(_server.Options.BatchSizeOf(stream.Kind), Math.Max(room - TogetherBody.Frame - stream.Name.Length, 1), Careful: false);
            if (StreamBatch.Read(_layout, stream, Journal.Progress(stream), limits) is not { } batch)
                continue;
            var takes = batch.Body.Length + TogetherBody.Frame + stream.Name.Length;
            if (batch.Count == 0 || takes > room)
            {
                batch.Dispose();
                continue;
            }

            room -= takes;
            batches.Add(batch);
            if (batches.Count == WireLimits.BatchParts)
                break;
        }

        return batches;
    }

    /// <summary>Sends batches in one request.</summary>
    /// <returns>The streams whose part did not arrive, or was refused; they stay journaled as under way.</returns>
    private async Task<IEnumerable<StreamId>> SendTogetherAsync(List<StreamBatch> batches, CancellationToken cancellationToken)
    {
        Journal.Sending(batches);
        using var body = new PooledBuffer(64 * 1024);
        TogetherBody.Write(batches.Select(batch => (batch, Journal.Sending(batch.Stream, batch))), body);
        IReadOnlyList<Answer> answers;
        try
        {
            var answer = await _server.SendAsync(
                HttpMethod.Post, Routes.Batches(Journal.Ids!.Experiment), body.WrittenMemory, key: null, _server.Retries, cancellationToken)
                .ConfigureAwait(false);
            answers = Answer.Of(_server.Address, answer).Maps(WireMembers.Answers);
        }
        catch (MlDashException fault) when (Refusals.IsOfContent(fault) || Refusals.IsOfCall(fault))
        {
            if (Refusals.IsTooLarge(fault))
                _largestTogether = body.Length / 2;
            else
                _server.NoteBatchesRefused();
            return batches.Select(batch => batch.Stream);
        }

        if (answers.Count != batches.Count)
            throw ServerFaults.NotUnderstood(_server.Address, WireMembers.Answers, $"a list of {batches.Count}", $"one of {answers.Count}");
        var refused = new List<StreamId>();
        foreach (var (batch, answer) in batches.Zip(answers))
        {
            if (answer.Count(WireMembers.Status) is >= 200 and < 300)
                Arrived(batch, answer.OptionalMembers(WireMembers.Body));
            else
                refused.Add(batch.Stream);
        }

        return refused;
    }
}
