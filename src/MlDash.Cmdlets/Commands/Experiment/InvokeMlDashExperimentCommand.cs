using System.Management.Automation;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Runs a script block inside an experiment. Its output flows out while it runs, pipeline input flows in. It ends as Completed when the block ends,
/// also when a command downstream has had enough; as Failed when an error ends the block, which goes on as it was; as Cancelled on Ctrl-C.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "MlDashExperiment")]
[Alias("Use-MlDashExperiment")]
[OutputType(typeof(object))]
public sealed class InvokeMlDashExperimentCommand : OpeningCommand
{
    private static readonly ScriptBlock Call = ScriptBlock.Create("param($Block, $Experiment) & $Block $Experiment");

    private Experiment? _experiment;
    private SteppablePipeline? _steps;

    /// <summary>The block; it is given the experiment as its first argument, and sees the variables of its caller.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>Input for the block, which takes it in its process block or as <c>$input</c>.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc />
    protected override void Begin()
    {
        _experiment = Open(ResolvePath());
        Step(() =>
        {
            _steps = Call.GetSteppablePipeline(CommandOrigin.Internal, [ScriptBlock, _experiment]);
            _steps.Begin(this);
        });
    }

    /// <inheritdoc />
    protected override void Process() => Step(() => _steps!.Process(InputObject));

    /// <inheritdoc />
    protected override void Finish()
    {
        Step(() => _steps!.End());
        var warnings = _experiment?.Warnings;
        Complete(ExperimentStatus.Completed, null);
        if (warnings is not null)
            ShowWarnings(warnings);
    }

    /// <summary>A pipeline that was left before its end was stopped while another command of it ran.</summary>
    protected override void Dispose(bool disposing)
    {
        _steps?.Dispose();
        Complete(ExperimentStatus.Cancelled, null);
        base.Dispose(disposing);
    }

    private void Step(Action step)
    {
        try
        {
            step();
        }
        catch (Exception fault)
        {
            var (status, error) = BlockOutcome.Of(fault, Stopping);
            Complete(status, error);
            throw;
        }
    }

    private void Complete(ExperimentStatus status, string? error)
    {
        if (_experiment is not { } experiment)
            return;
        _experiment = null;
        Session.Remove(experiment);
        // The block may have completed it by itself.
        if (experiment.IsOpen)
            Await(experiment.CompleteAsync(status, error));
    }
}
