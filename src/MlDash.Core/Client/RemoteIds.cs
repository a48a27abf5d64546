namespace MlDash.Client;

/// <summary>The ids of an experiment on a server.</summary>
/// <param name="Namespace">Slug of the namespace.</param>
/// <param name="Project">Id of the project.</param>
/// <param name="Experiment">Id of the experiment record, which its data hangs below.</param>
/// <param name="Node">Id of its node in the project's tree, which its files hang below.</param>
internal sealed record RemoteIds(string Namespace, string Project, string Experiment, string Node);
