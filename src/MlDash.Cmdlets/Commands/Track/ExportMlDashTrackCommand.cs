using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Views;
using MlDash.Export;
using MlDash.Tracks;

namespace MlDash.Cmdlets.Commands;

/// <summary>Writes one track to a file, streaming. Nothing is overwritten without <c>-Force</c>, and nothing half-written is left.</summary>
[Cmdlet(VerbsData.Export, "MlDashTrack", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportMlDashTrackCommand : ExportCommand
{
    private readonly PlacesTaken _places = PlacesTaken.OnDisk();
    private readonly HashSet<(string Root, string Prefix, string Topic)> _read = [];

    /// <summary>Entries down the pipeline by their tracks; null for a track whose file belongs to another.</summary>
    private readonly Dictionary<(string Root, string Prefix, string Topic), Piped?> _entries = [];


    /// <summary>Topic of the track.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TopicCompleter))]
    [NameText]
    public string Topic { get; set; } = null!;

    /// <summary>An entry, as Get-MlDashTrack reads it: just the entries that come are written, as a filter leaves them, and not their track.</summary>
    [Parameter(ValueFromPipeline = true)]
    [EntrySource]
    public PSObject? InputObject { get; set; }

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
        var isEntry = InputObject is not null && IsFromTarget(InputObject);
        var key = (Target.Root, Target.Prefix, Topic);
        if (isEntry && _entries.TryGetValue(key, out var known))
        {
            Add(known, InputObject!);
        }
        else if (isEntry)
        {
            _entries[key] = null;
            if (Place() is not { } place)
                return;
            _entries[key] = new(place, new(Await(Target.Track(Topic).GetInfoAsync(CancelToken)) ?? new TrackInfo { Topic = Topic, TotalEntries = 0 }));
            Add(_entries[key], InputObject!);
        }
        else if (_read.Add(key) && Place() is { } place)
        {
            var track = Source.Track(Topic);
            Write(track, place, () => WritesAll ? Await(track.GetInfoAsync(CancelToken))?.TotalEntries ?? 0 : 0);
        }
    }

    /// <inheritdoc />
    protected override void Finish()
    {
        foreach (var piped in _entries.Values.OfType<Piped>())
            Write(piped.Entries, piped.Target, () => WritesAll ? Await(piped.Entries.GetInfoAsync(CancelToken))!.TotalEntries : 0);
        base.Finish();
    }

    /// <summary>Takes the place of the file; null when this command has written another track to it.</summary>
    private string? Place()
    {
        var target = FileSystemPath(Path);
        try
        {
            _places.Take(target, $"{Target.Prefix}: {Topic}", "Give each track a file of its own.");
            return target;
        }
        catch (StorageException taken)
        {
            Report(taken);
            return null;
        }
    }

    private void Write(ITrackReader track, string target, Func<long> total)
    {
        var format = FileFormats.OfTrack(Format, target);
        if (!ShouldProcess(target, $"Export track {track.Topic} as {format}"))
            return;
        var query = new TrackQuery { From = Since, To = Until, Columns = Column };
        var progress = Watched(AmountProgress.OfEntries(this, "Exporting tracks"));
        progress.Show(TrackExport.ToFileAsync(track, query, format, target, Force, progress.Start(track.Topic, total()), CancelToken));
        Pass(target);
    }

    private static void Add(Piped? piped, PSObject entry) => piped?.Entries.Add((double)PointView.TimeOf(entry)!, PointFields.MapOf(entry)!);

    /// <summary>Of another experiment, an entry stands for the track of the same topic.</summary>
    private bool IsFromTarget(PSObject entry) =>
        PointView.ExperimentOf(entry) is not { } origin || (origin.Root == Target.Root && origin.Prefix == Target.Prefix);

    /// <summary>Entries that are to be written when the last of them has come.</summary>
    private sealed record Piped(string Target, ChosenEntries Entries);
}
