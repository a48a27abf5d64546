using System.Management.Automation;
using System.Security;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Sessions;
using MlDash.Storage.Remote;

namespace MlDash.Cmdlets.Base;

/// <summary>A command that can work with a server: which one, and who asks.</summary>
public abstract class ServerCommand : MlDashCommand
{
    /// <summary>Address of the server, such as <c>https://dash.example.org</c> or <c>http://localhost:3000</c>.</summary>
    [Parameter]
    [Alias("Server", "DashUrl")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RemoteCompleter))]
    public virtual string? Remote { get; set; }

    /// <summary>User name on a server in Development, which only needs a name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>Token for the server. Default: <c>ML_DASH_API_KEY</c>, else the login of Connect-MlDash.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? ApiKey { get; set; }

    /// <summary>The token as text; null when none was given.</summary>
    private protected string? ApiKeyText => Servers.TextOf(ApiKey);

    /// <summary>Whether the line means a server instead of this machine.</summary>
    private protected bool MeansServer => Remote is not null || UserName is not null || ApiKey is not null;

    /// <summary>The server given, else the one that is meant when none is named.</summary>
    /// <exception cref="ConfigurationException"><c>NoServer</c>, <c>IllegalServerAddress</c>.</exception>
    private protected Uri ServerAddress() => Servers.Address(Remote);

    /// <summary>The experiments of the server.</summary>
    private protected RemoteExperimentStore OpenServer(bool offline = false) => Servers.Open(ServerAddress(), ApiKeyText, UserName, offline);

    /// <summary>The experiments of the server that the line means; null where it means this machine.</summary>
    private protected RemoteExperimentStore? ServerIfMeant() => MeansServer ? OpenServer() : null;
}
