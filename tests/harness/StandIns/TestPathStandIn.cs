using System.Management.Automation;

namespace MlDash.PesterHarness.StandIns;

/// <summary>Test-Path, which the engine package lacks.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Path")]
public sealed class TestPathStandIn : ProviderStandIn
{
    protected override void ProcessRecord()
    {
        foreach (var path in Paths)
            WriteObject(Call(InvokeProvider.Item, "Exists", path, Context));
    }
}
