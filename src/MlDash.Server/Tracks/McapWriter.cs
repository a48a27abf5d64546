using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MlDash.Server.Tracks;

/// <summary>
/// Writes entries as an MCAP file (mcap.dev, version 0): header, one JSON schema, one channel, one message an entry, footer.
/// No chunks, no index, no compression; every reader can walk it.
/// </summary>
internal static class McapWriter
{
    private const byte Header = 0x01;
    private const byte Footer = 0x02;
    private const byte Schema = 0x03;
    private const byte Channel = 0x04;
    private const byte Message = 0x05;
    private const byte DataEnd = 0x0F;
    private const ushort SchemaId = 1;
    private const ushort ChannelId = 1;

    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'M', (byte)'C', (byte)'A', (byte)'P', (byte)'0', (byte)'\r', (byte)'\n'];

    public static byte[] Write(string topic, IReadOnlyList<TrackEntry> entries)
    {
        var file = new MemoryStream();
        file.Write(Magic);
        Record(file, Header, r => r.Text("").Text("mldash"));
        Record(file, Schema, r => r.UInt16(SchemaId).Text(topic).Text("jsonschema").Bytes("""{"type":"object"}"""u8));
        Record(file, Channel, r => r.UInt16(ChannelId).UInt16(SchemaId).Text(topic).Text("json").UInt32(0));
        uint sequence = 0;
        foreach (var entry in entries)
        {
            var nanoseconds = Nanoseconds(entry);
            Record(file, Message, r => r.UInt16(ChannelId).UInt32(sequence++).UInt64(nanoseconds).UInt64(nanoseconds).Raw(Strict(entry)));
        }
        // A checksum of 0 says that there is none; offsets of 0 that there is no summary.
        Record(file, DataEnd, r => r.UInt32(0));
        Record(file, Footer, r => r.UInt64(0).UInt64(0).UInt32(0));
        file.Write(Magic);
        return file.ToArray();
    }

    // A message is JSON for readers of every language: none of them takes NaN.
    private static ReadOnlySpan<byte> Strict(TrackEntry entry)
    {
        var message = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(message))
            entry.WriteTo(writer, nonFiniteAsNull: true);
        return message.WrittenSpan;
    }

    // From the digits, not from the double: a time of today has no room for nanoseconds in a double. Times before 1970 cannot be said in MCAP.
    private static ulong Nanoseconds(TrackEntry entry) =>
        decimal.TryParse(entry.TimestampText.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            && seconds is > 0 and < 18_000_000_000
            ? (ulong)decimal.Round(seconds * 1_000_000_000)
            : 0;

    private static void Record(MemoryStream file, byte kind, Action<Fields> write)
    {
        var fields = new Fields();
        write(fields);
        file.WriteByte(kind);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)fields.Content.Length);
        file.Write(length);
        fields.Content.WriteTo(file);
    }

    // Little endian; texts and byte fields with their length in front.
    private sealed class Fields
    {
        public MemoryStream Content { get; } = new();

        public Fields UInt16(ushort value)
        {
            Span<byte> bytes = stackalloc byte[2];
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
            return Raw(bytes);
        }

        public Fields UInt32(uint value)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
            return Raw(bytes);
        }

        public Fields UInt64(ulong value)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
            return Raw(bytes);
        }

        public Fields Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

        public Fields Bytes(ReadOnlySpan<byte> value) => UInt32((uint)value.Length).Raw(value);

        public Fields Raw(ReadOnlySpan<byte> value)
        {
            Content.Write(value);
            return this;
        }
    }
}
