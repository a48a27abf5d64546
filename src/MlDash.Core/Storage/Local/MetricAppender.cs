using System.Collections.Specialized;
using Microsoft.Win32.SafeHandles;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Recording;
using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <summary>Appends to <c>metrics/&lt;name&gt;/data.jsonl</c> and keeps the counters in its <c>metadata.json</c>.</summary>
internal sealed class MetricAppender(string top, string folder, string name, bool durable, TimeProvider clock, Action<string> warn)
    : LineAppender(top, folder, LocalLayout.DataFile, LocalLayout.MetadataLock, durable, clock)
{
    private readonly string _metadataPath = Path.Combine(folder, LocalLayout.MetadataFile);
    private OrderedDictionary _metadata = JsonValues.NewMap();
    private long _next;
    private long _total;

    protected override void CatchUp(SafeFileHandle data, long seen, long end)
    {
        var counted = _total;
        _metadata = MetricMetadata.Complete(SmallDocument.ReadOrSetAside(_metadataPath, Clock.GetUtcNow(), warn), name, Clock.GetUtcNow());
        var lastIndex = PointLine.LastIndex(data, end);
        _next = Math.Max(_metadata.Whole("nextIndex") ?? 0, lastIndex + 1);
        _total = _metadata.Whole("totalDataPoints") ?? -1;
        if (_total != lastIndex + 1 || _total != _next)
            _total = seen >= 0 ? counted + LineTail.CountLines(data, seen, end) : LineTail.CountLines(data, 0, end);
    }

    protected override void FrameLines(RecordBatch batch, PooledBuffer lines)
    {
        Span<byte> now = stackalloc byte[IsoTime.Length];
        IsoTime.Format(Clock.GetUtcNow(), now);
        for (var record = 0; record < batch.Count; record++)
            PointLine.Write(lines, _next + record, batch[record], now);
    }

    protected override void Count(RecordBatch batch)
    {
        _next += batch.Count;
        _total += batch.Count;
    }

    protected override void WriteCounters(RecordBatch batch)
    {
        if (batch.Description is { } description)
            MetricMetadata.Describe(_metadata, description);
        _metadata["totalDataPoints"] = _total;
        _metadata["nextIndex"] = _next;
        _metadata["updatedAt"] = IsoTime.Format(Clock.GetUtcNow());
        SmallDocument.Write(_metadataPath, _metadata, Durable);
    }
}
