using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using MlDash.Cmdlets.Waiting;

namespace MlDash.Cmdlets.Sessions;

/// <summary>The pages that a runspace shows. They end with it.</summary>
internal static class Viewers
{
    private static readonly ConditionalWeakTable<Runspace, List<DashboardViewer>> _viewers = [];

    /// <summary>Those of this runspace, the one started last at the end.</summary>
    public static IReadOnlyList<DashboardViewer> Here => [.. Own];

    private static List<DashboardViewer> Own
    {
        get
        {
            if (!_viewers.TryGetValue(Runspace.DefaultRunspace, out var own))
            {
                own = _viewers.GetValue(Runspace.DefaultRunspace, _ => []);
                Runspace.DefaultRunspace.StateChanged += OnStateChanged;
            }

            return own;
        }
    }

    /// <summary>Keeps one until the runspace ends.</summary>
    public static void Add(DashboardViewer viewer) => Own.Add(viewer);

    /// <summary>Stops one.</summary>
    public static void Stop(DashboardViewer viewer)
    {
        Own.Remove(viewer);
        AsyncBridge.Await(viewer.DisposeAsync().AsTask());
    }

    /// <summary>Stops those of this runspace.</summary>
    public static void StopAll()
    {
        foreach (var viewer in Here)
            Stop(viewer);
    }

    private static void OnStateChanged(object? sender, RunspaceStateEventArgs change)
    {
        if (change.RunspaceStateInfo.State is not (RunspaceState.Closed or RunspaceState.Broken) || !_viewers.TryGetValue((Runspace)sender!, out var own))
            return;
        foreach (var viewer in own)
            AsyncBridge.Await(viewer.DisposeAsync().AsTask());
        own.Clear();
    }
}
