using System.Management.Automation;
using System.Net;
using System.Security;
using MlDash.Client;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Sessions;
using MlDash.Identity;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Logs in to a server and keeps the login for this and later sessions, in files that nobody else may read. Without a token it shows a code and the
/// address where a browser takes it, and waits until that is done.
/// </summary>
[Cmdlet(VerbsCommunications.Connect, "MlDash")]
[OutputType(typeof(Profile))]
public sealed class ConnectMlDashCommand : MlDashCommand
{
    /// <summary>Address of the server. Default: <c>ML_DASH_API_URL</c>, else the server of the last login.</summary>
    [Parameter(Position = 0)]
    [Alias("Server", "DashUrl")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RemoteCompleter))]
    public string? Remote { get; set; }

    /// <summary>A token of the server, instead of a browser.</summary>
    [Parameter]
    [Alias("ApiKey")]
    [ValidateNotNull]
    public SecureString? Token { get; set; }

    /// <summary>Login host, when it is not the server itself.</summary>
    [Parameter]
    [Alias("AuthUrl")]
    [ValidateNotNullOrEmpty]
    public string? AuthServer { get; set; }

    /// <summary>Does not open a browser.</summary>
    [Parameter]
    public SwitchParameter NoBrowser { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        var server = Servers.Address(Remote);
        TransportSafety.Require(server);
        var token = Token is null ? LogIn(server) : new NetworkCredential(string.Empty, Token).Password;
        // Asked before it is kept: a login that does not work replaces none that does.
        var user = Await(Servers.Open(server, token, null, offline: false).GetProfileAsync(CancelToken));
        var config = new ClientConfig();
        config.RemoteUrl = server.AbsoluteUri.TrimEnd('/');
        TokenStore.Save(server, token);
        WriteObject(Profile.OfServer(server, user, token));
    }

    private string LogIn(Uri server)
    {
        var authority = (AuthServer ?? new UserSettings().Text(Setting.AuthServer)) is { } given ? Servers.Address(given) : server;
        var login = new DeviceLogin(server, authority);
        var code = Await(login.StartAsync(CancelToken));
        Browser.Tell($"Open {code.VerificationUri.AbsoluteUri} in a browser and type the code {code.UserCode}", this);
        if (!NoBrowser)
            Browser.Open(code.CompleteUri, this);
        return Await(login.WaitForTokenAsync(code, CancelToken));
    }
}
