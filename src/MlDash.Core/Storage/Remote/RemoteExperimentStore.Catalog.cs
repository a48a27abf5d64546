using System.Collections.Specialized;
using MlDash.Client;
using MlDash.Experiments;
using MlDash.Protocol;
using MlDash.Storage.Outgoing;

namespace MlDash.Storage.Remote;

/// <content>The existing experiments and their details.</content>
public sealed partial class RemoteExperimentStore
{
    /// <inheritdoc cref="IExperimentRecorder.PlaceAsync"/>
    public async Task<ExperimentPath> PlaceAsync(ExperimentPath path, string? project, CancellationToken cancellationToken)
    {
        var place = RemotePath.Of(path, project, _server.UserName);
        if (place.Namespace is null && !_offline)
        {
            var own = (await MeAsync(cancellationToken).ConfigureAwait(false))?[WireMembers.Username] as string;
            place = RemotePath.Of(path, project, own);
        }

        // Read as a path of the server, the project would be the owner.
        return place.Namespace is not null || place.Folders.Length == 0 ? place.ToPath() : throw new ConfigurationException(
            "OwnerUnknown",
            $"Whose experiment '{path}' becomes is not known: the token does not say whose it is, and the server was not asked.",
            "Log in with Connect-MlDash, give -UserName, or give the owner before the project: -Project owner/project.")
        { Target = path.Value };
    }

    /// <inheritdoc />
    public async Task<ExperimentRecord?> GetAsync(ExperimentPath path, CancellationToken cancellationToken)
    {
        var found = await FindOnServerAsync(path, cancellationToken).ConfigureAwait(false);
        if (found is null)
            return null;
        var ids = await IdsOfAsync(path, found, cancellationToken).ConfigureAwait(false);
        var node = await _server.FindAsync(Routes.Node(ids.Node), cancellationToken).ConfigureAwait(false) is { } members
            ? Answer.Of(_server.Address, members)
            : null;
        return ReadRecord(found) with
        {
            Path = path,
            WriteProtected = node?.OptionalFlag(WireMembers.WriteProtected) ?? false,
            Error = node?.OptionalText(WireMembers.Error),
        };
    }

    /// <inheritdoc />
    async Task<ExperimentRecord> IServerSide.BeginAsync(
        ExperimentPath path, ExperimentSender sender, ExperimentRecord kept, CancellationToken cancellationToken)
    {
        _senders[path] = sender;
        if (sender.Ids is not { } ids)
            return kept;
        _ids[path] = ids;
        var known = await FindOnServerAsync(path, cancellationToken).ConfigureAwait(false);
        return known is null
            ? kept with { Id = ids.Experiment }
            : ReadRecord(known) with { Path = path, WriteProtected = kept.WriteProtected, Runs = kept.Runs };
    }

    /// <inheritdoc />
    void IServerSide.End(ExperimentPath path) => _senders.TryRemove(path, out _);

    /// <inheritdoc />
    /// <remarks>A server changes the name alone, and one that does not know of it leaves the experiment as it was.</remarks>
    public async Task<ExperimentRecord> RenameAsync(ExperimentPath path, ExperimentPath target, CancellationToken cancellationToken)
    {
        if (!path.Segments.AsSpan()[..^1].SequenceEqual(target.Segments.AsSpan()[..^1]))
            throw ExperimentErrors.NotSupported(
                path, "moved to another folder", "Give a name without a folder. To move it, receive it, rename it in the local folder, and send it.");
        if (!target.MayBeMade)
            throw PathRules.Illegal(target.Value, "prefix", target.Name, "the rules for new names do not allow it");
        var standing = await GetAsync(path, cancellationToken).ConfigureAwait(false) ?? throw ExperimentErrors.NotFound(path);
        if (standing.WriteProtected)
            throw ExperimentErrors.WriteProtected(path);
        if (standing.Status == ExperimentStatus.Running)
            throw ExperimentErrors.Running(path);
        if (await GetAsync(target, cancellationToken).ConfigureAwait(false) is not null)
            throw ExperimentErrors.Exists(target);
        var ids = await IdsAsync(path, cancellationToken).ConfigureAwait(false);
        await _server.SendAsync(HttpMethod.Patch, Routes.Node(ids.Node), new OrderedDictionary { [WireMembers.Name] = target.Name }, cancellationToken)
            .ConfigureAwait(false);
        _ids.TryRemove(path, out _);
        _found.TryRemove(path, out _);
        return await GetAsync(target, cancellationToken).ConfigureAwait(false)
            ?? throw ExperimentErrors.NotSupported(
                path, "renamed", "This server does not rename. Receive it, rename it in the local folder, send it, and remove the old one.");
    }

    /// <inheritdoc />
    public Task<ExperimentRecord> CopyAsync(ExperimentPath path, ExperimentPath target, CancellationToken cancellationToken) =>
        throw ExperimentErrors.NotSupported(
            path, "copied", "Receive it with Receive-MlDashExperiment, copy it in the local folder, and send the copy with Send-MlDashExperiment.");

