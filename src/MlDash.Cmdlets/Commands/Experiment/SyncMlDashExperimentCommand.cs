using System.Management.Automation;

namespace MlDash.Cmdlets.Commands;

/// <summary>Returns when everything recorded before is written; the experiment stays open.</summary>
[Cmdlet(VerbsData.Sync, "MlDashExperiment")]
[OutputType(typeof(void))]
public sealed class SyncMlDashExperimentCommand : ExperimentCommand
{
    /// <inheritdoc />
    protected override void Process() => Await(Target.FlushAsync(CancelToken));
}
