using System.Management.Automation;

namespace MlDash.PesterHarness.StandIns;

/// <summary>Remove-Item, which the engine package lacks; what holds more is not asked about, as there is nobody to ask.</summary>
[Cmdlet(VerbsCommon.Remove, "Item", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
public sealed class RemoveItemStandIn : ProviderStandIn
{
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var path in Paths)
            Call(InvokeProvider.Item, "Remove", path, (bool)Recurse, Context);
    }
}
