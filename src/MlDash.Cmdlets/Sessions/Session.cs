using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlDash.Cmdlets.Waiting;
using MlDash.Errors;
using MlDash.Storage;

namespace MlDash.Cmdlets.Sessions;

/// <summary>
/// The open experiments of one runspace, the current one last. A runspace that ends, or loses the module, completes what it left open,
/// so that nothing queued is lost.
/// </summary>
internal sealed class Session
{
    private static readonly ConditionalWeakTable<Runspace, Session> _sessions = [];

    /// <summary>
    /// What a scheduler or a closed terminal ends a process with. Since .NET 10 no <c>ProcessExit</c> follows them, and before that none that tells them from a
    /// good end.
    /// </summary>
    private static readonly PosixSignal[] _endings = [PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private readonly Runspace _runspace;
    private readonly List<Experiment> _open = [];
    private readonly ConditionalWeakTable<Experiment, AppendClock> _clocks = [];

    private readonly ScriptEnd _end;
    private readonly PosixSignalRegistration[] _signals;

    private Session(Runspace runspace, SessionState state)
    {
        _runspace = runspace;
        _end = new ScriptEnd(runspace, state);
        runspace.StateChanged += OnStateChanged;
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        // The signal still ends the process: nothing is cancelled here but what is open.
        _signals = [.. _endings.Select(ending => PosixSignalRegistration.Create(ending, _ => Close((ExperimentStatus.Cancelled, null))))];
    }

    /// <summary>The experiment that commands without <c>-Experiment</c> mean; null when none is open.</summary>
    public Experiment? Current => _open.Count > 0 ? _open[^1] : null;

    /// <summary>All open experiments, the current one last.</summary>
    public IReadOnlyList<Experiment> Open => _open;

    /// <summary>The session of the runspace this thread works for.</summary>
    public static Session Here(SessionState state)
    {
        if (!_sessions.TryGetValue(Runspace.DefaultRunspace, out var session))
            session = _sessions.GetValue(Runspace.DefaultRunspace, runspace => new Session(runspace, state));
        session._end.Look();
        return session;
    }

    /// <summary>The existing session, if any: for callers that are not commands, and so are no sign that a script is still running.</summary>
    public static Session? Standing => Runspace.DefaultRunspace is { } runspace && _sessions.TryGetValue(runspace, out var session) ? session : null;

    /// <summary>Completes what the runspace of this thread has left open, and ends its session; for the removal of the module.</summary>
    /// <returns>What was left open.</returns>
    public static IReadOnlyList<Experiment> EndCurrent()
    {
        if (Standing is not { } session)
            return [];
        Experiment[] open = [.. session._open.Where(experiment => experiment.IsOpen)];
        session.End((ExperimentStatus.Completed, null));
        return open;
    }

    /// <exception cref="ExperimentException"><c>ExperimentNotStarted</c>.</exception>
    public Experiment RequireCurrent() => Current ?? throw new ExperimentException(
        "ExperimentNotStarted",
        "No experiment is open in this session.",
        "Start one with Start-MlDashExperiment, or give one with -Experiment.")
    { Category = FaultCategory.InvalidOperation };

    /// <summary>The open experiment of a place; null when none is open there. One that another runspace has completed is not.</summary>
    public Experiment? OpenAt(string root, string prefix) => _open.Find(open => open.IsOpen && open.Prefix == prefix && open.Root == root);

    /// <summary>The open experiment of a path, the one started last where several have it; null when none is open.</summary>
    /// <param name="prefix">The path.</param>
    /// <param name="root">Where it is kept; null: anywhere.</param>
    public Experiment? OpenNamed(string prefix, string? root) => _open.FindLast(open => open.Prefix == prefix && (root is null || open.Root == root));

    /// <summary>What was found in a store; where this session has it open, the open one, which can be recorded to.</summary>
    public Experiment Live(ExperimentStore store, ExperimentRecord record) =>
        OpenAt(store.Location, record.Path.Value) ?? new Experiment(store, record);

    /// <exception cref="ExperimentException"><c>ExperimentOpen</c>.</exception>
    public void RefuseOpen(Experiment experiment)
    {
        if (OpenAt(experiment.Root, experiment.Prefix) is not null)
            throw new ExperimentException(
                "ExperimentOpen", $"The experiment '{experiment}' is open in this session.", "Complete it first with Complete-MlDashExperiment.")
            { Category = FaultCategory.InvalidOperation, Target = experiment.Prefix };
    }

    /// <summary>Makes an experiment the current one.</summary>
    public void Push(Experiment experiment) => _open.Add(experiment);

    /// <summary>Takes an experiment out, wherever it stands.</summary>
    public void Remove(Experiment experiment)
    {
        _open.Remove(experiment);
        OpenPlaces.Leave(experiment);
    }

    /// <summary>The clock that metrics and tracks of one experiment share in this runspace.</summary>
    public AppendClock ClockOf(Experiment experiment) => _clocks.GetOrCreateValue(experiment);

    private void OnStateChanged(object? sender, RunspaceStateEventArgs change)
    {
        if (change.RunspaceStateInfo.State is not (RunspaceState.Closing or RunspaceState.Closed or RunspaceState.Broken))
            return;
        // The exit code is not there yet: OnProcessExit comes next, and what is queued is written meanwhile.
        if (_end.IsOfProcess)
            return;
        End(_end.ByPipeline());
    }

    /// <summary>Leaves nothing behind: neither the process nor the runspace knows this session any more.</summary>
    private void End((ExperimentStatus Status, string? Error) outcome)
    {
        Close(outcome);
        _sessions.Remove(_runspace);
        _runspace.StateChanged -= OnStateChanged;
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        foreach (var signal in _signals)
            signal.Dispose();
    }

    private void OnProcessExit(object? sender, EventArgs args) => Close(_end.ByExitCode(Environment.ExitCode));

    private void Close((ExperimentStatus Status, string? Error) outcome)
    {
        while (Current is { } experiment)
        {
            _open.RemoveAt(_open.Count - 1);
            try
            {
                // Another runspace may have completed it.
                if (!experiment.IsOpen)
                    continue;
                AsyncBridge.Await(experiment.CompleteAsync(outcome.Status, outcome.Error));
                while (experiment.Warnings.TryDequeue(out var warning))
                    Console.Error.WriteLine($"MlDash: {ScreenText.Line(warning)}");
            }
            catch (MlDashException fault)
            {
                // There is no pipeline left to write to; the one place that still reaches the user is the console.
                Console.Error.WriteLine($"MlDash: {fault.Message}");
            }
            finally
            {
                OpenPlaces.Leave(experiment);
            }
        }
    }
}
