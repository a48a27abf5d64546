using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Runtime.InteropServices;

namespace MlDash.Shell;

/// <summary>Runs one script or command to its end in a runspace of its own, shows what it writes, and says which exit code it earned.</summary>
internal sealed class ScriptRunner : IDisposable
{
    private const string Succeeded = "__mldash_succeeded";
    private const int Failed = 1;
    private const int Interrupted = 130;
    private const int Terminated = 143;

    private readonly ShellHost _host;
    private readonly Runspace _runspace;
    private readonly List<PosixSignalRegistration> _signals = [];

    private PowerShell? _running;
    private int? _stoppedBy;

    public ScriptRunner(bool interactive)
    {
        _host = new ShellHost(interactive);
        FindModule();
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        state.ImportPSModule("MlDash");
        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        _runspace.Open();
        Runspace.DefaultRunspace = _runspace;
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, Interrupted)));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, Terminated)));
    }

    /// <returns>The exit code, as pwsh would give it.</returns>
    public int Run(CommandLine line)
    {
        using var shell = PowerShell.Create(_runspace);
        try
        {
            Prepare(shell, line);
        }
        catch (ParseException fault)
        {
            Show(fault.ErrorRecord);
            return Failed;
        }

        var succeeded = Invoke(shell);
        return _stoppedBy ?? _host.ExitCode ?? (succeeded && (line.File is not null || LastStatementSucceeded()) ? 0 : Failed);
    }

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _runspace.Dispose();
    }

    private static void Prepare(PowerShell shell, CommandLine line)
    {
        if (line.File is null)
        {
            // What the last statement left in $? is the outcome; asked for later, it would be that of the pipeline as a whole.
            shell.AddScript($"{line.Text}\n$global:{Succeeded} = $?", useLocalScope: false);
        }
        else
        {
            var (named, positional) = ScriptArguments.Split(line.Arguments);
            shell.AddScript("param($Script, $Named, $Rest) . $Script @Named @Rest", useLocalScope: false)
                .AddArgument(ReadScript(line.File)).AddArgument(named).AddArgument(positional);
        }

        // Errors take their place among the output, as they came.
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.AddCommand("Out-Default");
    }

    /// <summary>The script as a block that knows its file: unlike a called file, <c>exit</c> in it ends the shell.</summary>
    private static ScriptBlock ReadScript(string file)
    {
        var script = Parser.ParseFile(file, out _, out var errors);
        return errors.Length == 0 ? script.GetScriptBlock() : throw new ParseException(errors);
    }

    private bool Invoke(PowerShell shell)
    {
        try
        {
            _running = shell;
            shell.Invoke();
            return true;
        }
        catch (PipelineStoppedException)
        {
            return false;
        }
        catch (RuntimeException fault)
        {
            Show(fault.ErrorRecord);
            return false;
        }
        finally
        {
            _running = null;
            _host.Console.EndProgress();
        }
    }

    private bool LastStatementSucceeded() => _runspace.SessionStateProxy.GetVariable(Succeeded) is not false;

    private void Show(ErrorRecord error)
    {
        var shown = PSObject.AsPSObject(error);
        // The mark by which Out-Default knows that a record comes from the error stream.
        shown.Properties.Add(new PSNoteProperty("writeErrorStream", true));
        using var shell = PowerShell.Create(_runspace);
        shell.AddCommand("Out-Default").AddParameter("InputObject", shown).Invoke();
    }

    private void Stop(PosixSignalContext signal, int code)
    {
        signal.Cancel = true;
        _stoppedBy = code;
        _running?.BeginStop(null, null);
    }

    /// <summary>The module travels beside the shell; a module path of the user's stays in force behind it.</summary>
    private static void FindModule()
    {
        const string Variable = "PSModulePath";
        var own = Path.Combine(AppContext.BaseDirectory, "Modules");
        var given = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, string.IsNullOrEmpty(given) ? own : own + Path.PathSeparator + given);
    }
}
