using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Storage.Checking;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Checks experiments on this machine to the byte: every document can be read, every line is whole, numbers have no gap, counters agree, and every file is the
/// one that was saved. With <c>-Repair</c> it repairs what can be repaired.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "MlDashExperiment", SupportsShouldProcess = true)]
[OutputType(typeof(StoreFinding), typeof(bool))]
public sealed class TestMlDashExperimentCommand : ExperimentCommand
{
    private FindingOutput? _output;

    /// <summary>
    /// The experiments: objects, or paths such as <c>vision/run-1</c>; wildcards are allowed. A path means the open experiment of this session, else one under
    /// <c>-Root</c>. Default: the current one, which is the one started last and not yet completed.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [LiveExperiment(Many = true, Reads = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExperimentCompleter))]
    [NotNull]
    public override ExperimentReference[] Experiment { get; set; } = [];

    /// <summary>Repairs what can be repaired. Nothing is deleted: what is in the way is moved aside, and the finding says where it is.</summary>
    [Parameter]
    public SwitchParameter Repair { get; set; }

    /// <summary>Returns only whether there is neither an error nor a warning that is not repaired.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc />
    protected override void Begin() =>
        _output = new(this, Watched(new CheckProgress(this)), Quiet, Repair ? ShouldProcess : null);

    /// <inheritdoc />
    protected override void Process()
    {
        var experiment = Source;
        if (experiment.Folder is null)
            throw new ExperimentException(
                "ExperimentOnServer",
                $"'{experiment.Prefix}' is on {experiment.Root}, and this command checks folders of this machine.",
                "Receive it with Receive-MlDashExperiment, or check the server itself.")
            { Category = FaultCategory.InvalidOperation, Target = experiment.Prefix };
        var check = new StoreCheck(experiment.Root);
        _output!.Write(check.CheckExperimentAsync(ExperimentPath.Recorded(experiment.Prefix), CancelToken), check.Counts);
    }

    /// <inheritdoc />
    protected override void Finish()
    {
        base.Finish();
        _output!.End();
    }
}
