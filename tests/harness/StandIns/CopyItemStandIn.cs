using System.Management.Automation;

namespace MlDash.PesterHarness.StandIns;

/// <summary>Copy-Item, which the engine package lacks.</summary>
[Cmdlet(VerbsCommon.Copy, "Item", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
public sealed class CopyItemStandIn : ProviderStandIn
{
    [Parameter(Position = 1)]
    public string Destination { get; set; } = string.Empty;

    [Parameter]
    public SwitchParameter Recurse { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var path in Paths)
            Call(InvokeProvider.Item, "Copy", path, Destination, (bool)Recurse, CopyContainers.CopyTargetContainer, Context);
    }
}
