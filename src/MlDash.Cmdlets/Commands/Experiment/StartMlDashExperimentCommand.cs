using System.Management.Automation;

namespace MlDash.Cmdlets.Commands;

/// <summary>Starts an experiment.</summary>
[Cmdlet(VerbsLifecycle.Start, "MlDashExperiment")]
public sealed class StartMlDashExperimentCommand : PSCmdlet
{
    /// <inheritdoc />
    protected override void ProcessRecord() => WriteObject(new { Name = "x" });
}
