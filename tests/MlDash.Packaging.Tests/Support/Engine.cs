using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Xunit;

namespace MlDash.Packaging.Tests;

/// <summary>PowerShell in this process, with nothing of MlDash loaded.</summary>
internal sealed class Engine : IDisposable
{
    private readonly Runspace _runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault());

    public Engine() => _runspace.Open();

    /// <summary>Runs a script that has to run without an error.</summary>
    public IReadOnlyList<PSObject> Run(string script, params string[] arguments)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        foreach (var argument in arguments)
            shell.AddArgument(argument);
        var output = shell.Invoke();
        Assert.Empty(shell.Streams.Error.Select(error => error.ToString()));
        return output;
    }

    public void Dispose() => _runspace.Dispose();
}
