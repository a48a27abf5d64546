using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MlDash.Protocol;

namespace MlDash.Export;

/// <summary>
/// Writes entries as an MCAP file (mcap.dev, version 0): header, one JSON schema, one channel, one message an entry, footer.
/// No chunks, no index, no compression; every reader can walk it.
/// </summary>
public sealed class McapWriter
{
    private const byte Header = 0x01;
    private const byte Footer = 0x02;
    private const byte Schema = 0x03;
    private const byte Channel = 0x04;
    private const byte Message = 0x05;
    private const byte DataEnd = 0x0F;
    private const ushort SchemaId = 1;
    private const ushort ChannelId = 1;

    /// <summary>Nanoseconds in 64 bits end here, in the year 2554; MCAP cannot say a time before 1970 either.</summary>
    private const decimal LatestSecond = 18_000_000_000;

    private readonly Stream _target;
    private readonly ArrayBufferWriter<byte> _record = new();
    private uint _sequence;

    /// <summary>Begins a file.</summary>
    /// <param name="target">Where to write; stays open.</param>
    /// <param name="topic">The track.</param>
    public McapWriter(Stream target, string topic)
    {
        _target = target;
        target.Write(Magic);
        Text("").Text("mldash").Write(Header);
        UInt16(SchemaId).Text(topic).Text("jsonschema").Bytes("""{"type":"object"}"""u8).Write(Schema);
        UInt16(ChannelId).UInt16(SchemaId).Text(topic).Text("json").UInt32(0).Write(Channel);
    }

    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'M', (byte)'C', (byte)'A', (byte)'P', (byte)'0', (byte)'\r', (byte)'\n'];

    /// <summary>Writes one entry; NaN and infinities in it become <c>null</c>, because a message is JSON for readers of every language.</summary>
    /// <param name="seconds">Its time as the digits it was written with: a time of today has no room for nanoseconds in a double.</param>
    /// <param name="json">The whole entry, its time included.</param>
    public void Add(string seconds, ReadOnlySpan<byte> json)
    {
        var nanoseconds = Nanoseconds(seconds);
        UInt16(ChannelId).UInt32(_sequence++).UInt64(nanoseconds).UInt64(nanoseconds).Raw(BareTokens.ToNull(json)).Write(Message);
    }

    /// <summary>Ends the file.</summary>
    public void End()
    {
        // A checksum of 0 says that there is none; offsets of 0 that there is no summary.
        UInt32(0).Write(DataEnd);
        UInt64(0).UInt64(0).UInt32(0).Write(Footer);
        _target.Write(Magic);
    }

    private static ulong Nanoseconds(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < LatestSecond
            ? (ulong)decimal.Round(seconds * 1_000_000_000)
            : 0;

    /// <summary>Writes the fields gathered since the last record, with their kind and length in front.</summary>
    private void Write(byte kind)
    {
        Span<byte> head = stackalloc byte[9];
        head[0] = kind;
        BinaryPrimitives.WriteUInt64LittleEndian(head[1..], (ulong)_record.WrittenCount);
        _target.Write(head);
        _target.Write(_record.WrittenSpan);
        _record.ResetWrittenCount();
    }

    // Fields are little endian; texts and bytes have their length in front.
    private McapWriter UInt16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return Raw(bytes);
    }

    private McapWriter UInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Raw(bytes);
    }

    private McapWriter UInt64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return Raw(bytes);
    }

    private McapWriter Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    private McapWriter Bytes(ReadOnlySpan<byte> value) => UInt32((uint)value.Length).Raw(value);

    private McapWriter Raw(ReadOnlySpan<byte> value)
    {
        _record.Write(value);
        return this;
    }
}
