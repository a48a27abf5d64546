using System.Collections.Specialized;
using System.Text;
using System.Text.Json;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Records;
using MlDash.Storage.Format;
using MlDash.Storage.Local;

namespace MlDash.Storage.Outgoing;

/// <summary>What one request may hold.</summary>
/// <param name="Lines">Lines at most.</param>
/// <param name="Bytes">Bytes of the body at most; a larger record has a body to itself.</param>
/// <param name="Careful">Whether every line is looked at before it is taken; else only those that do not look like ours.</param>
internal readonly record struct BatchLimits(long Lines, int Bytes, bool Careful);

/// <summary>Lines of one stream as the body of one request.</summary>
internal sealed class StreamBatch : IDisposable
{
    private static readonly byte[] _openingOfPoints = Opening(RequestMembers.DataPoints);
    private static readonly byte[] _openingOfLogs = Opening(WireMembers.Logs);
    private static readonly byte[] _openingOfEntries = Opening(RequestMembers.Entries);

    private readonly PooledBuffer _body = new(64 * 1024);

    private StreamBatch(StreamId stream, bool careful, OrderedDictionary? said) => (Stream, Careful, Said) = (stream, careful, said);

    public StreamId Stream { get; }

    /// <summary>Whether every line was looked at before it was taken; else only those that do not look like ours.</summary>
    public bool Careful { get; }

    /// <summary>Details of the stream in this batch; null for none.</summary>
    public OrderedDictionary? Said { get; }

    /// <summary>Lines of the batch.</summary>
    public long Lines { get; private set; }

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
    /// <param name="from">How far it was sent. A batch under way is taken again, the same to the byte.</param>
    /// <param name="limits">What a new batch may hold.</param>
    public static StreamBatch? Read(LocalLayout layout, StreamId stream, StreamProgress from, BatchLimits limits)
    {
        var (begin, offset) = from.Pending is { } begun ? (begun.FromLine, begun.FromOffset) : (from.Line, from.Offset);
        using var lines = LineReader.Open(LocalStreams.DataFile(layout, stream), offset);
        if (lines is null)
            return null;
        var batch = from.Pending is { } pending
            ? new StreamBatch(stream, pending.Careful, pending.Said)
            : new StreamBatch(stream, limits.Careful, SaidOf(layout, stream));
        (batch.ToLine, batch.ToOffset) = (begin, offset);
        batch.Begin();
        var last = from.Pending?.ToLine ?? Math.Min(begin + limits.Lines, from.Until);
        while (batch.ToLine < last && lines.TryRead(out var line))
        {
            var (length, count, broken) = (batch._body.Length, batch.Count, batch.Broken);
            batch.Add(line);
            // The first one always goes: a record larger than a body should be has a body to itself.
            if (from.Pending is null && count > 0 && batch._body.Length > limits.Bytes)
            {
                batch._body.Truncate(length);
                (batch.Count, batch.Broken) = (count, broken);
                break;
            }

            batch.ToLine++;
            batch.ToOffset = lines.Offset;
        }

        batch.Lines = batch.ToLine - begin;
        if (batch.Lines == 0)
        {
            batch.Dispose();
            return null;
        }

        batch._body.Write("]}"u8);
        return batch;
    }

    public void Dispose() => _body.Dispose();

    /// <summary>A body without a record; a server that has had a request under the same key answers it as that one.</summary>
    public static byte[] Empty(RecordKind kind) => [.. OpeningOf(kind), .. "]}"u8];

    private static ReadOnlySpan<byte> OpeningOf(RecordKind kind) => kind switch
    {
        RecordKind.Metric => _openingOfPoints,
        RecordKind.Log => _openingOfLogs,
        _ => _openingOfEntries,
    };

    private static byte[] Opening(string member) => Encoding.UTF8.GetBytes($"{{\"{member}\":[");

    /// <summary>The details of a metric are sent with every batch; empty values are left out.</summary>
    private static OrderedDictionary? SaidOf(LocalLayout layout, StreamId stream)
    {
        if (stream.Kind != RecordKind.Metric
            || SmallDocument.ReadIfWhole(layout.FileIn(layout.Metric(stream.Name), LocalLayout.MetadataFile)) is not { } document)
            return null;
        var said = new OrderedDictionary();
        foreach (var name in new[] { WireMembers.Description, WireMembers.Tags, WireMembers.Metadata })
        {
            if (document[name] is string { Length: > 0 } or object?[] { Length: > 0 } or OrderedDictionary { Count: > 0 })
                said[name] = document[name];
        }

        return said.Count > 0 ? said : null;
    }

    private void Begin()
    {
        var opening = OpeningOf(Stream.Kind);
        if (Said is not null)
        {
            // All but the closing brace, and what follows without its opening one.
            _body.Write(JsonText.Write(Said).AsSpan(..^1));
            _body.Write(","u8);
            opening = opening[1..];
        }

        _body.Write(opening);
    }

    private void Add(ReadOnlySpan<byte> line)
    {
        if (line.Trim(" \t"u8).IsEmpty)
            return;
        if ((Careful || !TryTake(line, out var record)) && !TryParse(line, out record))
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

    private bool TryTake(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> record) => Stream.Kind switch
    {
        RecordKind.Log => LogLine.TryTake(line, out record),
        RecordKind.Metric => PointLine.TryTake(line, out record),
        _ => TrackLine.TryTake(line, out record),
    };

    private bool TryParse(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> record)
    {
        record = default;
        try
        {
            var json = RawJson.Parse(line.ToArray());
            var value = Stream.Kind == RecordKind.Metric ? PointLine.FieldsOf(json) : json;
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
