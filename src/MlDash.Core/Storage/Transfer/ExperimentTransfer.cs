using MlDash.Client;
using MlDash.Errors;
using MlDash.Experiments;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Storage.Remote;

namespace MlDash.Storage.Transfer;

/// <summary>Whole experiments up to a server and down from it.</summary>
public static class ExperimentTransfer
{
    /// <summary>Where a local experiment would be sent.</summary>
    /// <param name="store">The server.</param>
    /// <param name="record">The experiment.</param>
    /// <param name="target">Path to put before its name and folders: <c>owner/project/…</c>; null: as its own path says.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="root">Root folder it lies under; null: unknown.</param>
    public static async Task<ExperimentPath> TargetAsync(
        this RemoteExperimentStore store, ExperimentRecord record, string? target, CancellationToken cancellationToken, string? root = null)
    {
        // Of a user and a project of one name only this says which of the two a path begins with.
        if (target is null && root is not null && ReceivedOrigin.Of(new LocalLayout(root, record.Path))?.Path == record.Path.Value)
            return record.Path;
        if (target is null)
            return await store.PlaceAsync(record.Path, record.Project, cancellationToken).ConfigureAwait(false);
        PathRules.Split(target, "target");
        var inner = RemotePath.Of(record.Path, record.Project, string.Empty).Inner;
        var segments = target.Trim('/').Split('/');
        return segments.Length == 1
            ? await store.PlaceAsync(ExperimentPath.Recorded($"{segments[0]}/{inner}"), segments[0], cancellationToken).ConfigureAwait(false)
            : ExperimentPath.Recorded($"{target.Trim('/')}/{inner}");
    }

