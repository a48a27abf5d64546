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
    public async Task<ExperimentPath> TargetAsync(ExperimentRecord record, string? target, CancellationToken cancellationToken)
    {
        if (target is null)
            return await PlaceAsync(record.Path, record.Project, cancellationToken).ConfigureAwait(false);
        PathRules.Split(target, "target");
        var inner = RemotePath.Of(record.Path, record.Project, string.Empty).Inner;
        var segments = target.Trim('/').Split('/');
        return segments.Length == 1
            ? await PlaceAsync(ExperimentPath.Recorded($"{segments[0]}/{inner}"), segments[0], cancellationToken).ConfigureAwait(false)
            : ExperimentPath.Recorded($"{target.Trim('/')}/{inner}");
    }

    /// <summary>The path under a local root of an experiment here: without the owner when that is the caller.</summary>
    public async Task<ExperimentPath> LocalPathAsync(ExperimentPath path, CancellationToken cancellationToken)
    {
        var place = Place(path);
        return place.Namespace == await OwnerAsync(null, cancellationToken).ConfigureAwait(false) ? (place with { Namespace = null }).ToPath() : path;
    }

    /// <summary>Sends a local experiment with all it holds; what the server has of it already is not sent again.</summary>
    /// <param name="local">Where it is.</param>
    /// <param name="record">The experiment.</param>
    /// <param name="target">Its place on the server.</param>
    /// <param name="skipped">What not to send.</param>
    /// <param name="progress">Told what has gone so far.</param>
    /// <param name="cancellationToken">Ends it; the next call goes on.</param>
    /// <param name="add">Whether it may be added to an experiment that holds data of which nothing here says where it came from.</param>
    /// <exception cref="ExperimentException"><c>ServerHasData</c>.</exception>
    public async Task<TransferCounts> SendAsync(
        LocalExperimentStore local, ExperimentRecord record, ExperimentPath target, SkippedParts skipped, IProgress<TransferCounts>? progress, CancellationToken cancellationToken,
        bool add = false)
    {
        var sender = new ExperimentSender(local, record.Path, _server, Place(target), Warnings.Enqueue, new SendRules(skipped, MayAdd: add, MayMakeAgain: true), progress);
        await sender.SendAllAsync(cancellationToken).ConfigureAwait(false);
        return sender.Counts;
    }

    /// <summary>Brings an experiment of the server into a local folder, in the local format; what is there of it already is not brought again.</summary>
    /// <param name="path">The experiment on the server.</param>
    /// <param name="local">Where to keep it.</param>
    /// <param name="target">Its path there.</param>
    /// <param name="skipped">What not to bring.</param>
    /// <param name="overwrite">Whether an experiment that was not received before may be replaced.</param>
    /// <param name="progress">Told what has come so far.</param>
    /// <param name="cancellationToken">Ends it; the next call goes on.</param>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>, <c>ExperimentExists</c>, <c>IllegalPath</c>.</exception>
    public async Task<TransferCounts> ReceiveAsync(
        ExperimentPath path, LocalExperimentStore local, ExperimentPath target, SkippedParts skipped, bool overwrite, IProgress<TransferCounts>? progress, CancellationToken cancellationToken)
    {
        if (await local.GetAsync(target, cancellationToken).ConfigureAwait(false) is null)
            ExperimentPlace.RefuseCollision(local.Root, target);
        var record = await GetAsync(path, cancellationToken).ConfigureAwait(false) ?? throw ExperimentErrors.NotFound(path);
        var ids = await IdsAsync(path, cancellationToken).ConfigureAwait(false);
        var layout = new LocalLayout(local.Root, target);
        var before = HeldBefore.Of(layout, ids);
        var receiver = new ExperimentReceiver(this, _server, ids, record, layout, skipped, progress);
        await receiver.ReceiveAsync(local, overwrite, cancellationToken).ConfigureAwait(false);
        await new ExperimentSender(local, target, _server, Place(path), Warnings.Enqueue).NoteReceivedAsync(ids, before, cancellationToken).ConfigureAwait(false);
        return receiver.Counts;
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
            throw new ExperimentException("ProjectNotFound", $"A project '{space}/{name}' was expected, found none.", "List what there is with Get-MlDashProject -Remote.") { Target = name };
        var answer = await _server.SendAsync(HttpMethod.Delete, $"/api/projects/{Uri.EscapeDataString(id)}", null, cancellationToken).ConfigureAwait(false);
        return Answer.Of(_server.Address, answer).OptionalCount("experiments") ?? 0;
    }

    /// <summary>Who the server takes the caller for.</summary>
    /// <returns>Members of the user by name.</returns>
    public async Task<OrderedDictionary> GetProfileAsync(CancellationToken cancellationToken) =>
        await MeAsync(cancellationToken).ConfigureAwait(false)
        ?? throw new AuthenticationException("NotAuthenticated", $"The server {_server.Address} does not know whose the login is.", "Log in with Connect-MlDash.") { Target = _server.Address };

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
