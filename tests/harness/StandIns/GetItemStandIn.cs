using System.Management.Automation;

namespace MlDash.PesterHarness.StandIns;

/// <summary>Get-Item, which the engine package lacks.</summary>
[Cmdlet(VerbsCommon.Get, "Item", DefaultParameterSetName = PathSet)]
public sealed class GetItemStandIn : ProviderStandIn
{
    protected override void ProcessRecord()
    {
        foreach (var path in Paths)
            Call(InvokeProvider.Item, "Get", path, Context);
    }
}
