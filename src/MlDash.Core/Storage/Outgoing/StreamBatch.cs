using System.Text.Json;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Recording;
using MlDash.Storage.Local;
using MlDash.Storage.Reading;

namespace MlDash.Storage.Outgoing;

/// <summary>Lines of one stream as the body of one request.</summary>
internal sealed class StreamBatch : IDisposable
{
    private const int LargestBody = 16 << 20;

    private readonly PooledBuffer _body = new(64 * 1024);

    private StreamBatch(StreamId stream) => Stream = stream;

    public StreamId Stream { get; }

    /// <summary>Records in the body.</summary>
    public int Count { get; private set; }

    /// <summary>Lines that are no record and were left out.</summary>
    public int Broken { get; private set; }

    /// <summary>Lines of the stream up to the end of this batch.</summary>
    public long ToLine { get; private set; }

    /// <summary>Where the line after this batch begins.</summary>
    public long ToOffset { get; private set; }

    public ReadOnlyMemory<byte> Body => _body.WrittenMemory;

    /// <summary>The next batch of a stream; null when everything has been sent.</summary>
    /// <param name="layout">The experiment.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="from">How far it was sent. A batch under way is taken again with the same lines.</param>
    /// <param name="most">Lines of a batch.</param>
    /// <param name="careful">Whether every line is looked at before it is taken; else only those that do not look like ours.</param>
    public static StreamBatch? Read(LocalLayout layout, StreamId stream, SendCursor from, int most, bool careful)
    {
        using var lines = LineReader.Open(LocalStreams.DataFile(layout, stream), from.Offset);
        if (lines is null)
            return null;
        var batch = new StreamBatch(stream) { ToLine = from.Lines, ToOffset = from.Offset };
        batch.Begin(layout);
        while ((from.IsSending ? batch.ToLine < from.SendingLines : batch.ToLine < from.Lines + most && batch._body.Length < LargestBody) && lines.TryRead(out var line))
        {
            batch.Add(line, careful);
            batch.ToLine++;
            batch.ToOffset = lines.Offset;
        }

        if (batch.ToLine == from.Lines)
        {
            batch.Dispose();
            return null;
        }

        batch._body.Write("]}"u8);
        return batch;
    }

    public void Dispose() => _body.Dispose();

    private void Begin(LocalLayout layout)
    {
        if (Stream.Kind == RecordKind.Metric)
        {
            _body.Write("{"u8);
            WriteDescription(layout.FileIn(layout.Metric(Stream.Name), LocalLayout.MetadataFile));
            _body.Write("\"dataPoints\":["u8);
        }
        else
        {
            _body.Write(Stream.Kind == RecordKind.Log ? "{\"logs\":["u8 : "{\"entries\":["u8);
        }
    }

    /// <summary>What is said of a metric goes with every batch; empty values are not said.</summary>
    private void WriteDescription(string metadata)
    {
        var document = SmallDocument.ReadIfWhole(metadata);
        foreach (var name in new[] { "description", "tags", "metadata" })
        {
            if (document?[name] is not (string { Length: > 0 } or object?[] { Length: > 0 } or System.Collections.Specialized.OrderedDictionary { Count: > 0 }))
                continue;
            _body.Write(JsonSerializer.SerializeToUtf8Bytes(name, ProtocolJson.Default.String));
            _body.Write(":"u8);
            using (var writer = new Utf8JsonWriter(_body, ValueWriter.Options))
                ValueWriter.Write(writer, document[name]);
            _body.Write(","u8);
        }
    }

    private void Add(ReadOnlySpan<byte> line, bool careful)
    {
        if (line.Trim(" \t"u8).IsEmpty)
            return;
        var record = Stream.Kind switch
        {
            RecordKind.Log => AfterNumber(line, "{\"sequenceNumber\": "u8),
            RecordKind.Metric => PointOf(line),
            _ => line,
        };
        if ((careful || record.IsEmpty) && !TryParse(line, out record))
        {
            Broken++;
            return;
        }

        if (Count++ > 0)
            _body.Write(","u8);
        if (Stream.Kind == RecordKind.Log && record[0] != (byte)'{')
            _body.Write("{"u8);
        _body.Write(record);
    }

    /// <summary>The members behind a leading number, the closing brace with them; empty when the line is not of our making.</summary>
    private static ReadOnlySpan<byte> AfterNumber(ReadOnlySpan<byte> line, ReadOnlySpan<byte> lead)
    {
        if (!line.StartsWith(lead) || line[^1] != (byte)'}')
            return default;
        var digits = line[lead.Length..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits > 0 && line[(lead.Length + digits)..].StartsWith(", "u8) ? line[(lead.Length + digits + 2)..] : default;
    }

    /// <summary>The object that is the point; empty when the line is not of our making.</summary>
    private static ReadOnlySpan<byte> PointOf(ReadOnlySpan<byte> line)
    {
        var rest = AfterNumber(line, "{\"index\": "u8);
        var end = rest.LastIndexOf(", \"createdAt\": \""u8);
        return end > 0 && rest.StartsWith("\"data\": {"u8) && rest[end - 1] == (byte)'}' ? rest["\"data\": ".Length..end] : default;
    }

    private bool TryParse(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> record)
    {
        record = default;
        try
        {
            var json = RawJson.Parse(line.ToArray());
            var value = Stream.Kind == RecordKind.Metric ? json.ToDictionary().GetValueOrDefault("data") : json;
            if (value.Kind != JsonValueKind.Object)
                return false;
            record = value.Bytes.Span;
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
