using System.Collections;
using System.Collections.Concurrent;
using MlDash.Client;
using MlDash.Recording;
using MlDash.Storage.Local;

namespace MlDash.Storage.Outgoing;

/// <summary>One open experiment that is kept on this machine and sent to a server.</summary>
internal sealed class OutgoingRecording : IOpenRecording
{
    private readonly ServerClient _server;
    private readonly SpoolEntry _entry;
    private readonly IOpenRecording _kept;
    private readonly IServerSide? _there;
    private readonly Action<string> _warn;
    private FileUploads? _uploads;

    private OutgoingRecording(
        ServerClient server, SpoolEntry entry, LocalExperimentStore local, IOpenRecording kept, IServerSide? there, Outbox outbox, Action<string> warn)
    {
        (_server, _entry, Local, _kept, _there, Outbox, _warn) = (server, entry, local, kept, there, outbox, warn);
        Record = kept.Record;
        Sink = new OutboxSink(kept.Sink, outbox);
        Keeper = (IExperimentKeeper?)there ?? new SendingKeeper(local, this);
    }

    public ExperimentRecord Record { get; private set; }

    public IRecordSink Sink { get; }

    public IExperimentKeeper Keeper { get; }

    /// <summary>Where it is kept.</summary>
    public LocalExperimentStore Local { get; }

    /// <summary>Its path there.</summary>
    public ExperimentPath Path => _entry.Path;

    /// <summary>What brings it to the server.</summary>
    public ExperimentSender Sender => Outbox.Sender;

    /// <summary>What does so while it records.</summary>
    public Outbox Outbox { get; }

    /// <summary>
    /// Opens an experiment here and there. When the server cannot be reached it is opened here alone; when the server refuses, nothing is opened.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <param name="local">Where to keep it; null: in the spool.</param>
    /// <param name="there">Where it is read and changed when it is kept in the spool; null: where it is kept.</param>
    /// <param name="opening">What is opened.</param>
    /// <param name="target">Its place on the server.</param>
    /// <param name="offline">Whether the server is not contacted.</param>
    /// <param name="warnings">Warnings of the recording and of the spool are added here, such as that the server is unreachable.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<OutgoingRecording> OpenAsync(
        ServerClient server,
        LocalExperimentStore? local,
        IServerSide? there,
        Opening opening,
        RemotePath target,
        bool offline,
        ConcurrentQueue<string> warnings,
        CancellationToken cancellationToken)
    {
        var entry = Spool.Add(server.Address, opening.Path, target, server.DevelopmentUser, local?.Root, server.Options.Clock.GetUtcNow());
        Outbox? outbox = null;
        Action<string> warn = warnings.Enqueue;
        try
        {
            var keeping = local ?? new LocalExperimentStore(entry.Root, server.Options.Clock, warnings);
            var kept = await keeping.OpenAsync(opening.Path, opening.Project, opening.Change, opening.Run, cancellationToken).ConfigureAwait(false);
            // What another run has left in this folder may be on the server already; what is recorded from now on is not.
            var rules = new SendRules(MayAdd: entry.IsOwnRoot || kept.Record.BeganWith(opening.Run), GivesSigns: !offline);
            var sender = new ExperimentSender(keeping, opening.Path, server, target, warn, rules);
            outbox = new Outbox(sender, server, warn, offline);
            var recording = new OutgoingRecording(server, entry, keeping, kept, there, outbox, warn);
            if (!offline)
                await recording.OpenThereAsync(opening.Run, cancellationToken).ConfigureAwait(false);
            if (there is not null)
                recording.Record = await there.BeginAsync(opening.Path, recording.Sender, recording.Record, cancellationToken).ConfigureAwait(false);
            return recording;
        }
        catch
        {
            if (outbox is not null)
                await outbox.DisposeAsync().ConfigureAwait(false);
            entry.Remove();
            throw;
        }
    }

    public async Task MergeParametersAsync(IDictionary flat, bool replaceDamaged, CancellationToken cancellationToken)
    {
        await _kept.MergeParametersAsync(flat, replaceDamaged, cancellationToken).ConfigureAwait(false);
        await Outbox.TryAsync(Sender.SendParametersAsync, cancellationToken).ConfigureAwait(false);
    }

    public IFileIntake OpenIntake() => _there is null ? new SendingFileIntake(_kept.OpenIntake(), this) : new DirectFileIntake(_server, this);

    /// <summary>Begins to keep files on this machine, whatever the server has of them.</summary>
    public IFileIntake OpenLocalIntake() => _kept.OpenIntake();

    /// <summary>What sends its files: it remembers the folders that it has made.</summary>
    public FileUploads UploadsTo(RemoteIds ids) => LazyInitializer.EnsureInitialized(ref _uploads, () => new FileUploads(_server, ids));

    /// <summary>Notes the end of the run here and there; what the server does not have by then stays registered.</summary>
    public async Task<ExperimentRecord> CloseAsync(ExperimentStatus status, string? reason, CancellationToken cancellationToken)
    {
        var record = await _kept.CloseAsync(status, reason, cancellationToken).ConfigureAwait(false);
        if (await Outbox.CompleteAsync(cancellationToken).ConfigureAwait(false))
        {
            // What the outbox was about to send by itself would put its lock into the folder that is deleted.
            await Outbox.StopAsync().ConfigureAwait(false);
            _entry.Settle(Sender.HasRefused);
        }
        else
        {
            Leave(record);
        }

        if (_there is null)
            return record;
        _there.End(Path);
        // The id in the spool ends with it.
        return record with { Id = Sender.Ids?.Experiment ?? record.Id };
    }

    private void Leave(ExperimentRecord record)
    {
        _entry.Dispose();
        if (!Outbox.IsOffline)
            _warn($"The server {_entry.Server} does not have all of '{record.Path}' yet; it is kept in '{_entry.Root}'. Send it with Sync-MlDashExperiment.");
    }

    private async Task OpenThereAsync(ExperimentRun run, CancellationToken cancellationToken)
    {
        try
        {
            _server.Retries = Math.Min(1, _server.Options.MaxRetries);
            await Sender.OpenAsync(cancellationToken).ConfigureAwait(false);
            _server.Retries = _server.Options.MaxRetries;
        }
        catch (NetworkException away) when (away.IsTransient)
        {
            Outbox.Failed(away);
        }
        catch (MlDashException refused)
        {
            // What the server refuses is not begun here either; an experiment that was here before keeps what it holds.
            if (Record.BeganWith(run))
                await Local.DeleteAsync(Path, CancellationToken.None).ConfigureAwait(false);
            else
                await _kept.CloseAsync(ExperimentStatus.Failed, refused.Message, CancellationToken.None).ConfigureAwait(false);
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
