using System.Management.Automation;

namespace MlDash.Cmdlets.Binding;

/// <summary>
/// An experiment that has become a copy of its properties on its way through a job, a remote session or a file. What it still says is where it is kept, and
/// that is enough to read it.
/// </summary>
internal sealed class CopiedExperiment(string prefix, string root) : ExperimentReference
{
    private static readonly string[] _copies = ["Deserialized.MlDash.Experiment", "Deserialized.MlDash.ExperimentLink"];

    /// <inheritdoc />
    public override string Prefix => prefix;

    /// <inheritdoc />
    public override string Root => root;

    /// <summary>Whether an object is such a copy.</summary>
    public static bool Is(object? item) => item is PSObject copy && copy.TypeNames.Any(_copies.Contains);

    /// <summary>The experiment that a copy says it is of.</summary>
    public static CopiedExperiment Of(PSObject copy) => new(Text(copy, nameof(Prefix)), Text(copy, nameof(Root)));

    /// <inheritdoc />
    public override string ToString() => Prefix;

    private static string Text(PSObject copy, string property) => copy.Properties[property]?.Value?.ToString() ?? string.Empty;
}
