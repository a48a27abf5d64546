using System.Management.Automation;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Base;

/// <summary>A command that gives stored experiments another path, each by itself: one that fails hides no other.</summary>
public abstract class RelocatingCommand : ChangingCommand
{
    /// <summary>The experiment: an object, or its path.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [LiveExperiment(Many = true)]
    [ArgumentCompleter(typeof(ExperimentCompleter))]
    [NotNull]
    public override ExperimentReference[] Experiment { get; set; } = [];

    /// <summary>Returns the experiment at its new path.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The new name, or the whole new path.</summary>
    private protected abstract string To { get; }

    /// <summary>What is done, as <c>-WhatIf</c> says it.</summary>
    private protected abstract string Action { get; }

    /// <summary>Does it; returns the experiment at its new path.</summary>
    private protected abstract Task<Experiment> RelocateAsync(Experiment experiment, ExperimentPath to);

    /// <inheritdoc />
    protected sealed override void Process()
    {
        try
        {
            Session.RefuseOpen(Target);
            var to = Target.PathOf(To);
            if (!ShouldProcess($"{Target.Prefix} in {Target.Root}", $"{Action} experiment to {to}"))
                return;
            var moved = Await(RelocateAsync(Target, to));
            if (PassThru)
                WriteObject(moved);
        }
        catch (MlDashException fault)
        {
            Report(fault);
        }
    }
}
