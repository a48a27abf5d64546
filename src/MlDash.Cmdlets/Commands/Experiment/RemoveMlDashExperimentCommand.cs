using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>Deletes a stored experiment with all its data. Experiments inside its folder stay.</summary>
[Cmdlet(VerbsCommon.Remove, "MlDashExperiment", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveMlDashExperimentCommand : MlDashCommand
{
    /// <summary>The experiment to delete.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    [LiveExperiment]
    public Experiment Experiment { get; set; } = null!;

    /// <summary>Deletes without a prompt.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        try
        {
            Session.RefuseOpen(Experiment);
            if (Force && !MyInvocation.BoundParameters.ContainsKey("Confirm") && !MyInvocation.BoundParameters.ContainsKey("WhatIf"))
                Delete();
            else if (ShouldProcess($"{Experiment.Prefix} in {Experiment.Root}", "Delete experiment and all its data"))
                Delete();
        }
        catch (MlDashException fault)
        {
            Report(fault);
        }
    }

    private void Delete()
    {
        var freed = Await(Experiment.DeleteAsync(CancelToken));
        WriteVerbose($"Deleted '{Experiment.Prefix}'; {freed:N0} bytes are free.");
    }
}
