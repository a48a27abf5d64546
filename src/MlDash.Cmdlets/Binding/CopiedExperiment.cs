using System.Management.Automation;
using MlDash.Text;

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

    /// <summary>
    /// Whether an object has no more than properties of an experiment, as Select-Object leaves them and files of JSON and CSV. What says which experiment it
    /// is from is data of one.
    /// </summary>
    public static bool IsRow(object? item) =>
        item is PSObject { BaseObject: PSCustomObject } row && row.Properties[nameof(Experiment)] is null && Text(row, nameof(Prefix)).Length > 0;

    /// <summary>The experiment that a copy says it is of: one without a root lies where the command looks.</summary>
    public static ExperimentReference Of(PSObject copy)
    {
        var (prefix, root) = (Text(copy, nameof(Prefix)), Text(copy, nameof(Root)));
        return root.Length > 0 ? new CopiedExperiment(prefix, root) : new NamedExperiment(Wildcard.Escape(prefix), null);
    }

    /// <inheritdoc />
    public override string ToString() => Prefix;

    private static string Text(PSObject copy, string property) => copy.Properties[property]?.Value?.ToString() ?? string.Empty;
}
