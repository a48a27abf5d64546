using MlDash.Client;
using MlDash.Protocol;

namespace MlDash.Storage.Outgoing;

/// <summary>
/// Signs of life of an open experiment for its server: small requests while nothing else is sent, since whatever is written there is a sign, too. When one
/// fails, the next one is tried: signs are never a reason for a warning, a pause or an end.
/// </summary>
/// <param name="sender">Sends the experiment.</param>
/// <param name="server">Where to.</param>
/// <param name="isResting">Whether the server is not to be asked at the moment.</param>
internal sealed class ServerHeartbeat(ExperimentSender sender, ServerClient server, Func<bool> isResting)
{
    // What was sent since the last look may be as old as that.
    private static readonly TimeSpan _pause = SignsOfLife.Interval / 2;

    /// <summary>The experiment for which the server does not know this call.</summary>
    private string? _refused;

    /// <summary>Gives signs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var sent = sender.Counts;
        while (true)
        {
            await Task.Delay(_pause, server.Options.Clock, cancellationToken).ConfigureAwait(false);
            var before = sent;
            sent = sender.Counts;
            if (sent != before || isResting() || sender.Ids?.Experiment is not { } experiment || experiment == _refused)
                continue;
            await TrySignAsync(experiment, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TrySignAsync(string experiment, CancellationToken cancellationToken)
    {
        // A server that hangs must not keep the next sign from being tried.
        using var patience = new CancellationTokenSource(_pause, server.Options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await server.SendAsync(HttpMethod.Post, Routes.Heartbeat(experiment), default, key: null, retries: 0, either.Token).ConfigureAwait(false);
        }
        catch (MlDashException fault) when (Refusals.IsOfCall(fault))
        {
            _refused = experiment;
        }
#pragma warning disable CA1031 // Whatever keeps a sign from arriving, the experiment is recorded.
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            // The next one may arrive.
        }
    }
}
