using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Sessions;

namespace MlDash.Cmdlets.Commands;

/// <summary>Ends the pages that Show-MlDash shows in this session.</summary>
[Cmdlet(VerbsLifecycle.Stop, "MlDash", SupportsShouldProcess = true)]
public sealed class StopMlDashCommand : MlDashCommand
{
    /// <summary>A viewer, as Show-MlDash -PassThru returns it. Default: all of this session.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public DashboardViewer? Viewer { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        foreach (var viewer in Viewer is null ? Viewers.Here : [Viewer])
        {
            if (ShouldProcess($"{string.Join(" and ", viewer.Titles)} at port {viewer.Port}", "Stop"))
                Viewers.Stop(viewer);
        }
    }
}
