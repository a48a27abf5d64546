using System.Management.Automation;
using System.Security;

namespace MlDash.Cmdlets.Provider;

/// <summary>What <c>New-PSDrive</c> can be told of a server beside its address.</summary>
public sealed class NewDriveParameters
{
    /// <summary>User name on a server in Development, which asks for no more.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>Token for the server. Default: <c>ML_DASH_API_KEY</c>, else the login of Connect-MlDash.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? ApiKey { get; set; }
}
