using System.Buffers.Binary;
using System.Text;

namespace MlDash.Tests.TensorBoard;

/// <summary>Writes event files as their format says, with a checksum that is reckoned bit by bit.</summary>
internal static class EventBytes
{
    private const uint Polynomial = 0x82F63B78;

    /// <summary>The masked CRC-32C, without tables and without the processor's own.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = ~0u;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 1 ? (crc >> 1) ^ Polynomial : crc >> 1;
        }

        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
    }

    public static byte[] Record(byte[] data, ulong? length = null)
    {
        var head = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(head, length ?? (ulong)data.Length);
        return [.. head, .. Number(Checksum(head)), .. data, .. Number(Checksum(data))];
    }

    public static byte[] Event(double seconds, long step, params byte[][] values) =>
        [.. Key(1, 1), .. BitConverter.GetBytes(seconds), .. Key(2, 0), .. Varint((ulong)step), .. Field(5, [.. values.SelectMany(value => Field(1, value))])];

    public static byte[] Version() => [.. Key(1, 1), .. BitConverter.GetBytes(1.5), .. Field(3, "brain.Event:2"u8.ToArray())];

    public static byte[] Simple(string tag, float value) => [.. Field(1, Encoding.UTF8.GetBytes(tag)), .. Key(2, 5), .. BitConverter.GetBytes(value)];

    public static byte[] Tensor(string tag, string? plugin, params byte[][] fields) =>
    [
        .. Field(1, Encoding.UTF8.GetBytes(tag)), .. Field(8, [.. fields.SelectMany(field => field)]),
        .. plugin is null ? [] : Field(9, Field(1, [.. Field(1, Encoding.UTF8.GetBytes(plugin)), .. Field(2, [7, 8])])),
    ];

    public static byte[] Field(int field, byte[] content) => [.. Key(field, 2), .. Varint((ulong)content.Length), .. content];

    public static byte[] Whole(int field, ulong value) => [.. Key(field, 0), .. Varint(value)];

    /// <summary>A file with its version and a number at each step.</summary>
    public static byte[] File(string tag, int steps) =>
        [.. Record(Version()), .. Enumerable.Range(1, steps).SelectMany(step => Record(Event(1000 + step, step, Simple(tag, step / 10f))))];

    private static byte[] Number(uint value) => BitConverter.GetBytes(value);

    private static byte[] Key(int field, int type) => Varint((ulong)((field << 3) | type));

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }
}
