using System.Collections;
using System.Collections.Specialized;
using System.Runtime.CompilerServices;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;

namespace MlDash.Storage.Remote;

/// <content>Whole experiments up and down, projects, and the user.</content>
public sealed partial class RemoteExperimentStore
{
    private const int ProjectsAPage = 200;

    /// <summary>The store that an experiment was found in; null when that is not on a server.</summary>
    public static RemoteExperimentStore? Of(Experiment experiment) => experiment.Store as RemoteExperimentStore;

    /// <summary>Where a local experiment would be sent.</summary>
    /// <param name="record">The experiment.</param>
    /// <param name="target">Path to put before its name and folders: <c>owner/project/…</c>; null: as its own path says.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="root">Root folder it lies under; null: unknown.</param>
    public async Task<ExperimentPath> TargetAsync(ExperimentRecord record, string? target, CancellationToken cancellationToken, string? root = null)
    {
        // Of a user and a project of one name only this says which of the two a path begins with.
        if (target is null && root is not null && ReceivedOrigin.Of(new LocalLayout(root, record.Path))?.Path == record.Path.Value)
            return record.Path;
        if (target is null)
            return await PlaceAsync(record.Path, record.Project, cancellationToken).ConfigureAwait(false);
        PathRules.Split(target, "target");
        var inner = RemotePath.Of(record.Path, record.Project, string.Empty).Inner;
        var segments = target.Trim('/').Split('/');
        return segments.Length == 1
            ? await PlaceAsync(ExperimentPath.Recorded($"{segments[0]}/{inner}"), segments[0], cancellationToken).ConfigureAwait(false)
            : ExperimentPath.Recorded($"{target.Trim('/')}/{inner}");
    }

    /// <summary>
    /// The path under a local root of an experiment here: <c>owner/project/…</c>, where other tools look for it too. One that an earlier version has
    /// received without the owner stays where it is.
    /// </summary>
    /// <param name="path">The experiment.</param>
    /// <param name="local">Where it is kept.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ExperimentPath> LocalPathAsync(ExperimentPath path, LocalExperimentStore local, CancellationToken cancellationToken)
    {
        var place = Place(path);
        var whole = (place with { Namespace = await OwnerAsync(place.Namespace, cancellationToken).ConfigureAwait(false) }).ToPath();
        var bare = (place with { Namespace = null }).ToPath();
        if (ReceivedOrigin.Of(new LocalLayout(local.Root, bare)) is not { } earlier)
            return whole;
        var ids = await IdsAsync(path, cancellationToken).ConfigureAwait(false);
        return earlier.Is(_server.Address, ids.Experiment) && ReceivedOrigin.Of(new LocalLayout(local.Root, whole)) is null ? bare : whole;
    }

    /// <summary>Sends a local experiment with all it holds; what the server has of it already is not sent again.</summary>
    /// <param name="local">Where it is.</param>
    /// <param name="record">The experiment.</param>
    /// <param name="target">Its place on the server.</param>
    /// <param name="skipped">What not to send.</param>
    /// <param name="progress">Told what has gone so far.</param>
    /// <param name="cancellationToken">Ends it; the next call continues.</param>
    /// <param name="add">Whether it may be added to an experiment that holds data of which nothing here says where it came from.</param>
    /// <exception cref="ExperimentException"><c>ServerHasData</c>.</exception>
    public async Task<TransferCounts> SendAsync(
        LocalExperimentStore local, ExperimentRecord record, ExperimentPath target, SkippedParts skipped, IProgress<TransferCounts>? progress, CancellationToken cancellationToken,
        bool add = false)
    {
        var sender = new ExperimentSender(local, record.Path, _server, Place(target), Warnings.Enqueue, new SendRules(skipped, MayAdd: add, MayMakeAgain: true, TryRefused: add), progress);
        await sender.SendAllAsync(cancellationToken).ConfigureAwait(false);
        sender.WarnOfRefused();
        return sender.Counts;
    }

    /// <summary>
    /// Brings an experiment of the server into a local folder, in the local format; what is there of it already is not brought again. What was recorded here
    /// since stays, with a warning, unless it may be replaced.
    /// </summary>
    /// <param name="path">The experiment on the server.</param>
    /// <param name="local">Where to keep it.</param>
    /// <param name="target">Its path there.</param>
    /// <param name="skipped">What not to bring.</param>
    /// <param name="overwrite">Whether an experiment that was not received from there, or has records the server does not have, may be replaced.</param>
    /// <param name="progress">Told what has come so far.</param>
    /// <param name="cancellationToken">Ends it; the next call continues.</param>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>, <c>ExperimentExists</c>, <c>IllegalPath</c>.</exception>
    public async Task<TransferCounts> ReceiveAsync(
        ExperimentPath path, LocalExperimentStore local, ExperimentPath target, SkippedParts skipped, bool overwrite, IProgress<TransferCounts>? progress, CancellationToken cancellationToken)
    {
        var record = await GetAsync(path, cancellationToken).ConfigureAwait(false) ?? throw ExperimentErrors.NotFound(path);
        var ids = await IdsAsync(path, cancellationToken).ConfigureAwait(false);
        var layout = new LocalLayout(local.Root, target);
        var replaced = new ReplacedExperiment(local.Root, target, _server.Address, ids.Experiment);
        DiskFaults.Translate($"Looking at '{layout.Folder}'", () => replaced.Recover());
        var there = File.Exists(layout.Experiment);
        if (!there)
            ExperimentPlace.RefuseCollision(local.Root, target);
        var same = !there || ReceivedOrigin.Of(layout)?.Is(_server.Address, ids.Experiment) == true;
        if (!same && !overwrite)
            throw ExperimentReceiver.Exists(record.Path, layout);
        var additions = same && there ? await SenderOf(target).FindAdditionsAsync(HeldBefore.Of(layout, ids), cancellationToken).ConfigureAwait(false) : LocalAdditions.None;
        if (same && !(overwrite && additions.Any))
            return await ReceiveIntoAsync(layout, additions).ConfigureAwait(false);

        if (await local.GetAsync(target, cancellationToken).ConfigureAwait(false) is { WriteProtected: true })
            throw ExperimentErrors.WriteProtected(target);
        var counts = await ReceiveIntoAsync(new LocalLayout(local.Root, replaced.Arriving), LocalAdditions.None).ConfigureAwait(false);
        DiskFaults.Translate($"Replacing '{layout.Folder}'", () => replaced.Swap());
        return counts;

        ExperimentSender SenderOf(ExperimentPath place) => new(local, place, _server, Place(path), Warnings.Enqueue);

        async Task<TransferCounts> ReceiveIntoAsync(LocalLayout place, LocalAdditions kept)
        {
            var before = HeldBefore.Of(place, ids);
            var receiver = new ExperimentReceiver(this, _server, ids, record, place, target, kept, skipped, progress);
            await receiver.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            await SenderOf(place.Path).NoteReceivedAsync(ids, before, kept, cancellationToken).ConfigureAwait(false);
            return receiver.Counts;
        }
    }

