using MlDash.Cmdlets.Sessions;
using MlDash.Text;

namespace MlDash.Cmdlets.Binding;

/// <summary>An experiment that was given as text: which one it is depends on the other parameters, and is found out when the command runs.</summary>
/// <param name="path">A path, or a pattern of paths.</param>
/// <param name="drive">The drive it was written with, which says where to look.</param>
internal sealed class NamedExperiment(string path, MlDashDrive? drive) : ExperimentReference
{
    /// <inheritdoc />
    public override string Prefix => path;

    /// <summary>Not known yet.</summary>
    public override string Root => string.Empty;

    /// <summary>The drive it was written with; null for the place that the command means.</summary>
    public MlDashDrive? Drive => drive;

    /// <summary>Whether the text may mean several.</summary>
    public bool IsPattern => Wildcard.HasWildcard(path);

    /// <inheritdoc />
    public override string ToString() => Prefix;
}
