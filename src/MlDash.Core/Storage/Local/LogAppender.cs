using System.Buffers.Text;
using System.Globalization;
using System.Text;
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

    protected override void CatchUp(SafeFileHandle data, long seen, long end)
    {
        var lastNumber = StoredLine.LastNumber(data, end, "sequenceNumber"u8);
        _next = Math.Max(ReadCounter(), lastNumber + 1);
    }

    protected override void FrameLines(RecordBatch batch, PooledBuffer lines)
    {
        Span<byte> number = stackalloc byte[20];
        for (var record = 0; record < batch.Count; record++)
        {
            Utf8Formatter.TryFormat(_next + record, number, out var digits);
            lines.Write("{\"sequenceNumber\": "u8);
            lines.Write(number[..digits]);
            lines.Write(", "u8);
            lines.Write(batch[record][1..]);
            lines.Write("\n"u8);
        }
    }

    protected override void Count(RecordBatch batch) => _next += batch.Count;

    protected override void WriteCounters(RecordBatch batch) =>
        SmallDocument.Write(layout.LogSequence, Encoding.ASCII.GetBytes(_next.ToString(CultureInfo.InvariantCulture)), Durable);

    private long ReadCounter()
    {
        try
        {
            return long.TryParse(File.ReadAllText(layout.LogSequence), NumberStyles.None, CultureInfo.InvariantCulture, out var next) ? next : 0;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
