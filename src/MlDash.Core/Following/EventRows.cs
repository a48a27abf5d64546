using MlDash.Metrics;
using MlDash.TensorBoard;

namespace MlDash.Following;

/// <summary>
/// Numbers of an event file of TensorBoard: a tag <c>train/loss</c> is the field <c>loss</c> of the metric <c>train</c>, beside the field <c>step</c>. Their
/// time is the one in the file.
/// </summary>
/// <param name="sink">Takes the rows.</param>
internal sealed class EventRows(RowSink sink) : FileRows
{
    private readonly EventRecords _records = new();
    private EventDecoder _decoder = new();
    private long _unreadable;

    public override long Damaged => _records.Damaged + _records.TooLong + _unreadable;

    /// <summary>A file that is there already has its own writer; only what is added is taken.</summary>
    public override void BeginAtEnd(ReadOnlySpan<byte> head, bool isCut)
    {
    }

    public override void Take(ReadOnlySpan<byte> bytes)
    {
        _records.Add(bytes);
        while (_records.TryRead(out var record))
        {
            if (_decoder.TryDecode(record, out var read))
                Pass(read);
            else
                _unreadable++;
        }
    }

    /// <summary>A record without its end is what a program leaves that is ended by force.</summary>
    public override void End()
    {
    }

    public override void Restart()
    {
        _records.Clear();
        _decoder = new();
    }

    private void Pass(RecordedEvent read)
    {
        foreach (var metric in read.Values.Where(value => value.Number is not null).GroupBy(value => EventTag.FolderOf(value.Tag), StringComparer.Ordinal))
        {
            var fields = new List<KeyValuePair<string, object?>> { new(EventTag.StepField, read.Step) };
            foreach (var value in metric)
            {
                var name = EventTag.FieldOf(value.Tag);
                if (!fields.Exists(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)))
                    fields.Add(new(name, value.Number));
            }

            if (fields.Count > 1)
                sink(metric.Key, fields, double.IsFinite(read.Seconds) && read.Seconds > 0 ? read.Seconds : null);
        }
    }
}
