using System.Collections;
using System.Collections.Specialized;
using System.Runtime.CompilerServices;
using MlDash.Client;
using MlDash.Experiments;
using MlDash.Protocol;

namespace MlDash.Storage.Remote;

/// <content>Projects, and the user.</content>
public sealed partial class RemoteExperimentStore
{
    private const int ProjectsAPage = 200;

    /// <summary>Projects of a namespace with the number of their experiments.</summary>
    /// <param name="owner">The namespace; null: the caller's own.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<Project> ListProjectsAsync(string? owner, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var offset = 0; ;)
        {
            var variables = new OrderedDictionary
            {
                [QueryVariables.NamespaceSlug] = owner,
                [QueryVariables.Limit] = ProjectsAPage,
                [QueryVariables.Offset] = offset,
            };
            var page = (await AskAsync(ServerQueries.Projects, variables, cancellationToken).ConfigureAwait(false)).Map(QueryFields.ProjectsPaginated);
            var (count, projects, more) = PageOf(page, QueryFields.Projects, WireMembers.Slug, seen);
            foreach (var project in projects)
            {
                var experimentCount = (int)Math.Min(project.OptionalCount(QueryFields.ExperimentCount) ?? 0, int.MaxValue);
                yield return new Project(project.Text(WireMembers.Slug), experimentCount, 0, null)
                {
                    Description = project.OptionalText(WireMembers.Description) is { Length: > 0 } description ? description : null,
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
        var members = new OrderedDictionary { [WireMembers.Type] = NodeType.Project, [WireMembers.Name] = name, [WireMembers.Slug] = name };
        if (description is not null)
            members[WireMembers.Description] = description;
        await _server.SendAsync(HttpMethod.Post, Routes.Nodes(space), members, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a project with everything in it.</summary>
    /// <returns>How many experiments it had.</returns>
    /// <exception cref="ExperimentException"><c>ProjectNotFound</c>.</exception>
    public async Task<long> DeleteProjectAsync(string? owner, string name, CancellationToken cancellationToken)
    {
        var space = await OwnerAsync(owner, cancellationToken).ConfigureAwait(false);
        if (await ProjectIdAsync(space, name, cancellationToken).ConfigureAwait(false) is not { } id)
            throw new ExperimentException(
                "ProjectNotFound", $"Project '{space}/{name}' was not found.", "Run Get-MlDashProject -Remote to list the projects there are.")
            { Category = FaultCategory.ObjectNotFound, Target = name };
        var answer = await _server.SendAsync(HttpMethod.Delete, Routes.Project(id), null, cancellationToken).ConfigureAwait(false);
        return Answer.Of(_server.Address, answer).OptionalCount(WireMembers.Experiments) ?? 0;
    }

    /// <summary>Who the server takes the caller for.</summary>
    /// <returns>Members of the user by name.</returns>
    public async Task<OrderedDictionary> GetProfileAsync(CancellationToken cancellationToken) =>
        await MeAsync(cancellationToken).ConfigureAwait(false)
        ?? throw new AuthenticationException(
            "NotAuthenticated", $"The server {_server.Address} does not recognise the login.", "Log in with Connect-MlDash.")
        { Target = _server.Address };

    /// <summary>Asks by GraphQL.</summary>
    /// <returns>The member <c>data</c> of the answer.</returns>
    public Task<OrderedDictionary> QueryAsync(string query, IDictionary variables, CancellationToken cancellationToken) =>
        _server.QueryAsync(query, variables, cancellationToken);

    private async Task<string?> ProjectIdAsync(string space, string name, CancellationToken cancellationToken)
    {
        var variables = new OrderedDictionary { [QueryVariables.NamespaceSlug] = space, [QueryVariables.ProjectSlug] = name };
        return (await AskAsync(ServerQueries.Project, variables, cancellationToken).ConfigureAwait(false)).OptionalMap(WireMembers.Project)?.Id(WireMembers.Id);
    }

    internal async Task<string> OwnerAsync(string? owner, CancellationToken cancellationToken) =>
        owner ?? _server.UserName ?? (await GetProfileAsync(cancellationToken).ConfigureAwait(false))[WireMembers.Username] as string ?? string.Empty;
}
