using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Export;

namespace MlDash.Cmdlets.Commands;

/// <summary>Writes one track to a file, streaming. Nothing is overwritten without <c>-Force</c>, and nothing half-written is left.</summary>
[Cmdlet(VerbsData.Export, "MlDashTrack", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportMlDashTrackCommand : ExportCommand
{
    private readonly PlacesTaken _places = PlacesTaken.OnDisk();

    /// <summary>Topic of the track.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TopicCompleter))]
    public string Topic { get; set; } = null!;

    /// <summary>Json, Jsonl, Csv, Parquet, Mocap or Mcap. Default: by the extension of the file, without one Json.</summary>
    [Parameter]
    [ValidateSet(
        nameof(TrackFormat.Json),
        nameof(TrackFormat.Jsonl),
        nameof(TrackFormat.Csv),
        nameof(TrackFormat.Parquet),
        nameof(TrackFormat.Mocap),
        nameof(TrackFormat.Mcap))]
    public string? Format { get; set; }

    /// <summary>Fields to write. Default: all.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    [NotNull]
    public string[] Column { get; set; } = [];

    /// <inheritdoc />
    protected override void Process()
    {
        var target = FileSystemPath(Path);
        var format = FileFormats.OfTrack(Format, target);
        try
        {
            _places.Take(target, $"{Target.Prefix}: {Topic}", "Give each track a file of its own.");
        }
        catch (StorageException taken)
        {
            Report(taken);
            return;
        }

        var track = Source.Track(Topic);
        if (!ShouldProcess(target, $"Export track {Topic} as {format}"))
            return;
        var query = new TrackQuery { From = Since, To = Until, Columns = Column };
        var progress = Watched(AmountProgress.OfEntries(this, "Exporting tracks"));
        progress.Show(TrackExport.ToFileAsync(track, query, format, target, Force, progress.Start(Topic, Total(track)), CancelToken));
        Pass(target);
    }

    /// <summary>How many entries there are to write, where that is known.</summary>
    private long Total(ExperimentTrack track) => WritesAll ? Await(track.GetInfoAsync(CancelToken))?.TotalEntries ?? 0 : 0;
}
