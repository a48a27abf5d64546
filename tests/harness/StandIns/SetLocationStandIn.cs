using System.Management.Automation;

namespace MlDash.PesterHarness.StandIns;

/// <summary>Set-Location, which the engine package lacks.</summary>
[Cmdlet(VerbsCommon.Set, "Location")]
public sealed class SetLocationStandIn : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public string Path { get; set; } = string.Empty;

    protected override void ProcessRecord() => SessionState.Path.SetLocation(Path);
}
