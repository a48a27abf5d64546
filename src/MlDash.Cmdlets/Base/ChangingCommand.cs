using System.Management.Automation;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Base;

/// <summary>A command that changes experiments, so that each has to be named in full.</summary>
public abstract class ChangingCommand : ExperimentCommand
{
    /// <summary>
    /// The experiments: objects, or paths such as <c>vision/run-1</c>. A path means the open experiment of this session, else one under <c>-Root</c> or on
    /// the server of <c>-Remote</c>. Default: the current one, which is the one started last and not yet completed.
    /// </summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [LiveExperiment(Many = true)]
    [ArgumentCompleter(typeof(ExperimentCompleter))]
    [NotNull]
    public override ExperimentReference[] Experiment { get; set; } = [];

    private protected sealed override bool Changes => true;
}
