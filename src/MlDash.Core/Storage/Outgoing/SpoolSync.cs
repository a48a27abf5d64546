using System.Runtime.CompilerServices;
using MlDash.Identity;
using MlDash.Recording;
using MlDash.Storage.Local;
using MlDash.Storage.Remote;

namespace MlDash.Storage.Outgoing;

/// <summary>What became of one experiment that was sent or received.</summary>
/// <param name="Prefix">Its path.</param>
/// <param name="Server">The server.</param>
/// <param name="Counts">What went.</param>
/// <param name="Fault">Why it is not done; null when it is.</param>
public sealed record TransferResult(string Prefix, Uri Server, TransferCounts Counts, MlDashException? Fault);

/// <summary>Sends what earlier sessions, or sessions that were killed, have left in the spool.</summary>
/// <param name="options">Patience, retries and sizes.</param>
/// <param name="apiKey">A token for every server; null: the login of each.</param>
/// <param name="server">The one server to send to; null: each entry to its own.</param>
/// <param name="userName">The user name that makes the token; null: the one that an entry was recorded with.</param>
public sealed class SpoolSync(SendingOptions options, string? apiKey = null, Uri? server = null, string? userName = null)
{
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
                if (server is null || entry.Server == server)
                    yield return await SendAsync(entry, warn, progress(entry.Target.ToString()), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<TransferResult> SendAsync(SpoolEntry entry, Action<string> warn, IProgress<TransferCounts>? progress, CancellationToken cancellationToken)
    {
        ExperimentSender? sender = null;
        try
        {
            var local = new LocalExperimentStore(entry.Root);
            if (await local.GetAsync(entry.Path, cancellationToken).ConfigureAwait(false) is not null)
            {
                var client = new ServerClient(entry.Server, Credentials.Of(apiKey, apiKey is null ? userName ?? entry.UserName : null), options);
                sender = new ExperimentSender(local, entry.Path, client, entry.Target, warn, progress: progress);
                await sender.SendAsync(cancellationToken).ConfigureAwait(false);
                await sender.SendStatusAsync(cancellationToken).ConfigureAwait(false);
            }

            // An experiment that is gone from the disk has nothing left to send.
            entry.Remove();
            return new TransferResult(sender?.Target.ToString() ?? entry.Target.ToString(), entry.Server, sender?.Counts ?? new TransferCounts(), null);
        }
        catch (MlDashException fault)
        {
            return new TransferResult(entry.Target.ToString(), entry.Server, sender?.Counts ?? new TransferCounts(), fault);
        }
    }
}
