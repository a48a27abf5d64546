using Microsoft.Win32.SafeHandles;
using MlDash.Json;
using MlDash.Recording;
using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <summary>Appends to <c>logs/logs.jsonl</c> and keeps <c>.log_sequence</c>, the next number.</summary>
internal sealed class LogAppender(LocalLayout layout, bool durable, TimeProvider clock)
    : LineAppender(layout.Folder, layout.LogsFolder, Path.GetFileName(layout.Logs), Path.GetFileName(layout.LogSequenceLock), durable, clock)
{
    private long _next;

    protected override void CatchUp(SafeFileHandle data, long seen, long end) => _next = Math.Max(LogSequence.Read(layout), LogLine.LastNumber(data, end) + 1);

    protected override void FrameLines(RecordBatch batch, PooledBuffer lines)
    {
        for (var record = 0; record < batch.Count; record++)
            LogLine.Write(lines, _next + record, batch[record]);
    }

    protected override void Count(RecordBatch batch) => _next += batch.Count;

    protected override void WriteCounters(RecordBatch batch) => LogSequence.Write(layout, _next, Durable);
}
