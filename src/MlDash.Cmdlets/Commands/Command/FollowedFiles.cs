using System.Management.Automation;
using MlDash.Cmdlets.Waiting;
using MlDash.Errors;
using MlDash.Following;

namespace MlDash.Cmdlets.Commands;

/// <summary>Follows files that a command writes, while it runs.</summary>
internal sealed class FollowedFiles
{
    /// <summary>How long files are read on after the pipeline was stopped.</summary>
    private static readonly TimeSpan _patienceAfterStop = TimeSpan.FromSeconds(2);

    private readonly FileWatch _watch;
    private readonly CancellationToken _stopped;

    private FollowedFiles(FileWatch watch, CancellationToken stopped) => (_watch, _stopped) = (watch, stopped);

    /// <summary>Begins to follow files.</summary>
    /// <param name="command">The command.</param>
    /// <param name="experiment">The experiment that rows are recorded in.</param>
    /// <param name="patterns">The files; none: nothing is followed.</param>
    /// <param name="stopped">Cancelled when the pipeline is stopped.</param>
    public static FollowedFiles? Begin(PSCmdlet command, Experiment experiment, string[] patterns, CancellationToken stopped)
    {
        if (patterns.Length == 0)
            return null;
        var places = command.SessionState.Path;
        return new(
            FileWatch.Start(experiment, Array.ConvertAll(patterns, Absolute), places.CurrentFileSystemLocation.ProviderPath, TimeProvider.System, stopped),
            stopped);

        // A path of PowerShell as one of the system; patterns that begin at the working folder stay as they are.
        string Absolute(string pattern) =>
            pattern.StartsWith('~') || places.IsPSAbsolute(pattern, out _) ? places.GetUnresolvedProviderPathFromPSPath(pattern) : pattern;
    }

    /// <summary>Reads the files to their ends.</summary>
    /// <param name="warn">Learns what was damaged; null: nobody does.</param>
    public void End(Action<string>? warn)
    {
        using var patience = new CancellationTokenSource();
        using (_stopped.Register(() => patience.CancelAfter(_patienceAfterStop)))
            AsyncBridge.Await(_watch.EndAsync(patience.Token));
        foreach (var warning in _watch.Warnings)
            warn?.Invoke(ScreenText.Line(warning));
    }
}
