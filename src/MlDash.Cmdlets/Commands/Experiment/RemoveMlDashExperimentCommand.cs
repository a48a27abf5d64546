using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Moves a stored experiment with all its data to the recycle bin of its root; on a server, deletes it. Experiments inside its folder stay.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "MlDashExperiment", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveMlDashExperimentCommand : ChangingCommand
{
    /// <summary>The experiment to remove.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [LiveExperiment(Many = true)]
    [ArgumentCompleter(typeof(ExperimentCompleter))]
    [NotNull]
    public override ExperimentReference[] Experiment { get; set; } = [];

    /// <summary>Removes without a prompt.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Deletes for good, not to the recycle bin.</summary>
    [Parameter]
    public SwitchParameter Permanent { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        try
        {
            Session.RefuseOpen(Target);
            var isKept = !Permanent && MlDash.Experiment.StoreOf(Target).RecycleBin is not null;
            var action = isKept ? "Move experiment to the recycle bin" : "Delete experiment and all its data";
            if (IsUnasked(Force) || ShouldProcess($"{Target.Prefix} in {Target.Root}", action))
                Remove(isKept);
        }
        catch (MlDashException fault)
        {
            Report(fault);
        }
    }

    private void Remove(bool isKept)
    {
        if (isKept && Await(Target.RecycleAsync(CancelToken)) is { } recycled)
        {
            WriteVerbose($"Moved '{Target.Prefix}' to the recycle bin; {recycled.Size:N0} bytes are free once it is cleared.");
            return;
        }

        var freed = Await(Target.DeleteAsync(CancelToken));
        WriteVerbose(freed > 0 ? $"Deleted '{Target.Prefix}'; {freed:N0} bytes are free." : $"Deleted '{Target.Prefix}'.");
    }
}
