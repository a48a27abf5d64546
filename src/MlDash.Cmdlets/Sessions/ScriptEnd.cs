using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace MlDash.Cmdlets.Sessions;

/// <summary>
/// How the script of a runspace has ended. <c>$Error</c> and <c>$?</c> do not tell it: errors that were silenced or caught are in the one, and the other is
/// true after all of them. What does is the exit code of the process and, where there is none, the state of the pipeline that used a command of ours last.
/// </summary>
internal sealed class ScriptEnd
{
    private const string ConsoleHost = "ConsoleHost";
    private const int FirstRunspace = 1;
    private const string StateInfo = "PipelineStateInfo";
    private const string Running = "Running";

    /// <summary>
    /// The pipeline that runs. The engine tells nobody; where it no longer has this method, a script that an error has ended is taken for one that has come to
    /// its end, unless the exit code says otherwise.
    /// </summary>
    private static readonly Func<Runspace, object?>? _running = typeof(Runspace)
        .GetMethod("GetCurrentlyRunningPipeline", BindingFlags.Instance | BindingFlags.NonPublic, [])?
        .CreateDelegate<Func<Runspace, object?>>();

    private readonly Runspace _runspace;
    private object? _pipeline;

    /// <param name="runspace">The runspace of the script.</param>
    /// <param name="state">Its state.</param>
    public ScriptEnd(Runspace runspace, SessionState state)
    {
        _runspace = runspace;
        IsOfProcess = runspace.Id == FirstRunspace && state.PSVariable.GetValue("Host") is PSHost { Name: ConsoleHost };
    }

    /// <summary>
    /// Whether the process is over with this runspace: pwsh closes its own just before it ends, and its exit code is known only then.
    /// </summary>
    public bool IsOfProcess { get; }

    private string? State => Of(Of(_pipeline, StateInfo), "State")?.ToString();

    /// <summary>Notes what runs now. A nested pipeline ends in the one that has started it, which may continue.</summary>
    public void Look()
    {
        if (_running?.Invoke(_runspace) is { } pipeline && !ReferenceEquals(pipeline, _pipeline) && Of(pipeline, "IsNested") is false)
            _pipeline = pipeline;
    }

    /// <summary>Status and error by the pipeline, for a runspace that ends in a process that continues.</summary>
    public (ExperimentStatus Status, string? Error) ByPipeline()
    {
        var reason = Of(Of(_pipeline, StateInfo), "Reason") as Exception;
        return State switch
        {
            "Stopping" or "Stopped" => (ExperimentStatus.Cancelled, null),
            "Failed" => (ExperimentStatus.Failed, reason is null ? null : FailureText.Of(reason)),
            _ => (ExperimentStatus.Completed, null),
        };
    }

    /// <summary>
    /// Status and error by the exit code of the process, as whoever has started it sees them. A script that was stopped by Ctrl-C ends with 0 all the same.
    /// </summary>
    /// <param name="code">The exit code.</param>
    public (ExperimentStatus Status, string? Error) ByExitCode(int code)
    {
        var (status, error) = ByPipeline();
        return (status, code) switch
        {
            (ExperimentStatus.Cancelled, _) => (status, error),
            // A runspace beside that of the process: what ran in it has had an end of its own.
            _ when !IsOfProcess && State != Running => (status, error),
            (_, 0) => (ExperimentStatus.Completed, null),
            // The code that PowerShell itself gives for an error that ends a script.
            (ExperimentStatus.Failed, 1) when error is not null => (status, error),
            _ => (ExperimentStatus.Failed, FailureText.OfExit(code)),
        };
    }

    /// <summary>A property of a type that the reference assembly of PowerShell does not have.</summary>
    private static object? Of(object? thing, string property) => thing is null ? null : PSObject.AsPSObject(thing).Properties[property]?.Value;
}
