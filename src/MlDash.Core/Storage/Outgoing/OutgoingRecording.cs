using MlDash.Client;
using MlDash.Recording;
using MlDash.Storage.Local;

namespace MlDash.Storage.Outgoing;

/// <summary>One open experiment that is kept on this machine and sent to a server.</summary>
internal sealed class OutgoingRecording
{
    private readonly SpoolEntry _entry;
    private readonly Action<string> _warn;
    private FileUploads? _uploads;

    private OutgoingRecording(SpoolEntry entry, LocalExperimentStore local, ExperimentSender sender, Outbox outbox, Action<string> warn)
    {
        (_entry, Local, Sender, Outbox, _warn) = (entry, local, sender, outbox, warn);
    }

    /// <summary>Where it is kept.</summary>
    public LocalExperimentStore Local { get; }

    /// <summary>Its path there.</summary>
    public ExperimentPath Path => _entry.Path;

    /// <summary>What brings it to the server.</summary>
    public ExperimentSender Sender { get; }

    /// <summary>What does so while it records.</summary>
    public Outbox Outbox { get; }

    /// <summary>
    /// Opens an experiment here and there. When the server cannot be reached it is opened here alone; when the server refuses, nothing is opened.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <param name="local">Where to keep it; null: in the spool.</param>
    /// <param name="opening">What is opened.</param>
    /// <param name="target">Its place on the server.</param>
    /// <param name="offline">Whether the server is not contacted.</param>
    /// <param name="warn">Called when the server is unreachable.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<(OutgoingRecording Recording, ExperimentRecord Record)> OpenAsync(
        ServerClient server, LocalExperimentStore? local, Opening opening, RemotePath target, bool offline, Action<string> warn, CancellationToken cancellationToken)
    {
        var entry = Spool.Add(server.Address, opening.Path, target, server.DevelopmentUser, local?.Root, server.Options.Clock.GetUtcNow());
        Outbox? outbox = null;
        try
        {
            var kept = local ?? new LocalExperimentStore(entry.Root, server.Options.Clock);
            var record = await kept.OpenAsync(opening.Path, opening.Project, opening.Change, opening.Run, cancellationToken).ConfigureAwait(false);
            // What another run has left in this folder may be on the server already; what is recorded from now on is not.
            var sender = new ExperimentSender(kept, opening.Path, server, target, warn, new SendRules(MayAdd: entry.IsOwnRoot || record.BeganWith(opening.Run)));
            outbox = new Outbox(sender, server, warn, offline);
            var recording = new OutgoingRecording(entry, kept, sender, outbox, warn);
            if (!offline)
                await recording.OpenThereAsync(server, record, opening.Run, cancellationToken).ConfigureAwait(false);
            return (recording, record);
        }
        catch
        {
            if (outbox is not null)
                await outbox.DisposeAsync().ConfigureAwait(false);
            entry.Remove();
            throw;
        }
    }

    /// <summary>What sends its files: it remembers the folders that it has made.</summary>
    public FileUploads UploadsTo(ServerClient server, RemoteIds ids) => LazyInitializer.EnsureInitialized(ref _uploads, () => new FileUploads(server, ids));

    /// <summary>The writing end for its recorder.</summary>
    public IRecordSink OpenSink(RecordingOptions options) => new OutboxSink(Local.OpenSink(Path, options), Outbox);

    /// <summary>Notes the end of the run here and there; what the server does not have by then stays registered.</summary>
    public async Task<ExperimentRecord> CloseAsync(ExperimentRun run, ExperimentStatus status, string? reason, CancellationToken cancellationToken)
    {
        var record = await Local.CloseAsync(Path, run, status, reason, cancellationToken).ConfigureAwait(false);
        if (!await Outbox.CompleteAsync(cancellationToken).ConfigureAwait(false))
        {
            Leave(record);
            return record;
        }

        // What the outbox was about to send by itself would put its lock into the folder that is deleted.
        await Outbox.StopAsync().ConfigureAwait(false);
        _entry.Settle(Sender.HasRefused);
        return record;
    }

    private void Leave(ExperimentRecord record)
    {
        _entry.Dispose();
        if (!Outbox.IsOffline)
            _warn($"The server {_entry.Server} does not have all of '{record.Path}' yet; it is kept in '{_entry.Root}'. Send it with Sync-MlDashExperiment.");
    }

    private async Task OpenThereAsync(ServerClient server, ExperimentRecord record, ExperimentRun run, CancellationToken cancellationToken)
    {
        try
        {
            server.Retries = Math.Min(1, server.Options.MaxRetries);
            await Sender.OpenAsync(cancellationToken).ConfigureAwait(false);
            server.Retries = server.Options.MaxRetries;
        }
        catch (NetworkException away) when (away.IsTransient)
        {
            Outbox.Failed(away);
        }
        catch (MlDashException refused)
        {
            // What the server refuses is not begun here either; an experiment that was here before keeps what it holds.
            if (record.BeganWith(run))
                await Local.DeleteAsync(Path, CancellationToken.None).ConfigureAwait(false);
            else
                await Local.CloseAsync(Path, run, ExperimentStatus.Failed, refused.Message, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }
}

/// <summary>What an open is asked to open.</summary>
/// <param name="Path">Path where it is kept.</param>
/// <param name="Project">The project given.</param>
/// <param name="Change">Its details.</param>
/// <param name="Run">The run.</param>
internal sealed record Opening(ExperimentPath Path, string? Project, ExperimentChange Change, ExperimentRun Run);
