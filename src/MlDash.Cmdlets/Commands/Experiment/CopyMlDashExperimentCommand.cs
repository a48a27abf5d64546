using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>Copies a stored local experiment with all its data to another path of the same root. The copy has an id of its own.</summary>
[Cmdlet(VerbsCommon.Copy, "MlDashExperiment", SupportsShouldProcess = true)]
[OutputType(typeof(Experiment))]
public sealed class CopyMlDashExperimentCommand : ExperimentCommand
{
    /// <summary>The experiment to copy.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [LiveExperiment(Many = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExperimentCompleter))]
    public override ExperimentReference[] Experiment { get; set; } = [];

    /// <summary>The name of the copy in the same folder, or with a <c>/</c> its whole path under the root.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [PathText]
    public string Destination { get; set; } = null!;

    /// <summary>Returns the copy.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override bool Changes => true;

    /// <inheritdoc />
    protected override void Process()
    {
        try
        {
            Session.RefuseOpen(Target);
            var to = Target.PathOf(Destination);
            if (!ShouldProcess($"{Target.Prefix} in {Target.Root}", $"Copy experiment to {to}"))
                return;
            var copy = Await(Target.CopyAsync(to, CancelToken));
            if (PassThru)
                WriteObject(copy);
        }
        catch (MlDashException fault)
        {
            Report(fault);
        }
        finally
        {
            ShowWarnings(Target.Warnings);
        }
    }
}
