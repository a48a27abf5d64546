using System.Collections;
using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Net;
using System.Security;

namespace MlDash.HelpBuilder.Tests;

/// <summary>The server that examples talk to: a real process, started as the Pester files start theirs.</summary>
public sealed class ExampleServer : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("mldash-example-server-");
    private readonly Process _process;

    public ExampleServer()
    {
        using var shell = PowerShell.Create(InitialSessionState.CreateDefault());
        var results = shell.AddScript("""
            param($Script, $Data)
            . $Script
            $server = Start-TestServer $Data
            $server
            Get-TestToken $server alice
            """).AddArgument(Settings.ServerScript).AddArgument(_data.FullName).Invoke();
        Assert.Empty(shell.Streams.Error);
        var server = (Hashtable)results[0].BaseObject;
        Url = (string)server["Url"]!;
        _process = (Process)server["Process"]!;
        Token = new NetworkCredential(string.Empty, (SecureString)results[1].BaseObject).Password;
    }

    public string Url { get; }

    /// <summary>A token of alice.</summary>
    public string Token { get; }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _data.Delete(recursive: true);
    }
}
