using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>Gives a stored experiment another name or path. All it holds stays.</summary>
[Cmdlet(VerbsCommon.Rename, "MlDashExperiment", SupportsShouldProcess = true)]
[OutputType(typeof(Experiment))]
public sealed class RenameMlDashExperimentCommand : ExperimentCommand
{
    /// <summary>The experiment to rename.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [LiveExperiment(Many = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExperimentCompleter))]
    public override ExperimentReference[] Experiment { get; set; } = [];

    /// <summary>The new name in the same folder, or with a <c>/</c> the whole new path under the root.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [PathText]
    public string NewName { get; set; } = null!;

    /// <summary>Returns the experiment.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override bool Changes => true;

    /// <inheritdoc />
    protected override void Process()
    {
        try
        {
            Session.RefuseOpen(Target);
            var to = Target.PathOf(NewName);
            if (!ShouldProcess($"{Target.Prefix} in {Target.Root}", $"Rename experiment to {to}"))
                return;
            Await(Target.RenameAsync(to, CancelToken));
            if (PassThru)
                WriteObject(Target);
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
