using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>Gives a stored experiment another name or path. All it holds stays.</summary>
[Cmdlet(VerbsCommon.Rename, "MlDashExperiment", SupportsShouldProcess = true)]
[OutputType(typeof(Experiment))]
public sealed class RenameMlDashExperimentCommand : RelocatingCommand
{
    /// <summary>
    /// The new name in the same folder, or with a <c>/</c> the whole new path under the root; one that ends in <c>/</c> is a folder, and the name stays.
    /// </summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ExperimentPath(KeepsEnds = true)]
    public string NewName { get; set; } = null!;

    private protected override string To => NewName;

    private protected override string Action => "Rename";

    private protected override async Task<Experiment> RelocateAsync(Experiment experiment, ExperimentPath to)
    {
        await experiment.RenameAsync(to, CancelToken).ConfigureAwait(false);
        return experiment;
    }
}
