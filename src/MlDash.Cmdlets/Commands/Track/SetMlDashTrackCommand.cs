using System.Collections;
using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>Changes the details of a track of a stored experiment. Details that are not given stay.</summary>
[Cmdlet(VerbsCommon.Set, "MlDashTrack", SupportsShouldProcess = true)]
[OutputType(typeof(TrackInfo))]
public sealed class SetMlDashTrackCommand : ChangingCommand
{
    /// <summary>Topic of the track.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TopicCompleter))]
    [NameText]
    public string Topic { get; set; } = null!;

    /// <summary>Description of the track.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>All tags from now on; an empty array takes all away.</summary>
    [Parameter]
    [Alias("Tags")]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(TagCompleter))]
    [NotNull(IsOptional = true)]
    public string[]? Tag { get; set; }

    /// <summary>Metadata that replaces the existing metadata; <c>fps</c> is the frame rate of a motion capture.</summary>
    [Parameter]
    public IDictionary? Metadata { get; set; }

    /// <summary>Returns the track.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        var experiment = Target;
        try
        {
            if (!ShouldProcess($"{Topic} in {experiment}", "Change track"))
                return;
            var changed = Await(experiment.Track(Topic).UpdateAsync(new SeriesDescription(Description, Tag, Metadata), CancelToken));
            if (PassThru)
                WriteObject(changed);
        }
        catch (MlDashException fault)
        {
            Report(fault);
        }
    }
}
