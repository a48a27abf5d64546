using System.Collections.Specialized;
using MlDash.Protocol;

namespace MlDash.Client;

/// <summary>Where an experiment lies on a server.</summary>
/// <param name="Namespace">Whose it is; null: the caller's own, not known yet.</param>
/// <param name="Project">The project.</param>
/// <param name="Inner">Folders and name inside the project, joined by <c>/</c>.</param>
internal sealed record RemotePath(string? Namespace, string Project, string Inner)
{
    /// <summary>The project of experiments that name none.</summary>
    private const string NoProject = "default";

    /// <summary>The last segment.</summary>
    public string Name => Inner[(Inner.LastIndexOf('/') + 1)..];

    /// <summary>The folders above the experiment.</summary>
    public string[] Folders => Inner.Split('/')[..^1];

    /// <summary>
    /// The place of an experiment: <c>project/…</c> lies in the caller's own namespace, <c>owner/project/…</c> in that of its owner, and a bare name in
    /// the project <c>default</c>.
    /// </summary>
    /// <param name="path">Its path under a root.</param>
    /// <param name="project">Its project; null: as the path says.</param>
    /// <param name="own">The caller's namespace; null when it is not known yet.</param>
    public static RemotePath Of(ExperimentPath path, string? project, string? own)
    {
        var segments = path.Segments;
        if (segments.Length == 1)
            return new(own, project ?? NoProject, path.Value);
        if (project is not null && path.Value.StartsWith(project + '/', StringComparison.Ordinal))
            return new(own, project, path.Value[(project.Length + 1)..]);
        return segments.Length == 2 ? new(own, segments[0], segments[1]) : new(segments[0], segments[1], string.Join('/', segments[2..]));
    }

    /// <summary>The path of the experiment for users of the server.</summary>
    public ExperimentPath ToPath() => ExperimentPath.Recorded(ToString());

    /// <summary>The variables of a query that asks for this experiment.</summary>
    public OrderedDictionary ToVariables() => new()
    {
        [QueryVariables.NamespaceSlug] = Namespace,
        [QueryVariables.ProjectSlug] = Project,
        [QueryVariables.ExperimentName] = Inner,
    };

    /// <inheritdoc />
    public override string ToString() => Namespace is null ? $"{Project}/{Inner}" : $"{Namespace}/{Project}/{Inner}";
}
