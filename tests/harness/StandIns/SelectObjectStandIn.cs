using System.Management.Automation;
using System.Reflection;

namespace MlDash.PesterHarness.StandIns;

/// <summary>
/// The part of Select-Object that tests use. The engine package does not carry the real one, which lives in PowerShell's Utility module.
/// </summary>
[Cmdlet(VerbsCommon.Select, "Object")]
public sealed class SelectObjectStandIn : PSCmdlet
{
    private readonly List<PSObject> _waiting = [];
    private int _seen;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter]
    public int First { get; set; } = int.MaxValue;

    [Parameter]
    public int Last { get; set; } = -1;

    [Parameter]
    public string? ExpandProperty { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is not { } input)
            return;
        if (Last >= 0)
        {
            _waiting.Add(input);
            return;
        }

        if (_seen++ < First)
            HandOut(input);
        if (_seen >= First)
            StopUpstream();
    }

    protected override void EndProcessing()
    {
        foreach (var input in _waiting.TakeLast(Math.Max(Last, 0)))
            HandOut(input);
    }

    private void HandOut(PSObject input) => WriteObject(ExpandProperty is null ? input : input.Properties[ExpandProperty]?.Value, enumerateCollection: ExpandProperty is not null);

    /// <summary>The engine's way to end the commands before this one is internal to it.</summary>
    private void StopUpstream()
    {
        var type = typeof(PSObject).Assembly.GetType("System.Management.Automation.StopUpstreamCommandsException", throwOnError: true)!;
        throw (Exception)Activator.CreateInstance(type, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, [this], null)!;
    }
}
