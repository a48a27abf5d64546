using System.Management.Automation;

namespace MlDash.PesterHarness.StandIns;

/// <summary>New-PSDrive, which the engine package lacks.</summary>
[Cmdlet(VerbsCommon.New, "PSDrive")]
public sealed class NewPSDriveStandIn : ProviderStandIn
{
    [Parameter(Mandatory = true)]
    public string Name { get; set; } = string.Empty;

    [Parameter(Mandatory = true)]
    public string PSProvider { get; set; } = string.Empty;

    [Parameter(Mandatory = true)]
    public string Root { get; set; } = string.Empty;

    [Parameter]
    public string Scope { get; set; } = string.Empty;

    protected override void ProcessRecord() =>
        Call(SessionState.Drive, "New", new PSDriveInfo(Name, SessionState.Provider.GetOne(PSProvider), Root, string.Empty, null), Scope, Context);

    private protected override object? DynamicParametersOf(string path, object context) => Call(SessionState.Drive, "NewDriveDynamicParameters", PSProvider, context);
}