    /// <inheritdoc />
    public async Task<ExperimentRecord> UpdateAsync(ExperimentPath path, ExperimentChange change, CancellationToken cancellationToken)
    {
        var standing = await GetAsync(path, cancellationToken).ConfigureAwait(false) ?? throw ExperimentErrors.NotFound(path);
        if (standing.WriteProtected && change.WriteProtected != false)
            throw ExperimentErrors.WriteProtected(path);
        if (change.Version is { } version)
            RunVersion.RefuseOther(standing, version);
        var ids = await IdsAsync(path, cancellationToken).ConfigureAwait(false);
        var members = ChangeMembers.Of(change, standing);
        if (members.Count > 0)
            await _server.SendAsync(HttpMethod.Patch, Routes.Node(ids.Node), members, cancellationToken).ConfigureAwait(false);
        return await GetAsync(path, cancellationToken).ConfigureAwait(false) ?? throw ExperimentErrors.NotFound(path);
    }

    /// <inheritdoc />
    public async Task<long> DeleteAsync(ExperimentPath path, CancellationToken cancellationToken)
    {
        var standing = await GetAsync(path, cancellationToken).ConfigureAwait(false) ?? throw ExperimentErrors.NotFound(path);
        if (standing.WriteProtected)
            throw ExperimentErrors.WriteProtected(path);
        var freed = 0L;
        await foreach (var file in FindFilesAsync(path, new FileQuery(), cancellationToken).ConfigureAwait(false))
            freed += file.Length;
        var ids = await IdsAsync(path, cancellationToken).ConfigureAwait(false);
        var answer = await _server.SendAsync(HttpMethod.Delete, Routes.Node(ids.Node) + "?recursive=true", null, cancellationToken).ConfigureAwait(false);
        _ids.TryRemove(path, out _);
        _found.TryRemove(path, out _);
        // A server with a recycle bin says until when it keeps the bytes.
        return answer[WireMembers.PurgeAt] is null ? freed : 0;
    }

    private async Task<OrderedDictionary?> MeAsync(CancellationToken cancellationToken) =>
        (await AskAsync(ServerQueries.Me, new OrderedDictionary(), cancellationToken).ConfigureAwait(false)).OptionalMembers(QueryFields.Me);

    /// <summary>
    /// An experiment as a query answers it; null, with a warning to those who may mean it, when it cannot be read or its name cannot be a path here.
    /// </summary>
    private ExperimentRecord? ToRecord(Answer experiment, ExperimentQuery query)
    {
        try
        {
            var record = ReadRecord(experiment);
            if (record.Id is { } id)
                _found[record.Path] = id;
            return record;
        }
        catch (MlDashException fault) when (fault is ExperimentException or NetworkException)
        {
            if (fault is NetworkException || query.MayMean(PlaceOf(experiment).ToString()))
                Warnings.Enqueue($"An experiment on the server is skipped: {fault.Message}");
            return null;
        }
    }

    /// <exception cref="ExperimentException"><c>IllegalPath</c>.</exception>
    /// <exception cref="NetworkException"><c>ServerAnswerNotUnderstood</c>.</exception>
    private static ExperimentRecord ReadRecord(Answer experiment) => ReadRecord(experiment, PlaceOf(experiment));

    private static ExperimentRecord ReadRecord(Answer experiment, RemotePath place) => new()
    {
        Path = place.ToPath(),
        Name = experiment.OptionalText(WireMembers.Name) ?? place.Name,
        Project = place.Project,
        Id = experiment.OptionalId(WireMembers.Id),
        Description = experiment.OptionalText(WireMembers.Description) is { Length: > 0 } description ? description : null,
        Tags = experiment.OptionalTexts(WireMembers.Tags),
        Bindrs = experiment.OptionalTexts(WireMembers.Bindrs),
        Metadata = experiment.OptionalMembers(WireMembers.Metadata) is { Count: > 0 } metadata ? metadata : null,
        CreatedAt = experiment.OptionalTime(WireMembers.CreatedAt),
        UpdatedAt = experiment.OptionalTime(WireMembers.UpdatedAt),
        StartedAt = experiment.OptionalTime(WireMembers.StartedAt),
        EndedAt = experiment.OptionalTime(WireMembers.EndedAt),
        Status = ExperimentStatusText.Parse(experiment.OptionalText(WireMembers.Status)),
    };

    /// <exception cref="NetworkException"><c>ServerAnswerNotUnderstood</c>.</exception>
    private static RemotePath PlaceOf(Answer experiment)
    {
        var project = experiment.OptionalMap(WireMembers.Project);
        return new(
            project?.OptionalMap(QueryFields.Namespace)?.OptionalText(WireMembers.Slug),
            project?.OptionalText(WireMembers.Slug) ?? string.Empty,
            experiment.OptionalText(WireMembers.DisplayPath) ?? experiment.Text(WireMembers.Name));
    }
}
