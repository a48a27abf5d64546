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
    /// The place of an experiment that is recorded or sent: its project is the first folder and lies in the caller's own namespace. One that begins with
    /// the caller's name, or whose project is the second folder, has its owner first. A bare name is in the project <c>default</c>.
    /// </summary>
    /// <param name="path">Its path under a root.</param>
    /// <param name="project">Its project; null: as the path says.</param>
    /// <param name="own">The caller's namespace; null when it is not known yet.</param>
    public static RemotePath Of(ExperimentPath path, string? project, string? own)
    {
        if (path.Segments is [var only])
            return new(own, project ?? NoProject, only);
        var hasOwner = path.Segments is [var first, var second, _, ..] && (project is null ? first == own : first != project && second == project);
        if (hasOwner)
            return Whole(path, own);
        project = project is not null && path.Value.StartsWith(project + '/', StringComparison.Ordinal) ? project : path.Project!;
        return new(own, project, path.Value[(project.Length + 1)..]);
    }

    /// <summary>
    /// The place that a path on a server names: <c>owner/project/…</c>; <c>project/name</c> lies in the caller's own namespace, and a bare name there in
    /// the project <c>default</c>.
    /// </summary>
    /// <param name="path">Its path on the server.</param>
    /// <param name="own">The caller's namespace; null when it is not known.</param>
    public static RemotePath Whole(ExperimentPath path, string? own) => path.Segments switch
    {
        [var owner, var project, .. { Length: > 0 } inner] => new(owner, project, string.Join('/', inner)),
        [var project, var name] => new(own, project, name),
        _ => new(own, NoProject, path.Value),
    };

    /// <summary>The place of a folder, whose owner and project come first; null above a project.</summary>
    public static RemotePath? OfFolder(ExperimentPath? folder) => folder?.Segments is [var owner, var project, .. var inner]
        ? new(owner, project, string.Join('/', inner))
        : null;

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
