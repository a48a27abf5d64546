using MlDash.Import.Reading;
using MlDash.Import.Runs;
using MlDash.Metrics;
using MlDash.TensorBoard;

namespace MlDash.Import.Sources.TensorBoard;

/// <summary>
/// One event file: a tag <c>train/loss</c> is the field <c>loss</c> of the metric <c>train</c>; one without a group is of the metric <c>scalars</c>. Histograms
/// are tracks, images and sounds files, texts log entries.
/// </summary>
internal static class EventFile
{
    private const int Block = 1 << 20;

    /// <summary>Whether a file is one, by its name.</summary>
    public static bool IsOne(string path) => Path.GetFileName(path).Contains("tfevents", StringComparison.Ordinal);

    /// <summary>Gives what is in a file to a sink.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sink">Takes it.</param>
    /// <param name="warn">Learns of damage.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static void Read(string path, IRunSink sink, Action<string> warn, CancellationToken cancellationToken)
    {
        var reader = new EventReader(sink);
        var records = new EventRecords();
        var decoder = new EventDecoder();
        var unreadable = 0L;
        var block = new byte[Block];
        using var file = SmallFile.Open(path);
        for (int read; (read = file.Read(block)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            records.Add(block.AsSpan(0, read));
            while (records.TryRead(out var record))
            {
                if (decoder.TryDecode(record, out var found))
                    reader.Take(found);
                else
                    unreadable++;
            }
        }

        if (records.Damaged + records.TooLong + unreadable is var damaged and > 0)
            warn($"{damaged} records of '{path}' are damaged and were not imported.");
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