    /// <summary>
    /// The path under a local root of an experiment here: <c>owner/project/…</c>, where other tools look for it too. One that an earlier version has
    /// received without the owner stays where it is.
    /// </summary>
    /// <param name="store">The server.</param>
    /// <param name="path">The experiment.</param>
    /// <param name="local">Where it is kept.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<ExperimentPath> LocalPathAsync(
        this RemoteExperimentStore store, ExperimentPath path, LocalExperimentStore local, CancellationToken cancellationToken)
    {
        var place = RemoteExperimentStore.Place(path);
        var whole = (place with { Namespace = await store.OwnerAsync(place.Namespace, cancellationToken).ConfigureAwait(false) }).ToPath();
        var bare = (place with { Namespace = null }).ToPath();
        if (ReceivedOrigin.Of(new LocalLayout(local.Root, bare)) is not { } earlier)
            return whole;
        var ids = await store.IdsAsync(path, cancellationToken).ConfigureAwait(false);
        return earlier.Is(store.Server.Address, ids.Experiment) && ReceivedOrigin.Of(new LocalLayout(local.Root, whole)) is null ? bare : whole;
    }

    /// <summary>Sends a local experiment with all it holds; what the server has of it already is not sent again.</summary>
    /// <param name="store">The server.</param>
    /// <param name="local">Where it is.</param>
    /// <param name="record">The experiment.</param>
    /// <param name="target">Its place on the server.</param>
    /// <param name="skipped">What not to send.</param>
    /// <param name="progress">Told what has gone so far.</param>
    /// <param name="cancellationToken">Ends it; the next call continues.</param>
    /// <param name="add">Whether it may be added to an experiment that holds data of which nothing here says where it came from.</param>
    /// <exception cref="ExperimentException"><c>ServerHasData</c>.</exception>
    public static async Task<TransferCounts> SendAsync(
        this RemoteExperimentStore store, LocalExperimentStore local, ExperimentRecord record, ExperimentPath target, SkippedParts skipped,
        IProgress<TransferCounts>? progress, CancellationToken cancellationToken, bool add = false)
    {
        var rules = new SendRules(skipped, MayAdd: add, MayMakeAgain: true, TryRefused: add);
        var sender = new ExperimentSender(local, record.Path, store.Server, RemoteExperimentStore.Place(target), store.Warnings.Enqueue, rules, progress);
        await sender.SendAllAsync(cancellationToken).ConfigureAwait(false);
        sender.WarnOfRefused();
        return sender.Counts;
    }

    /// <summary>
    /// Brings an experiment of the server into a local folder, in the local format; what is there of it already is not brought again. What was recorded here
    /// since stays, with a warning, unless it may be replaced.
    /// </summary>
    /// <param name="store">The server.</param>
    /// <param name="path">The experiment on the server.</param>
    /// <param name="local">Where to keep it.</param>
    /// <param name="target">Its path there.</param>
    /// <param name="skipped">What not to bring.</param>
    /// <param name="overwrite">Whether an experiment that was not received from there, or has records the server does not have, may be replaced.</param>
    /// <param name="progress">Told what has come so far.</param>
    /// <param name="cancellationToken">Ends it; the next call continues.</param>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>, <c>ExperimentExists</c>, <c>IllegalPath</c>.</exception>
    public static async Task<TransferCounts> ReceiveAsync(
        this RemoteExperimentStore store, ExperimentPath path, LocalExperimentStore local, ExperimentPath target, SkippedParts skipped, bool overwrite,
        IProgress<TransferCounts>? progress, CancellationToken cancellationToken)
    {
        var record = await store.GetAsync(path, cancellationToken).ConfigureAwait(false) ?? throw ExperimentErrors.NotFound(path);
        var ids = await store.IdsAsync(path, cancellationToken).ConfigureAwait(false);
        var layout = new LocalLayout(local.Root, target);
        var replaced = new ReplacedExperiment(local.Root, target, store.Server.Address, ids.Experiment);
        DiskFaults.Translate($"Looking at '{layout.Folder}'", () => replaced.Recover());
        var there = File.Exists(layout.Experiment);
        if (!there)
            ExperimentPlace.RefuseCollision(local.Root, target);
        var same = !there || ReceivedOrigin.Of(layout)?.Is(store.Server.Address, ids.Experiment) == true;
        if (!same && !overwrite)
            throw ExperimentReceiver.Exists(record.Path, layout);
        // Made before anything else looks: what is recorded here from now on is noticed.
        var writer = WriterOf(layout);
        var additions = same && there
            ? await SenderOf(target).FindAdditionsAsync(HeldBefore.Of(layout, ids), cancellationToken).ConfigureAwait(false)
            : LocalAdditions.None;
        if (same && !(overwrite && additions.Any))
            return await ReceiveIntoAsync(layout, writer, additions).ConfigureAwait(false);

        if (await local.GetAsync(target, cancellationToken).ConfigureAwait(false) is { WriteProtected: true })
            throw ExperimentErrors.WriteProtected(target);
        var arriving = new LocalLayout(local.Root, replaced.Arriving);
        var counts = await ReceiveIntoAsync(arriving, WriterOf(arriving), LocalAdditions.None).ConfigureAwait(false);
        DiskFaults.Translate($"Replacing '{layout.Folder}'", () => replaced.Swap());
        return counts;

        ExperimentSender SenderOf(ExperimentPath place) => new(local, place, store.Server, RemoteExperimentStore.Place(path), store.Warnings.Enqueue);

        ExperimentWriter WriterOf(LocalLayout place) =>
            DiskFaults.Translate($"Looking at '{place.Folder}'", () => new ExperimentWriter(place, store.Server.Options.Clock, store.Warnings.Enqueue));

        async Task<TransferCounts> ReceiveIntoAsync(LocalLayout place, ExperimentWriter into, LocalAdditions kept)
        {
            var before = HeldBefore.Of(place, ids);
            var receiver = new ExperimentReceiver(store, store.Server, ids, record, place, target, into, kept, skipped, progress);
            await receiver.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            await SenderOf(place.Path).NoteReceivedAsync(ids, before, into, kept, cancellationToken).ConfigureAwait(false);
            return receiver.Counts;
        }
    }
}
