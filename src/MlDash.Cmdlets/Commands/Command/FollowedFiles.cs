using System.Management.Automation;
using MlDash.Cmdlets.Waiting;
using MlDash.Errors;
using MlDash.Following;

namespace MlDash.Cmdlets.Commands;

/// <summary>Follows files that a command writes, while it runs.</summary>
internal static class FollowedFiles
{
    /// <summary>How long files are read on after the pipeline was stopped.</summary>
    private static readonly TimeSpan _patienceAfterStop = TimeSpan.FromSeconds(2);

    /// <summary>Runs something, and records what it writes into files, to their ends.</summary>
    /// <param name="command">The command.</param>
    /// <param name="experiment">The experiment that rows are recorded in.</param>
    /// <param name="patterns">The files; none: nothing is followed.</param>
    /// <param name="run">What runs.</param>
    /// <param name="cancellationToken">Cancelled when the pipeline is stopped.</param>
    public static T While<T>(PSCmdlet command, Experiment experiment, string[] patterns, Func<T> run, CancellationToken cancellationToken)
    {
        if (patterns.Length == 0)
            return run();
        var places = command.SessionState.Path;
        var watch = FileWatch.Start(
            experiment, Array.ConvertAll(patterns, Absolute), places.CurrentFileSystemLocation.ProviderPath, TimeProvider.System, cancellationToken);
        T result;
        try
        {
            result = run();
        }
        finally
        {
            using var patience = new CancellationTokenSource();
            using var stopped = cancellationToken.Register(() => patience.CancelAfter(_patienceAfterStop));
            AsyncBridge.Await(watch.EndAsync(patience.Token));
        }

        foreach (var warning in watch.Warnings)
            command.WriteWarning(ScreenText.Line(warning));
        return result;

        // A path of PowerShell as one of the system; patterns that begin at the working folder stay as they are.
        string Absolute(string pattern) =>
            pattern.StartsWith('~') || places.IsPSAbsolute(pattern, out _) ? places.GetUnresolvedProviderPathFromPSPath(pattern) : pattern;
    }
}
