using System.Management.Automation;

namespace MlDash.PesterHarness.StandIns;

/// <summary>Test-Path, which the engine package lacks.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Path", DefaultParameterSetName = PathSet)]
public sealed class TestPathStandIn : ProviderStandIn
{
    protected override void ProcessRecord()
    {
        foreach (var path in Paths)
        {
            try
            {
                WriteObject(Call(InvokeProvider.Item, "Exists", path, Context));
            }
            catch (System.Management.Automation.DriveNotFoundException)
            {
                WriteObject(false);
            }
        }
    }
}
