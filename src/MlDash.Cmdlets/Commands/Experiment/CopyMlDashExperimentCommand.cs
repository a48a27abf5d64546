using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>Copies a stored local experiment with all its data to another path of the same root. The copy has an id of its own.</summary>
[Cmdlet(VerbsCommon.Copy, "MlDashExperiment", SupportsShouldProcess = true)]
[OutputType(typeof(Experiment))]
public sealed class CopyMlDashExperimentCommand : RelocatingCommand
{
    /// <summary>
    /// The name of the copy in the same folder, or with a <c>/</c> its whole path under the root; one that ends in <c>/</c> is a folder, and the name stays.
    /// </summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ExperimentPath(KeepsEnds = true)]
    public string Destination { get; set; } = null!;

    private protected override string To => Destination;

    private protected override string Action => "Copy";

    private protected override Task<Experiment> RelocateAsync(Experiment experiment, ExperimentPath to) => experiment.CopyAsync(to, CancelToken);
}
