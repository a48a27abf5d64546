using System.Management.Automation;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Base;

/// <summary>A command that records to one open experiment: the one given, else the current one.</summary>
public abstract class RecordingCommand : MlDashCommand
{
    /// <summary>Parameters with what is recorded. Where one is given as an argument, what comes down the pipeline is not data.</summary>
    private static readonly string[] _data = ["InputObject", "Nested", "Value", "Message", "ErrorRecord", "Path", "LiteralPath", "File", "FromJson", "Edge"];

    /// <summary>Errors that every item would meet.</summary>
    private static readonly string[] _ofExperiment =
    [
        "ExperimentNotOpen", "ExperimentCompleted", "ExperimentWriteProtected", "ExperimentNotStarted", "ExperimentNotFound", "ExperimentAmbiguous",
        "WildcardNotAllowed",
    ];

    private readonly TargetList _targets = new();
    private bool _isGiven;
    private bool _isDataGiven;
    private ExperimentReference? _asked;
    private Experiment? _found;

    /// <summary>
    /// The open experiment: an object, or the path of one that is open in this session. Default: the current one, which is the one started last and not yet
    /// completed.
    /// </summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [NotNull(MeetsData = true)]
    [LiveExperiment]
    [ArgumentCompleter(typeof(ExperimentCompleter))]
    public ExperimentReference? Experiment { get; set; }

    /// <summary>Whether objects of the pipeline are recorded. What they say of the experiment they are from is then no place to record to.</summary>
    private protected virtual bool TakesData => true;

    /// <summary>The experiment to record to; its state is checked by what records.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentNotStarted</c>, <c>ExperimentNotFound</c>.</exception>
    private protected Experiment Target
    {
        get
        {
            var target = Experiment switch
            {
                null => Session.RequireCurrent(),
                Experiment experiment => experiment,
                _ when TakesData && !_isGiven && !_isDataGiven => Session.RequireCurrent(),
                var given when ReferenceEquals(given, _asked) => _found!,
                var given => _found = new ExperimentFinder(this).Find(_asked = given, takesPatterns: false).First(),
            };
            _targets.Add(target);
            return target;
        }
    }

    /// <summary>Records one item; what is wrong with it is an error of its own, and the items behind it are recorded.</summary>
    private protected void RecordItem(Action record)
    {
        try
        {
            record();
        }
        catch (ExperimentException fault) when (!ConcernsExperiment(fault))
        {
            Report(fault);
        }
    }

    /// <summary>Whether an error is about the experiment, so that no other item could be recorded, either.</summary>
    private protected static bool ConcernsExperiment(MlDashException fault) => _ofExperiment.Contains(fault.ErrorId);

    private protected sealed override void Prepare()
    {
        _isGiven = Experiment is not null;
        _isDataGiven = MyInvocation.BoundParameters.Keys.Any(_data.Contains);
    }

    /// <summary>Reports writes that failed in the background, and what was skipped while reading.</summary>
    protected override void Finish()
    {
        if (_targets.IsEmpty && Session.Current is { } current)
            _targets.Add(current);
        _targets.Leave(Report, ShowWarnings);
    }

    /// <summary>Returns when everything recorded is written.</summary>
    private protected void FlushTargets()
    {
        if (_targets.IsEmpty)
            _targets.Add(Target);
        foreach (var target in _targets.All)
            Await(target.FlushAsync(CancelToken));
    }
}
