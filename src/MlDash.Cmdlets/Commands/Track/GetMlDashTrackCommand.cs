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
    /// <summary>What has been read: each of its entries down the pipeline names a track again.</summary>
    private readonly HashSet<(string Root, string Prefix, string Topic)> _read = [];

    /// <summary>Topics of the tracks; wildcards are allowed: <c>robot/*</c>.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TopicCompleter))]
    [NotNull]
    [NameText]
    public string[] Topic { get; set; } = [];

    /// <summary>Lists tracks instead of reading them. Not needed without a topic.</summary>
    [Parameter]
    public SwitchParameter ListAvailable { get; set; }

    /// <summary>The smallest timestamp: seconds, a date, or how long ago it is: <c>1h</c>.</summary>
    [Parameter]
    [Alias("From")]
    [Timestamp(TakesAgo = true)]
    public double? Since { get; set; }

    /// <summary>The largest timestamp: seconds, a date, or how long ago it is: <c>1h</c>.</summary>
    [Parameter]
    [Alias("To")]
    [Timestamp(TakesAgo = true)]
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
        var query = new TrackQuery { From = Since, To = Until, Columns = Column };
        var isList = Topic.Length == 0 || ListAvailable;
        foreach (var info in Topic.Length == 0 ? Pump(experiment.ListTracksAsync(CancelToken)) : Named(experiment))
        {
            if (isList)
                WriteObject(info);
            else
                Read(experiment, info.Topic, query);
        }
    }

    private void Read(Experiment experiment, string topic, TrackQuery query)
    {
        var track = experiment.Track(topic);
        var link = new ExperimentLink(experiment);
        foreach (var entry in Pump(At.Length > 0 ? track.FindAsync(At, query, CancelToken) : track.ReadAsync(query, CancelToken)))
            WriteObject(PointView.Of(entry, topic, link));
    }

    /// <summary>The tracks that are named, each once: one of exactly this name, else those that the name fits as a pattern.</summary>
    private IEnumerable<TrackInfo> Named(Experiment experiment)
    {
        foreach (var topic in Topic)
        {
            var exact = Await(experiment.Track(Wildcard.Unescape(topic)).GetInfoAsync(CancelToken));
            List<TrackInfo> found = exact is null ? [.. Fitting(experiment, topic)] : [exact];
            if (found.Count == 0 && !Wildcard.HasWildcard(topic))
                Report(TrackNotFound(experiment, Wildcard.Unescape(topic)));
            foreach (var info in found.Where(info => _read.Add((experiment.Root, experiment.Prefix, info.Topic))))
                yield return info;
        }
    }

    private IEnumerable<TrackInfo> Fitting(Experiment experiment, string topic)
    {
        var pattern = Wildcard.ForName(topic);
        return Pump(experiment.ListTracksAsync(CancelToken)).Where(info => pattern.IsMatch(info.Topic));
    }

    private static ExperimentException TrackNotFound(Experiment experiment, string topic) =>
        new(
            "TrackNotFound",
            $"Track '{topic}' was not found in the experiment '{experiment}'.",
            "Run Get-MlDashTrack -ListAvailable to list the tracks there are." + Wildcard.Hint(topic))
        { Category = FaultCategory.ObjectNotFound, Target = topic };
}
