using System.Management.Automation;
using System.Security;

namespace MlDash.Cmdlets.Sessions;

/// <summary>Parameters of <c>New-PSDrive</c> for a server, in addition to its address.</summary>
public sealed class NewDriveParameters
{
    /// <summary>User name on a server in Development, which only needs a name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>Token for the server. Default: <c>ML_DASH_API_KEY</c>, else the login of Connect-MlDash.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? ApiKey { get; set; }
}
