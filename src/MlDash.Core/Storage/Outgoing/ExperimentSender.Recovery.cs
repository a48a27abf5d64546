using System.Collections.Specialized;
using System.Globalization;
using MlDash.Client;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Records;
using MlDash.Storage.Local;

namespace MlDash.Storage.Outgoing;

/// <content>What the server has lost, or has from elsewhere.</content>
internal sealed partial class ExperimentSender
{
    /// <summary>
    /// Sends everything, where the experiment stands with it, and compares afterwards: what a server has lost since it took it (one that was restored from a
    /// backup, say) is sent again.
    /// </summary>
    /// <exception cref="MlDashException">Something could not be sent; it is taken up again by the next call.</exception>
    public async Task SendAllAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        if (_rules.MayMakeAgain)
            await RestartIfGoneAsync(cancellationToken).ConfigureAwait(false);
        await EnsureMadeAsync(cancellationToken).ConfigureAwait(false);
        for (var again = false; ; again = true)
        {
            var faults = new List<MlDashException>();
            await TryPartAsync(SendAsync, faults, cancellationToken).ConfigureAwait(false);
            await TryPartAsync(SendStatusAsync, faults, cancellationToken).ConfigureAwait(false);
            if (faults.Count > 0)
                throw faults[0];
            if (await RewindLostAsync(cancellationToken).ConfigureAwait(false) is not { } lost)
                return;
            if (again)
            {
                throw new StorageException(
                    "ServerIncomplete",
                    $"The server {_server.Address} has fewer records of {lost} of '{Path}' than it has accepted.",
                    "Ask the administrator of the server what happened to them. All records stay on this machine.")
                { Target = _server.Address };
            }

            _warn($"The server {_server.Address} has lost records of '{Path}' that it had before; they are sent again.");
        }
    }

    /// <summary>Forgets what was sent when the experiment is no longer on the server, so that all of it goes again.</summary>
    private async Task RestartIfGoneAsync(CancellationToken cancellationToken)
    {
        using var held = await FileLock.TakeAsync(Journal.LockPath, cancellationToken).ConfigureAwait(false);
        Journal.Refresh();
        if (Journal.Ids is { } ids && !await IsThereAsync(ids.Node, cancellationToken).ConfigureAwait(false))
            Journal.Forget();
    }

    /// <summary>Goes back, in every stream of which the server holds less than it took, to what it still has.</summary>
    /// <returns>One of these streams; null when the server has everything.</returns>
    private async Task<StreamId?> RewindLostAsync(CancellationToken cancellationToken)
    {
        using var held = await FileLock.TakeAsync(Journal.LockPath, cancellationToken).ConfigureAwait(false);
        Journal.Refresh();
        StreamId? lost = null;
        var totals = await TotalsAsync(cancellationToken).ConfigureAwait(false);
        foreach (var stream in Journal.Streams)
        {
            if (!totals.TryGetValue(stream.Kind, out var known) || known.GetValueOrDefault(stream.Name) is var total && total >= Journal.Progress(stream).End)
                continue;
            Journal.Lose(stream, total);
            lost = stream;
        }

        if (lost is not null)
            await DoubtTheRestAsync(cancellationToken).ConfigureAwait(false);
        return lost;
    }

    /// <summary>A server that has lost records may have lost the rest as well: what is sent whole is sent again, files that are not there too.</summary>
    private async Task DoubtTheRestAsync(CancellationToken cancellationToken)
    {
        foreach (var (what, _) in Journal.SentBelow(string.Empty).Where(sent => !sent.Key.StartsWith(FilePrefix, StringComparison.Ordinal)))
            Journal.NoteSent(what, null);
        foreach (var (what, value) in Journal.SentBelow(FilePrefix))
        {
            if (value is object?[] noted && noted is [.., string node] && !await IsThereAsync(node, cancellationToken).ConfigureAwait(false))
                Journal.NoteSent(what, null);
        }
    }

    /// <summary>How many records the server holds of each stream; kinds of which it does not say so are left out.</summary>
    private async Task<Dictionary<RecordKind, Dictionary<string, long>>> TotalsAsync(CancellationToken cancellationToken)
    {
        var totals = new Dictionary<RecordKind, Dictionary<string, long>>();
        var kinds = Journal.Streams.Select(stream => stream.Kind).ToHashSet();
        if (kinds.Contains(RecordKind.Metric))
        {
            await CountAsync(
                RecordKind.Metric,
                $"{Data}/metrics",
                answer => Each(answer, WireMembers.Metrics, WireMembers.Name, WireMembers.TotalDataPoints)).ConfigureAwait(false);
        }

        if (kinds.Contains(RecordKind.Track))
        {
            await CountAsync(
                RecordKind.Track,
                $"{Data}/tracks",
                answer => Each(answer, WireMembers.Tracks, WireMembers.Topic, WireMembers.TotalEntries)).ConfigureAwait(false);
        }

        if (kinds.Contains(RecordKind.Log))
        {
            await CountAsync(
                RecordKind.Log,
                $"{Data}/logs?limit=1",
                answer => Number(answer, WireMembers.Total) is { } total ? new() { [StreamId.Log.Name] = total } : null).ConfigureAwait(false);
        }

        return totals;

        async Task CountAsync(RecordKind kind, string path, Func<OrderedDictionary, Dictionary<string, long>?> read)
        {
            try
            {
                if (read(await _server.GetAsync(path, cancellationToken).ConfigureAwait(false)) is { } known)
                    totals[kind] = known;
            }
            catch (MlDashException none) when (Refusals.IsMissing(none))
            {
                if (!await IsThereAsync(Journal.Ids!.Node, cancellationToken).ConfigureAwait(false))
                    throw Gone();
            }
        }
    }

    private static Dictionary<string, long>? Each(OrderedDictionary answer, string list, string name, string count)
    {
        if (answer[list] is not object?[] items)
            return null;
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var item in items.OfType<OrderedDictionary>())
        {
            // One that is not counted says nothing about any.
            if (item.Text(name) is not { } named || Number(item, count) is not { } counted)
                return null;
            counts[named] = counted;
        }

        return counts;
    }

    /// <summary>Whether the server itself says that it has a node; what something on the way says is an error.</summary>
    private async Task<bool> IsThereAsync(string node, CancellationToken cancellationToken)
    {
        try
        {
            await _server.GetAsync(Routes.Node(node), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (MlDashException none) when (Refusals.IsMissing(none))
        {
            return false;
        }
    }

    private ExperimentException Gone() => new(
        "NotOnServer",
        $"The experiment '{_target}' is no longer on the server {_server.Address}: it was deleted there after some of it was sent.",
        "Sync-MlDashExperiment -Force and Send-MlDashExperiment make it again from what is kept on this machine.")
    { Target = _target.ToString(), ServerStatus = (int)System.Net.HttpStatusCode.NotFound };

    /// <summary>Refuses to add a second time what may be on the server already, sent by another machine or another tool.</summary>
    private async Task RefuseDoublesAsync(CancellationToken cancellationToken)
    {
        if (_rules.MayAdd || !LocalStreams.Of(_layout).Any())
            return;
        var answer = await _server.QueryAsync(ServerQueries.ExperimentData, _target.ToVariables(), cancellationToken).ConfigureAwait(false);
        var found = answer.Map(WireMembers.Experiment);
        if (found is null || (found.Text(WireMembers.DisplayPath) ?? found.Text(WireMembers.Name)) != _target.Inner)
            return;
        var logs = found.Map(QueryFields.LogMetadata) is { } log ? Number(log, QueryFields.TotalLogs) ?? 0 : 0;
        var points = (found[WireMembers.Metrics] as object?[] ?? []).OfType<OrderedDictionary>()
            .Sum(metric => Number(metric.Map(QueryFields.MetricMetadata) ?? [], WireMembers.TotalDataPoints) ?? 0);
        var tracks = Number(found, QueryFields.TrackCount) ?? 0;
        if (logs + points + tracks == 0)
            return;
        throw new ExperimentException(
            "ServerHasData",
            string.Create(
                CultureInfo.InvariantCulture,
                $"The experiment '{_target}' on the server {_server.Address} holds {points} points, {logs} log entries and {tracks} tracks, and no record on this machine shows that they were sent from here. Sending '{Path}' would add its records to them."),
            "Add them with -Force, send to another place with -Target, or delete the experiment on the server first.")
        { Target = _target.ToString() };
    }
}
