namespace MlDash.Cmdlets.Binding;

/// <summary>A project that was given where experiments are read: it stands for all of its own.</summary>
/// <param name="project">The project.</param>
internal sealed class ExperimentsOfProject(Project project) : ExperimentReference
{
    /// <summary>The project.</summary>
    public Project Project => project;

    /// <inheritdoc />
    public override string Prefix => project.Name;

    /// <summary>Not known yet.</summary>
    public override string Root => string.Empty;

    /// <inheritdoc />
    public override string ToString() => Prefix;
}
