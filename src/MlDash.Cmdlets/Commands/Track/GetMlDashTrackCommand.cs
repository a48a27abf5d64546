using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Views;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Reads entries of a track in the order of their timestamps, finds those at given times, or lists the tracks of an experiment.
/// </summary>
[Cmdlet(VerbsCommon.Get, "MlDashTrack")]
[OutputType(typeof(TrackInfo), typeof(TrackEntry))]
public sealed class GetMlDashTrackCommand : ExperimentCommand
{
    /// <summary>Topic of the track. With <c>-ListAvailable</c> wildcards are allowed: <c>robot/*</c>.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TopicCompleter))]
    public string? Topic { get; set; }

    /// <summary>Lists tracks instead of reading one. Not needed without a topic.</summary>
    [Parameter]
    public SwitchParameter ListAvailable { get; set; }

    /// <summary>The smallest timestamp: seconds, or a date.</summary>
    [Parameter]
    [Alias("From")]
    [Timestamp]
    public double? Since { get; set; }

    /// <summary>The largest timestamp: seconds, or a date.</summary>
    [Parameter]
    [Alias("To")]
    [Timestamp]
    public double? Until { get; set; }

    /// <summary>Times; for each the entry with the largest timestamp not later is read.</summary>
    [Parameter]
    [Timestamp]
    [NotNull]
    public double[] At { get; set; } = [];

    /// <summary>Fields to read. Default: all.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    [NotNull]
    public string[] Column { get; set; } = [];

    /// <inheritdoc />
    protected override void Process()
    {
        var experiment = Source;
        if (Topic is null || ListAvailable)
        {
            List(experiment);
            return;
        }

        var track = experiment.Track(Topic);
        var query = new TrackQuery { From = Since, To = Until, Columns = Column };
        if (Await(track.GetInfoAsync(CancelToken)) is null)
        {
            Report(TrackNotFound(experiment, Topic));
            return;
        }

        var link = new ExperimentLink(experiment);
        foreach (var entry in Pump(At.Length > 0 ? track.FindAsync(At, query, CancelToken) : track.ReadAsync(query, CancelToken)))
            WriteObject(PointView.Of(entry, track.Topic, link));
    }

    private void List(Experiment experiment)
    {
        var pattern = Topic is null ? null : Wildcard.ForName(Topic);
        var found = false;
        foreach (var track in Pump(experiment.ListTracksAsync(CancelToken)))
        {
            if (pattern?.IsMatch(track.Topic) == false)
                continue;
            found = true;
            WriteObject(track);
        }

        if (!found && Topic is { } literal && !Wildcard.IsPattern(literal))
            Report(TrackNotFound(experiment, literal));
    }

    private static ExperimentException TrackNotFound(Experiment experiment, string topic) =>
        new(
            "TrackNotFound",
            $"Track '{topic}' was not found in the experiment '{experiment}'.",
            "Run Get-MlDashTrack -ListAvailable to list the tracks there are.")
        { Category = FaultCategory.ObjectNotFound, Target = topic };
}
