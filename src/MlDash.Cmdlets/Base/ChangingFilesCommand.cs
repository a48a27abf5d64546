using System.Management.Automation;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Base;

/// <summary>A command that changes files, so that each experiment has to be named in full.</summary>
public abstract class ChangingFilesCommand : FilesCommand
{
    /// <inheritdoc cref="ChangingCommand.Experiment"/>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [LiveExperiment(Many = true)]
    [ArgumentCompleter(typeof(ExperimentCompleter))]
    [NotNull]
    public override ExperimentReference[] Experiment { get; set; } = [];

    private protected sealed override bool Changes => true;
}
