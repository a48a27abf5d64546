using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>Gives a stored experiment another name or path. All it holds stays.</summary>
[Cmdlet(VerbsCommon.Rename, "MlDashExperiment", SupportsShouldProcess = true)]
[OutputType(typeof(Experiment))]
public sealed class RenameMlDashExperimentCommand : MlDashCommand
{
    /// <summary>The experiment to rename.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [LiveExperiment]
    public Experiment Experiment { get; set; } = null!;

    /// <summary>The new name in the same folder, or with a <c>/</c> the whole new path under the root.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string NewName { get; set; } = null!;

    /// <summary>Returns the experiment.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        try
        {
            Session.RefuseOpen(Experiment);
            var to = Experiment.PathOf(NewName);
            if (!ShouldProcess($"{Experiment.Prefix} in {Experiment.Root}", $"Rename experiment to {to}"))
                return;
            Await(Experiment.RenameAsync(to, CancelToken));
            if (PassThru)
                WriteObject(Experiment);
        }
        catch (MlDashException fault)
        {
            Report(fault);
        }
        finally
        {
            ShowWarnings(Experiment.Warnings);
        }
    }
}
