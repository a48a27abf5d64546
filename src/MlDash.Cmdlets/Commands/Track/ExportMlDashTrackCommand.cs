using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Export;

namespace MlDash.Cmdlets.Commands;

/// <summary>Writes a track to a file, streaming. Nothing is overwritten without <c>-Force</c>, and nothing half-written is left.</summary>
[Cmdlet(VerbsData.Export, "MlDashTrack", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportMlDashTrackCommand : ExperimentCommand
{
    /// <summary>Topic of the track.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TopicCompleter))]
    public string Topic { get; set; } = null!;

    /// <summary>File to write.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Alias("FilePath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

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

    /// <summary>Fields to write. Default: all.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[] Column { get; set; } = [];

    /// <summary>Whether a file that is there is replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        var track = Source.Track(Topic);
        var target = FileSystemPath(Path);
        var format = Enum.Parse<TrackFormat>(Format ?? FormatOf(target), ignoreCase: true);
        if (!ShouldProcess(target, $"Export track {Topic} as {format}"))
            return;
        var query = new TrackQuery { From = Since, To = Until, Columns = Column };
        var progress = Watched(AmountProgress.OfEntries(this, "Exporting tracks"));
        progress.Show(TrackExport.ToFileAsync(track, query, format, target, Force, progress.Start(Topic, Total(track)), CancelToken));
        if (PassThru)
            WriteObject(new FileInfo(target));
    }

    /// <summary>How many entries there are to write, where all are; a range is counted only by reading it.</summary>
    private long Total(ExperimentTrack track) => Since is null && Until is null ? Await(track.GetInfoAsync(CancelToken))?.TotalEntries ?? 0 : 0;

    private static string FormatOf(string path) => System.IO.Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".json" or "" => nameof(TrackFormat.Json),
        ".jsonl" or ".ndjson" => nameof(TrackFormat.Jsonl),
        ".csv" => nameof(TrackFormat.Csv),
        ".parquet" => nameof(TrackFormat.Parquet),
        ".mocap" => nameof(TrackFormat.Mocap),
        ".mcap" => nameof(TrackFormat.Mcap),
        var extension => throw new ConfigurationException(
            "UnknownTrackFormat",
            $"The extension '{extension}' is not a known format: .json, .jsonl, .ndjson, .csv, .parquet, .mocap, .mcap.",
            "Use one of these extensions, or give the format with -Format.")
        { Target = path },
    };
}
