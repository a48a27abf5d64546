using System.Management.Automation;

namespace MlDash.Cmdlets.Capture;

/// <summary>Has the parameters of Write-Progress; tells the watch of the call, and hands it on as it is. Not exported.</summary>
[Cmdlet(VerbsCommunications.Write, "Progress")]
internal sealed class WatchProgressCommand : PSCmdlet
{
    private static readonly ScriptBlock _call = ScriptBlock.Create("param($Original, $Given) & $Original @Given");

    /// <summary>Names of the parameters that are no common ones.</summary>
    public static IReadOnlyCollection<string> Names { get; } =
    [
        nameof(Activity), nameof(Status), nameof(Id), nameof(PercentComplete), nameof(SecondsRemaining), nameof(CurrentOperation), nameof(ParentId),
        nameof(Completed), nameof(SourceId),
    ];

    /// <summary>The activity of the bar.</summary>
    [Parameter(Position = 0)]
    public string Activity { get; set; } = string.Empty;

    /// <summary>How it stands.</summary>
    [Parameter(Position = 1)]
    public string Status { get; set; } = string.Empty;

    /// <summary>Tells activities apart.</summary>
    [Parameter(Position = 2)]
    public int Id { get; set; }

    /// <summary>How much is done; negative: not known.</summary>
    [Parameter]
    public int PercentComplete { get; set; } = -1;

    /// <summary>Time left.</summary>
    [Parameter]
    public int SecondsRemaining { get; set; }

    /// <summary>What is being done now.</summary>
    [Parameter]
    public string CurrentOperation { get; set; } = string.Empty;

    /// <summary>The activity this one is a part of.</summary>
    [Parameter]
    public int ParentId { get; set; }

    /// <summary>Whether the activity ends.</summary>
    [Parameter]
    public SwitchParameter Completed { get; set; }

    /// <summary>Where the record comes from.</summary>
    [Parameter]
    public int SourceId { get; set; }

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        var watch = ProgressWatch.Here!;
        watch.Note(new ProgressCall(Id, Activity, Status, PercentComplete, Completed));
        SessionState.InvokeCommand.InvokeScript(SessionState, _call, watch.Original, MyInvocation.BoundParameters);
    }
}
