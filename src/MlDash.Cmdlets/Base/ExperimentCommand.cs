using System.Management.Automation;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Base;

/// <summary>
/// A command that reads or changes experiments: those given, as objects or by their paths, else all of a root or server that was given, else the current
/// one. <see cref="MlDashCommand.Process"/> runs once for each.
/// </summary>
public abstract class ExperimentCommand : ServerCommand
{
    private readonly TargetList _targets = new();
    private ExperimentFinder? _finder;
    private bool _isGiven;
    private Experiment[]? _given;
    private Experiment? _target;

    /// <summary>
    /// The experiments: objects, or paths such as <c>vision/run-1</c>, with wildcards where the command only reads. A path means the open experiment of this
    /// session, else one under <c>-Root</c> or on the server of <c>-Remote</c>. Default: the current one, which is the one started last and not yet completed.
    /// </summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [LiveExperiment(Many = true, Reads = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExperimentCompleter))]
    [NotNull]
    public virtual ExperimentReference[] Experiment { get; set; } = [];

    /// <summary>
    /// Folder that contains the experiments. Default: <c>ML_DASH_ROOT</c>, else <c>./experiments</c> and <c>./.dash</c>. Without <c>-Experiment</c>, commands
    /// that read do so for all experiments in it.
    /// </summary>
    [Parameter]
    [Alias("LocalPath")]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <summary>Whether experiments are changed, so that each has to be named.</summary>
    private protected virtual bool Changes => false;

    /// <summary>Whether the command is about one experiment even if several are found, in the order of their paths.</summary>
    private protected virtual bool MeansAll => IsPlaceGiven;

    /// <summary>Whether a root or a server is given.</summary>
    private protected bool IsPlaceGiven => Root is not null || LooksOnServer;

    /// <summary>Whether the experiments are looked for on the server that is given.</summary>
    private protected virtual bool LooksOnServer => MeansServer;

    /// <summary>The experiment that is worked on.</summary>
    private protected Experiment Target => _target!;

    /// <summary>The experiment to read; what this runspace has queued for it under another object is written first, as a read does for its own.</summary>
    private protected Experiment Source
    {
        get
        {
            WriteQueued(Target);
            return Target;
        }
    }

    /// <summary>Finds experiments where the command looks.</summary>
    private protected ExperimentFinder Finder => _finder ??= new ExperimentFinder(this, Root, LooksOnServer ? OpenServer() : null);

    private protected sealed override void Prepare() => _isGiven = Experiment.Length > 0;

    private protected sealed override void ProcessInput()
    {
        if (Experiment.Length == 0)
            ForEach(Unnamed(), isOne: !MeansAll);
        else if (_isGiven)
            ForEach(_given ??= [.. Experiment.SelectMany(Find)], isOne: Experiment.Length == 1 && _given.Length <= 1);
        else
            ForEach(Experiment.SelectMany(Find), isOne: false);
    }

    /// <summary>Reports writes that failed in the background, and what was skipped while reading.</summary>
    protected override void Finish() => _targets.Leave(Report, ShowWarnings);

    /// <summary>Reports an experiment that was named and is not there; the others are worked on.</summary>
    private protected virtual void ReportUnknown(ExperimentException fault) => Report(fault);

    private void ForEach(IEnumerable<Experiment> experiments, bool isOne)
    {
        foreach (var experiment in experiments)
        {
            _target = experiment;
            _targets.Add(experiment);
            try
            {
                Process();
            }
            catch (MlDashException fault) when (!isOne)
            {
                // One that fails hides no other.
                Report(fault);
            }
        }
    }

    private IEnumerable<Experiment> Unnamed()
    {
        if (!MeansAll)
            return [Session.RequireCurrent()];
        return Changes
            ? throw new ExperimentException(
                "ExperimentNotNamed", "It is not said which experiment of the root or server is meant.", "Give its path with -Experiment.")
            : Finder.All();
    }

    private IEnumerable<Experiment> Find(ExperimentReference given)
    {
        try
        {
            return Finder.Find(given, takesPatterns: !Changes);
        }
        catch (ExperimentException fault)
        {
            ReportUnknown(fault);
            return [];
        }
    }
}
