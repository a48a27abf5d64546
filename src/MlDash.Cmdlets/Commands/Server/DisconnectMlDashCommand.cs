using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Sessions;
using MlDash.Identity;

namespace MlDash.Cmdlets.Commands;

/// <summary>Removes the login of a server from this machine. The token itself stays valid on the server until it is revoked there.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "MlDash", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class DisconnectMlDashCommand : MlDashCommand
{
    /// <summary>Address of the server. Default: <c>ML_DASH_API_URL</c>, else the server of the last login.</summary>
    [Parameter(Position = 0)]
    [Alias("Server", "DashUrl")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RemoteCompleter))]
    public string? Remote { get; set; }

    /// <summary>Removes the logins of all servers, even if their file is damaged.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        if (Force)
        {
            if (ShouldProcess(ClientFolder.Path, "Remove all logins"))
                TokenStore.Clear();
            return;
        }

        var server = Servers.Address(Remote);
        if (ShouldProcess(server.AbsoluteUri, "Remove login") && !TokenStore.Remove(server))
            WriteVerbose($"There was no login for {server}.");
    }
}
