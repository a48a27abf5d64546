using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace MlDash.HelpBuilder.Tests;

/// <summary>A session, a folder and a home for one example, prepared by Prelude.ps1.</summary>
internal sealed class ExampleSession : IDisposable
{
    private const string Address = "http://localhost:3000";
    private const string Token = "ML_DASH_API_KEY";
    private static readonly string[] _variables = ["ML_DASH_HOME", "ML_DASH_ROOT", Token];

    private readonly string _before = Environment.CurrentDirectory;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mldash-example-");
    private readonly ExampleServer _server;
    private readonly Runspace _runspace;

    public ExampleSession(ExampleServer server)
    {
        _server = server;
        Environment.SetEnvironmentVariable("ML_DASH_HOME", Directory.CreateDirectory(Path.Combine(_folder.FullName, ".home")).FullName);
        Environment.CurrentDirectory = _folder.FullName;
        var state = InitialSessionState.CreateDefault();
        state.ImportPSModule(Directory.GetFiles(Settings.Module, "*.psd1"));
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        Runspace.DefaultRunspace = _runspace;
        _runspace.SessionStateProxy.Path.SetLocation(_folder.FullName);
        Assert.Equal(string.Empty, Invoke(Prelude()));
    }

    /// <summary>Runs the code of an example.</summary>
    /// <returns>The errors that it wrote or ended with, and where; empty for none.</returns>
    public string Run(string code)
    {
        if (code.Contains($"$env:{Token}", StringComparison.Ordinal))
            Environment.SetEnvironmentVariable(Token, _server.Token);
        return Invoke(code.Replace(Address, _server.Url, StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _runspace.Dispose();
        Environment.CurrentDirectory = _before;
        foreach (var variable in _variables)
            Environment.SetEnvironmentVariable(variable, null);
        _folder.Delete(recursive: true);
    }

    private string Invoke(string code)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(code);
        try
        {
            shell.Invoke();
            return string.Join('\n', shell.Streams.Error.Select(Text));
        }
        catch (RuntimeException fault)
        {
            return Text(fault.ErrorRecord);
        }
    }

    private static string Text(ErrorRecord error) => $"{error}\n{error.InvocationInfo?.PositionMessage}";

    private static string Prelude()
    {
        using var reader = new StreamReader(typeof(ExampleSession).Assembly.GetManifestResourceStream("Prelude.ps1")!);
        return reader.ReadToEnd();
    }
}
