using System.Management.Automation;
using MlDash.Client;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Identity;
using MlDash.Recording;

namespace MlDash.Cmdlets.Commands;

/// <summary>Tests whether a server can be reached and works, whether it accepts the login, and how far its clock differs.</summary>
[Cmdlet(VerbsDiagnostic.Test, "MlDashServer")]
[OutputType(typeof(ServerState), typeof(bool))]
public sealed class TestMlDashServerCommand : ServerCommand
{
    /// <inheritdoc cref="ServerCommand.Remote"/>
    [Parameter(Position = 0)]
    [Alias("Server", "DashUrl")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RemoteCompleter))]
    public override string? Remote { get; set; }

    /// <summary>Returns only whether the server works, and accepts the login if there is one.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        var state = Await(ServerState.AskAsync(ServerAddress(), Credentials.Of(ApiKeyText, UserName), RecordingSettings.ReadSending(), CancelToken));
        WriteObject(Quiet ? state is { IsReachable: true, IsHealthy: not false, IsLoggedIn: not false, Error: null } : state);
    }
}
