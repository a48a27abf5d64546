using System.Collections;
using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Json;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Adds entries to a track: a hashtable, or an object's properties, is one entry with a timestamp. Nested objects become dotted names.
/// Entries of one timestamp that are added shortly after each other become one.
/// </summary>
[Cmdlet(VerbsCommon.Add, "MlDashTrack")]
[OutputType(typeof(void))]
public sealed class AddMlDashTrackCommand : RecordingCommand
{
    private AppendClock? _clock;
    private ExperimentTrack? _track;
    private Experiment? _owner;
    private string? _topic;
    private SeriesDescription? _about;
    private CellTexts? _texts;

    /// <summary>Topic of the track, such as <c>robot/pose</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TopicCompleter))]
    [NameText]
    public string Topic { get; set; } = null!;

    /// <summary>
    /// One entry: a hashtable or any object with properties; a list of them is as many entries, each with the time of its property
    /// <c>Timestamp</c>. Texts of an object are recorded as numbers when the number gives the text back, as most cells of Import-Csv do.
    /// </summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [Alias("Entry")]
    public object InputObject { get; set; } = null!;

    /// <summary>
    /// Time of the entry: seconds, or a date; -1: the time of the append before. Default: now, but never a time this session has made before.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Timestamp(Exact = true)]
    public object? Timestamp { get; set; }

    /// <summary>Whether the entry gets the time of the append before, of any metric or track of this experiment in this session.</summary>
    [Parameter]
    public SwitchParameter Inherit { get; set; }

    /// <summary>Description of the track.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Tags of the track.</summary>
    [Parameter]
    [Alias("Tags")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [NotNull(IsOptional = true)]
    public string[]? Tag { get; set; }

    /// <summary>Metadata of the track: names with any values; <c>fps</c> is the frame rate of a motion capture.</summary>
    [Parameter]
    public IDictionary? Metadata { get; set; }

    /// <summary>Returns when everything recorded is written.</summary>
    [Parameter]
    public SwitchParameter Flush { get; set; }

    /// <inheritdoc />
    protected override void Begin()
    {
        if (Description is not null || Tag is not null || Metadata is not null)
            _about = new SeriesDescription(Description, Tag, Metadata);
    }

    /// <inheritdoc />
    protected override void Process()
    {
        var experiment = Target;
        if (!ReferenceEquals(experiment, _owner) || Topic != _topic)
        {
            _owner = experiment;
            _topic = Topic;
            _track = experiment.Track(Topic);
            _clock = Session.ClockOf(experiment);
        }

        // The parameter is no GivenTime itself: PowerShell reads the cmdlets' types before the module can load the assembly of a struct.
        var time = Inherit ? AppendClock.Inherit : (GivenTime?)Timestamp;
        if (PointFields.ItemsOf(InputObject) is { } entries)
        {
            foreach (var entry in entries)
                RecordItem(() => Add(entry, time ?? TimeOf(entry)));
        }
        else if (MyInvocation.ExpectingInput)
        {
            RecordItem(() => Add(InputObject, time));
        }
        else
        {
            Add(InputObject, time);
        }
    }

    private void Add(object? input, GivenTime? time)
    {
        Described.Refuse(input);
        _texts ??= new CellTexts(WriteWarning);
        _track!.Append(PointFields.AsDictionary(input, _texts, nameof(Timestamp)), _clock!, time, _about);
    }

    /// <summary>The time that an object down the pipeline would bind by its property.</summary>
    private static GivenTime? TimeOf(object? entry) =>
        entry is not null
            && PointFields.DictionaryOf(entry) is null
            && ScriptValues.Resolve(PSObject.AsPSObject(entry).Properties[nameof(Timestamp)]?.Value) is { } given
            ? UnixSeconds.ExactlyOf(given)
            : null;

    /// <inheritdoc />
    protected override void Finish()
    {
        if (Flush)
            FlushTargets();
        base.Finish();
    }
}
