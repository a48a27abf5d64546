using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Identity;

namespace MlDash.Cmdlets.Commands;

/// <summary>Shows the user you are logged in as, and when the login expires.</summary>
[Cmdlet(VerbsCommon.Get, "MlDashProfile")]
[OutputType(typeof(Profile))]
public sealed class GetMlDashProfileCommand : ServerCommand
{
    /// <summary>Whether to read the login itself, without asking the server.</summary>
    [Parameter]
    public SwitchParameter Cached { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        var server = ServerAddress();
        var token = Credentials.Of(ApiKeyText, UserName).GetToken(server) ?? throw new AuthenticationException(
            "NotAuthenticated", $"No login for {server} was found.", "Log in with Connect-MlDash.")
        { Target = server };
        WriteObject(Cached ? Profile.OfToken(server, token) : Profile.OfServer(server, Await(OpenServer().GetProfileAsync(CancelToken)), token));
    }
}
