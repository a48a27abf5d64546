using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Capture;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Runs a script block inside an experiment. Its output flows out while it runs, pipeline input flows in. It ends as Completed when the block ends,
/// also when a command downstream stops the pipeline; as Failed when an error ends the block, which is passed on unchanged; as Cancelled on Ctrl-C.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "MlDashExperiment")]
[Alias("Use-MlDashExperiment")]
[OutputType(typeof(object))]
public sealed class InvokeMlDashExperimentCommand : OpeningCommand
{
    private Experiment? _experiment;
    private IBlockSteps? _steps;

    /// <summary>The block; it is given the experiment as its first argument, and sees the variables of its caller.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>Input for the block, which takes it in its process block or as <c>$input</c>.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>
    /// Whether all that the block writes is noted in the log, too: each object of the output and each record of the other streams is one entry, with the
    /// name of its stream, the script and the line in the metadata. It flows on as it would without: same stream, same order, while the block runs.
    /// </summary>
    /// <remarks>
    /// Output and information are noted as Info, warnings and the standard error of native commands (stream <c>stderr</c>) as Warn, errors as Error,
    /// verbose and debug messages as Debug. An object is noted as the text PowerShell makes of it in a string, up to 8,192 characters; secrets are not.
    /// Only what is written is noted: a verbose message needs <c>-Verbose</c> or its preference, as it does to be seen. Progress of Write-Progress is noted
    /// when an activity begins, at its end, and every ten seconds between; bars that compiled commands draw by themselves are not.
    /// </remarks>
    [Parameter]
    public SwitchParameter Capture { get; set; }

    /// <inheritdoc />
    protected override void Begin()
    {
        _experiment = Open(ResolvePath());
        Step(() =>
        {
            _steps = Capture ? new BlockCapture(this, ScriptBlock, _experiment) : new BlockSteps(this, ScriptBlock, _experiment);
            _steps.Begin();
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
        try
        {
            // The block may have completed it by itself.
            if (experiment.IsOpen)
                Await(experiment.CompleteAsync(status, error));
        }
        finally
        {
            Session.Remove(experiment);
        }
    }
}
