using System.Runtime.CompilerServices;
using MlDash.Client;
using MlDash.Identity;
using MlDash.Storage.Local;

namespace MlDash.Storage.Outgoing;

/// <summary>The outcome of one experiment that was sent or received.</summary>
public sealed class TransferResult(string prefix, Uri server, TransferCounts counts, MlDashException? fault)
{
    /// <summary>Its path.</summary>
    public string Prefix { get; } = prefix;

    /// <summary>The server.</summary>
    public Uri Server { get; } = server;

    /// <summary>What went.</summary>
    public TransferCounts Counts { get; } = counts;

    /// <summary>Why it is not done; null when it is.</summary>
    public MlDashException? Fault { get; } = fault;

    /// <summary>The digest that it has on both sides, where that was verified; else null.</summary>
    public string? Digest { get; init; }

    /// <inheritdoc />
    public override string ToString() => Prefix;
}

/// <summary>An experiment that was sent and is still on this machine.</summary>
/// <param name="Local">Where it is kept.</param>
/// <param name="Path">Its path there.</param>
/// <param name="Server">Where it went.</param>
/// <param name="UserName">The user name that made the token; null for another kind of login.</param>
/// <param name="Target">Its path on the server.</param>
/// <param name="IsSpooled">Whether it lies in the spool, which removes it by itself.</param>
public sealed record SentExperiment(LocalExperimentStore Local, ExperimentPath Path, Uri Server, string? UserName, ExperimentPath Target, bool IsSpooled);

/// <summary>Sends what earlier sessions, or sessions that were killed, have left in the spool.</summary>
/// <param name="options">Patience, retries and sizes.</param>
/// <param name="apiKey">A token for every server; null: the login of each.</param>
/// <param name="server">The one server to send to; null: each entry to its own.</param>
/// <param name="userName">The user name that makes the token; null: the one that an entry was recorded with.</param>
/// <param name="force">
/// Whether what was deleted on a server is made again there, what it may hold already is added to, and what was recorded for an address that is gone goes to
/// <paramref name="server"/>.
/// </param>
/// <param name="verify">
/// Makes sure that the server has all of an experiment before it leaves the spool, and returns the digest of both; what it throws keeps it there.
/// </param>
public sealed class SpoolSync(
    SendingOptions options, string? apiKey = null, Uri? server = null, string? userName = null, bool force = false,
    Func<SentExperiment, CancellationToken, Task<string>>? verify = null)
{
    private readonly Dictionary<Uri, bool> _answers = [];

    /// <summary>Sends experiment after experiment, oldest first. One that cannot be sent stays, and hides no other.</summary>
    /// <param name="warn">Told what was left out.</param>
    /// <param name="progress">Makes the progress of an experiment, by its path.</param>
    /// <param name="cancellationToken">Ends it; the rest stays.</param>
    public async IAsyncEnumerable<TransferResult> RunAsync(
        Action<string> warn, Func<string, IProgress<TransferCounts>?> progress, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var entry in Spool.TakeAll(warn))
        {
            using (entry)
            {
                var to = server is null || entry.Server == server || await GoesElsewhereAsync(entry, server, warn, cancellationToken).ConfigureAwait(false)
                    ? server ?? entry.Server
                    : null;
                if (to is not null)
                    yield return await SendAsync(entry, to, warn, progress(entry.Target.ToString()), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Whether what was recorded for one address goes to another: it is the same server, or the address is gone, no server ever had anything of it, and the
    /// user says so, since an address may be away only for a while. What stays is named, with the reason.
    /// </summary>
    private async Task<bool> GoesElsewhereAsync(SpoolEntry entry, Uri other, Action<string> warn, CancellationToken cancellationToken)
    {
        try
        {
            var had = SendJournal.ServersOf(new LocalLayout(entry.Root, entry.Path));
            if (had.Count == 0)
            {
                if (await AnswersAsync(entry, cancellationToken).ConfigureAwait(false))
                    Stays($"{entry.Server} answers. Sync-MlDashExperiment without -Remote sends it there.");
                else if (!force)
                    Stays($"{entry.Server} does not answer now, and no server has any of it. If that address is gone for good, send it with -Force.");
                else
                    return true;
                return false;
            }

            if (await Client(entry, other).IdentifyAsync(cancellationToken).ConfigureAwait(false) is { } id && had.Contains(id))
                return true;
            Stays($"that server has a part of it. Send all of it to {other} with Send-MlDashExperiment from the root '{entry.Root}'.");
        }
        catch (MlDashException away)
        {
            Stays(away.Message);
        }

        return false;

        void Stays(string why) => warn($"'{entry.Target}' was recorded for {entry.Server} and is not sent to {other}: {why}");
    }

    private async Task<bool> AnswersAsync(SpoolEntry entry, CancellationToken cancellationToken)
    {
        if (_answers.TryGetValue(entry.Server, out var known))
            return known;
        try
        {
            await Client(entry, entry.Server).IdentifyAsync(cancellationToken).ConfigureAwait(false);
            known = true;
        }
        catch (MlDashException fault)
        {
            // Any answer is one: a server that asks for a login is not gone.
            known = fault.ErrorId != ServerFaults.Unreachable;
        }

        return _answers[entry.Server] = known;
    }

    private ServerClient Client(SpoolEntry entry, Uri to) =>
        new(to, Credentials.Of(apiKey, apiKey is null ? userName ?? entry.UserName : null, options.Clock), options);

    private async Task<TransferResult> SendAsync(
        SpoolEntry entry, Uri to, Action<string> warn, IProgress<TransferCounts>? progress, CancellationToken cancellationToken)
    {
        ExperimentSender? sender = null;
        string? digest = null;
        var local = new LocalExperimentStore(entry.Root, options.Clock);
        try
        {
            if (await local.GetAsync(entry.Path, cancellationToken).ConfigureAwait(false) is { } record)
            {
                var begunHere = entry.IsOwnRoot || record.Runs is [var only] && record.BeganWith(only);
                sender = new ExperimentSender(
                    local,
                    entry.Path,
                    Client(entry, to),
                    entry.Target,
                    warn,
                    new SendRules(MayAdd: force || begunHere, MayMakeAgain: force, TryRefused: force),
                    progress);
                await sender.SendAllAsync(cancellationToken).ConfigureAwait(false);
                sender.WarnOfRefused();
                if (verify is not null)
                {
                    var sent = new SentExperiment(local, entry.Path, to, userName ?? entry.UserName, sender.Target.ToPath(), entry.IsOwnRoot);
                    digest = await verify(sent, cancellationToken).ConfigureAwait(false);
                }
            }

            // An experiment that is gone from the disk has nothing left to send.
            entry.Settle(sender?.HasRefused == true);
            return new TransferResult(sender?.Target.ToString() ?? entry.Target.ToString(), to, sender?.Counts ?? new TransferCounts(), null)
            {
                Digest = digest,
            };
        }
        catch (MlDashException fault)
        {
            return new TransferResult(entry.Target.ToString(), to, sender?.Counts ?? new TransferCounts(), fault);
        }
        finally
        {
            while (local.Warnings.TryDequeue(out var skipped))
                warn(skipped);
        }
    }
}
