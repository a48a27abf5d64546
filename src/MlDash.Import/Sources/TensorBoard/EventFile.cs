using MlDash.Import.Reading;
using MlDash.Import.Runs;
using MlDash.Metrics;
using MlDash.TensorBoard;

namespace MlDash.Import.Sources.TensorBoard;

/// <summary>
/// One event file: a tag <c>train/loss</c> is the field <c>loss</c> of the metric <c>train</c>; one without a group is of the metric <c>scalars</c>. Histograms
/// are tracks, images and sounds files, texts log entries.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private const int Block = 1 << 20;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly EventReader _reader;
    private readonly EventRecords _records = new();
    private readonly EventDecoder _decoder = new();
    private readonly byte[] _block = new byte[Block];
    private long _unreadable;

    private EventFile(string path, IRunSink sink) => (_path, _file, _reader) = (path, SmallFile.Open(path), new EventReader(sink));

    private long Damaged => _records.Damaged + _records.TooLong + _unreadable;

    /// <summary>Whether a file is one, by its name.</summary>
    public static bool IsOne(string path) => Path.GetFileName(path).Contains("tfevents", StringComparison.Ordinal);

    /// <summary>Gives what is in the files of a run to a sink.</summary>
    /// <param name="run">The run; its growing files are read.</param>
    /// <param name="sink">Takes it.</param>
    /// <param name="warn">Learns of damage.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static void Read(SourceRun run, IRunSink sink, Action<string> warn, CancellationToken cancellationToken)
    {
        var files = run.Growing;
        var open = new EventFile?[files.Count];
        try
        {
            foreach (var (at, end) in run.Order.Parts([.. files.Select(file => SourceFolder.NameBelow(run.Details.Place, file))]))
                (open[at] ??= new EventFile(files[at], sink)).ReadTo(end, cancellationToken);
            foreach (var file in open.OfType<EventFile>().Where(file => file.Damaged > 0))
                warn($"{file.Damaged} records of '{file._path}' are damaged and were not imported.");
        }
        finally
        {
            foreach (var file in open)
                file?.Dispose();
        }
    }

    public void Dispose() => _file.Dispose();

    private void ReadTo(long end, CancellationToken cancellationToken)
    {
        for (int read; (read = _file.Read(_block, 0, (int)Math.Clamp(end - _file.Position, 0, Block))) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _records.Add(_block.AsSpan(0, read));
            while (_records.TryRead(out var record))
            {
                if (_decoder.TryDecode(record, out var found))
                    _reader.Take(found);
                else
                    _unreadable++;
            }
        }
    }

    /// <summary>Passes events on.</summary>
    private sealed class EventReader(IRunSink sink)
    {
        private readonly Dictionary<string, (IPointSink Points, string Field)> _tags = new(StringComparer.Ordinal);
        private readonly List<KeyValuePair<string, object?>> _fields = [];

        public void Take(RecordedEvent read)
        {
            var time = double.IsFinite(read.Seconds) && read.Seconds > 0 ? read.Seconds : (double?)null;
            foreach (var value in read.Values)
            {
                if (value.Number is { } number)
                    Add(value.Tag, read.Step, number, time);
                else if (value.Plugin == Hyperparameters.Plugin)
                    continue;
                else if (SummaryMedia.TryRead(value, read.Step, time, sink))
                    continue;
                else
                    sink.LeaveOut($"Values of the kind {value.Plugin ?? value.Kind.ToString().ToLowerInvariant()}.");
            }
        }

        private void Add(string tag, long step, object number, double? time)
        {
            if (!_tags.TryGetValue(tag, out var known))
            {
                var folder = EventTag.FolderOf(tag);
                _tags.Add(tag, known = (sink.Metric(folder.Length > 0 ? folder : EventTag.UngroupedMetric), EventTag.FieldOf(tag)));
            }

            if (number is double real)
            {
                known.Points.Add(step, known.Field, real, time);
                return;
            }

            _fields.Clear();
            _fields.Add(new(EventTag.StepField, step));
            _fields.Add(new(known.Field, number));
            known.Points.Add(_fields, time);
        }
    }
}
