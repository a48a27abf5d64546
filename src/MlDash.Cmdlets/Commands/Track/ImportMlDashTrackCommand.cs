using System.Collections.Specialized;
using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Export;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>Adds the entries of a file to a track, with their times: JSON lines or CSV, as Export-MlDashTrack writes them.</summary>
[Cmdlet(VerbsData.Import, "MlDashTrack", SupportsShouldProcess = true)]
[OutputType(typeof(TrackInfo))]
public sealed class ImportMlDashTrackCommand : RecordingCommand
{
    /// <summary>Topic of the track.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TopicCompleter))]
    [NameText]
    public string Topic { get; set; } = null!;

    /// <summary>File to read.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Alias("FilePath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>Jsonl or Csv. Default: by the extension of the file.</summary>
    [Parameter]
    [ValidateSet(nameof(TrackFormat.Jsonl), nameof(TrackFormat.Csv))]
    public string? Format { get; set; }

    /// <summary>Returns the track, when all entries are written.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override bool TakesData => false;

    /// <inheritdoc />
    protected override void Process()
    {
        var experiment = Target;
        var source = ExistingFile(Path);
        var format = FileFormats.OfReadTrack(Format, source);
        if (!ShouldProcess($"{Topic} in {experiment.Prefix}", $"Import the entries of {source}"))
            return;
        var track = experiment.Track(Topic);
        var clock = Session.ClockOf(experiment);
        var texts = new CellTexts(WriteWarning);
        long count = 0;
        foreach (var entry in Pump(TrackFile.ReadAsync(source, format, CancelToken)))
        {
            try
            {
                if (entry.Fault is { } fault)
                    throw new StorageException("EntryUnreadable", fault, "Correct the line, and import it again.") { Category = FaultCategory.InvalidData };
                track.Append(format == TrackFormat.Csv ? Numbers(entry.Fields, texts) : entry.Fields, clock, UnixSeconds.ExactlyOf(entry.Time!));
                count++;
            }
            catch (MlDashException fault) when (!ConcernsExperiment(fault))
            {
                Report(new StorageException(fault.ErrorId, $"Line {entry.Line} of '{source}' is left out: {fault.Message}", fault.RecommendedAction, fault)
                { Category = fault.Category, Target = $"{source}:{entry.Line}" });
            }
        }

        WriteVerbose($"{count:N0} entries of '{source}' were added to {Topic}.");
        if (PassThru && Await(track.GetInfoAsync(CancelToken)) is { } info)
            WriteObject(info);
    }

    private static OrderedDictionary Numbers(OrderedDictionary fields, CellTexts texts)
    {
        foreach (var name in fields.Keys.Cast<string>().ToArray())
        {
            if (fields[name] is string text)
                fields[name] = texts.Read(name, text);
        }

        return fields;
    }
}
