using System.Management.Automation;

namespace MlDash.PesterHarness.StandIns;

/// <summary>Remove-PSDrive, which the engine package lacks.</summary>
[Cmdlet(VerbsCommon.Remove, "PSDrive")]
public sealed class RemovePSDriveStandIn : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public string Name { get; set; } = string.Empty;

    [Parameter]
    public string Scope { get; set; } = string.Empty;

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord() => SessionState.Drive.Remove(Name, Force, Scope);
}
