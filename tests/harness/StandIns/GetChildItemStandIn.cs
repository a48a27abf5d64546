using System.Management.Automation;

namespace MlDash.PesterHarness.StandIns;

/// <summary>Get-ChildItem, which the engine package lacks.</summary>
[Cmdlet(VerbsCommon.Get, "ChildItem", DefaultParameterSetName = PathSet)]
public sealed class GetChildItemStandIn : ProviderStandIn
{
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    [Parameter]
    public uint? Depth { get; set; }

    [Parameter]
    public SwitchParameter Name { get; set; }

    protected override void ProcessRecord()
    {
        var recurse = Recurse || Depth is not null;
        foreach (var path in Paths)
        {
            if (Name)
                Call(InvokeProvider.ChildItem, "GetNames", path, ReturnContainers.ReturnMatchingContainers, recurse, Depth ?? uint.MaxValue, Context);
            else
                Call(InvokeProvider.ChildItem, "Get", path, recurse, Depth ?? uint.MaxValue, Context);
        }
    }
}