    /// <summary>Projects of a namespace with the number of their experiments.</summary>
    /// <param name="owner">The namespace; null: the caller's own.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<Project> ListProjectsAsync(string? owner, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var offset = 0; ;)
        {
            var variables = new OrderedDictionary { ["namespaceSlug"] = owner, ["limit"] = ProjectsAPage, ["offset"] = offset };
            var page = (await AskAsync(ServerQueries.Projects, variables, cancellationToken).ConfigureAwait(false)).Map("projectsPaginated");
            var (count, projects, more) = PageOf(page, "projects", "slug", seen);
            foreach (var project in projects)
            {
                yield return new Project(project.Text("slug"), (int)Math.Min(project.OptionalCount("experimentCount") ?? 0, int.MaxValue), 0, null)
                {
                    Description = project.OptionalText("description") is { Length: > 0 } description ? description : null,
                };
            }

            offset += count;
            if (!more)
                yield break;
        }
    }

    /// <summary>Makes a project; one that exists is kept as it is.</summary>
    public async Task CreateProjectAsync(string? owner, string name, string? description, CancellationToken cancellationToken)
    {
        PathRules.Split(name, "project name");
        var space = await OwnerAsync(owner, cancellationToken).ConfigureAwait(false);
        // With a description servers refuse to make a project that exists.
        if (await ProjectIdAsync(space, name, cancellationToken).ConfigureAwait(false) is not null)
            return;
        var members = new OrderedDictionary { ["type"] = "PROJECT", ["name"] = name, ["slug"] = name };
        if (description is not null)
            members["description"] = description;
        await _server.SendAsync(HttpMethod.Post, $"/api/namespaces/{Uri.EscapeDataString(space)}/nodes", members, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a project with everything in it.</summary>
    /// <returns>How many experiments it had.</returns>
    /// <exception cref="ExperimentException"><c>ProjectNotFound</c>.</exception>
    public async Task<long> DeleteProjectAsync(string? owner, string name, CancellationToken cancellationToken)
    {
        var space = await OwnerAsync(owner, cancellationToken).ConfigureAwait(false);
        if (await ProjectIdAsync(space, name, cancellationToken).ConfigureAwait(false) is not { } id)
            throw new ExperimentException("ProjectNotFound", $"Project '{space}/{name}' was not found.", "Run Get-MlDashProject -Remote to list the projects there are.") { Target = name };
        var answer = await _server.SendAsync(HttpMethod.Delete, $"/api/projects/{Uri.EscapeDataString(id)}", null, cancellationToken).ConfigureAwait(false);
        return Answer.Of(_server.Address, answer).OptionalCount("experiments") ?? 0;
    }

    /// <summary>Who the server takes the caller for.</summary>
    /// <returns>Members of the user by name.</returns>
    public async Task<OrderedDictionary> GetProfileAsync(CancellationToken cancellationToken) =>
        await MeAsync(cancellationToken).ConfigureAwait(false)
        ?? throw new AuthenticationException("NotAuthenticated", $"The server {_server.Address} does not recognise the login.", "Log in with Connect-MlDash.") { Target = _server.Address };

    /// <summary>Asks by GraphQL.</summary>
    /// <returns>The member <c>data</c> of the answer.</returns>
    public Task<OrderedDictionary> QueryAsync(string query, IDictionary variables, CancellationToken cancellationToken) => _server.QueryAsync(query, variables, cancellationToken);

    private async Task<string?> ProjectIdAsync(string space, string name, CancellationToken cancellationToken)
    {
        var variables = new OrderedDictionary { ["namespaceSlug"] = space, ["projectSlug"] = name };
        return (await AskAsync(ServerQueries.Project, variables, cancellationToken).ConfigureAwait(false)).OptionalMap("project")?.Id("id");
    }

    private async Task<string> OwnerAsync(string? owner, CancellationToken cancellationToken) =>
        owner ?? _server.UserName ?? (await GetProfileAsync(cancellationToken).ConfigureAwait(false))["username"] as string ?? string.Empty;
}
