using System.Diagnostics;

namespace MlDash.Storage.Local;

/// <summary>Whether the process of a run may still be there.</summary>
internal static class RunLiveness
{
    /// <summary>Clocks of a machine's parts differ by less than this.</summary>
    private static readonly TimeSpan _slack = TimeSpan.FromSeconds(5);

    /// <summary>False only when the run was on this machine and its process is gone; of other machines nothing is known.</summary>
    public static bool MayBeAlive(ExperimentRun run)
    {
        if (run.ProcessId == Environment.ProcessId && run.HostName == Environment.MachineName)
            return run.StartedAt >= OwnStart - _slack;
        if (run.HostName != Environment.MachineName)
            return true;
        try
        {
            using var process = Process.GetProcessById(run.ProcessId);
            // A number is used again: a process younger than the run is another one.
            return !process.HasExited && process.StartTime.ToUniversalTime() <= run.StartedAt.UtcDateTime + _slack;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return true;
        }
    }

    private static DateTimeOffset OwnStart { get; } = Process.GetCurrentProcess().StartTime;
}
