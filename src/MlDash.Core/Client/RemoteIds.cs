using MlDash.Protocol;

namespace MlDash.Client;

/// <summary>The ids of an experiment on a server, or of a project, in which files lie as well.</summary>
/// <param name="Namespace">Slug of the namespace.</param>
/// <param name="Project">Id of the project.</param>
/// <param name="Experiment">Id of the experiment record, which its data hangs below; empty for a project.</param>
/// <param name="Node">Id of its node in the project's tree, which its files hang below.</param>
internal sealed record RemoteIds(string Namespace, string Project, string Experiment, string Node)
{
    /// <summary>Those of a project, whose files hang below its root.</summary>
    public static RemoteIds OfProject(string space, string project) => new(space, project, string.Empty, NodeType.Root);
}
