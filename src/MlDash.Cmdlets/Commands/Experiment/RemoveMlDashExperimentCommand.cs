using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>Deletes a stored experiment with all its data. Experiments inside its folder stay.</summary>
[Cmdlet(VerbsCommon.Remove, "MlDashExperiment", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveMlDashExperimentCommand : ChangingCommand
{
    /// <summary>The experiment to delete.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [LiveExperiment(Many = true)]
    [ArgumentCompleter(typeof(ExperimentCompleter))]
    [NotNull]
    public override ExperimentReference[] Experiment { get; set; } = [];

    /// <summary>Deletes without a prompt.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        try
        {
            Session.RefuseOpen(Target);
            if (Force && !MyInvocation.BoundParameters.ContainsKey("Confirm") && !MyInvocation.BoundParameters.ContainsKey("WhatIf"))
                Delete();
            else if (ShouldProcess($"{Target.Prefix} in {Target.Root}", "Delete experiment and all its data"))
                Delete();
        }
        catch (MlDashException fault)
        {
            Report(fault);
        }
    }

    private void Delete()
    {
        var freed = Await(Target.DeleteAsync(CancelToken));
        WriteVerbose($"Deleted '{Target.Prefix}'; {freed:N0} bytes are free.");
    }
}
