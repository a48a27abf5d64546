using System.Management.Automation;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Base;

/// <summary>A command about one experiment: the one given, also from the pipeline, else the current one.</summary>
public abstract class ExperimentCommand : MlDashCommand
{
    /// <summary>
    /// The experiment. Default: the current one, which is the one started last and not yet completed.
    /// </summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [LiveExperiment]
    public Experiment? Experiment { get; set; }

    /// <summary>The experiment to record to; its state is checked by what records.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentNotStarted</c>.</exception>
    private protected Experiment Target => Experiment ?? Session.RequireCurrent();

    /// <summary>The experiment to read; what this runspace has queued for it under another object is written first, as a read does for its own.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentNotStarted</c>.</exception>
    private protected Experiment Source
    {
        get
        {
            var asked = Target;
            WriteQueued(asked);
            return asked;
        }
    }

    /// <summary>Reports writes that failed in the background, and what was skipped while reading.</summary>
    protected override void Finish()
    {
        if ((Experiment ?? Session.Current) is not { } experiment)
            return;
        if (experiment.TakeFault() is { } fault)
            Report(fault);
        ShowWarnings(experiment.Warnings);
    }
}
