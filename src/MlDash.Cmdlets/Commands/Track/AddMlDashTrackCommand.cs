using System.Collections;
using System.Management.Automation;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Adds entries to a track: a hashtable, or an object's properties, is one entry with a timestamp. Nested objects become dotted names.
/// Entries of one timestamp that are added shortly after each other become one.
/// </summary>
[Cmdlet(VerbsCommon.Add, "MlDashTrack")]
[OutputType(typeof(void))]
public sealed class AddMlDashTrackCommand : ExperimentCommand
{
    private AppendClock? _clock;
    private ExperimentTrack? _track;
    private Experiment? _owner;
    private MetricDescription? _about;

    /// <summary>Topic of the track, such as <c>robot/pose</c>.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TopicCompleter))]
    public string Topic { get; set; } = null!;

    /// <summary>One entry: a hashtable or any object with properties. Texts of an object that are numbers, as Import-Csv gives them, are recorded as numbers.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [Alias("Entry")]
    public object InputObject { get; set; } = null!;

    /// <summary>
    /// Time of the entry: seconds, or a date; -1: the time of the append before. Default: now, but never a time this session has made before.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Timestamp]
    public double? Timestamp { get; set; }

    /// <summary>Whether the entry gets the time of the append before, of any metric or track of this experiment in this session.</summary>
    [Parameter]
    public SwitchParameter Inherit { get; set; }

    /// <summary>Free text that says what the track is.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Tags of the track.</summary>
    [Parameter]
    [Alias("Tags")]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[]? Tag { get; set; }

    /// <summary>Any values under names that go with the track; <c>fps</c> is the frame rate of a motion capture.</summary>
    [Parameter]
    public IDictionary? Metadata { get; set; }

    /// <summary>Whether to return only when all that was recorded is written.</summary>
    [Parameter]
    public SwitchParameter Flush { get; set; }

    /// <inheritdoc />
    protected override void Begin()
    {
        if (Description is not null || Tag is not null || Metadata is not null)
            _about = new MetricDescription(Description, Tag, Metadata);
    }

    /// <inheritdoc />
    protected override void Process()
    {
        var experiment = Target;
        if (!ReferenceEquals(experiment, _owner))
        {
            _owner = experiment;
            _track = experiment.Track(Topic);
            _clock = Session.ClockOf(experiment);
        }

        _track!.Append(PointFields.AsDictionary(InputObject, nameof(Timestamp)), _clock!, Inherit ? AppendClock.Inherit : Timestamp, _about);
    }

    /// <inheritdoc />
    protected override void Finish()
    {
        if (Flush && _owner is not null)
            Await(_owner.FlushAsync(CancelToken));
        base.Finish();
    }
}
