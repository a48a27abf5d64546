using System.Buffers;
using System.Buffers.Binary;

namespace MlDash.Import.Tests.Support;

/// <summary>Writes event files of TensorBoard by the format's rules.</summary>
internal sealed class EventBytes
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public EventBytes() => Add(new Proto().Real(1, 1700000000.25).Text(3, "brain.Event:2"));

    public byte[] Bytes => _bytes.WrittenSpan.ToArray();

    /// <summary>A scalar as TensorFlow 1 and PyTorch write it.</summary>
    public EventBytes Scalar(string tag, long step, float value, double time = 1700000001.5) =>
        Value(step, time, new Proto().Text(1, tag).Single(2, value));

    /// <summary>A scalar as TensorFlow 2 writes it; the plugin is said with the first value of a tag alone.</summary>
    public EventBytes Tensor(string tag, long step, float value, bool isFirst)
    {
        var content = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(content, value);
        var message = new Proto().Text(1, tag).Message(8, new Proto().Number(1, 1).Data(4, content));
        return Value(step, 1700000002, isFirst ? message.Message(9, new Proto().Message(1, new Proto().Text(1, "scalars"))) : message);
    }

    public EventBytes Value(long step, double time, Proto value) => Add(new Proto().Real(1, time).Number(2, step).Message(5, new Proto().Message(1, value)));

    public EventBytes Add(Proto record)
    {
        var (data, length, checksum) = (record.Bytes, new byte[8], new byte[4]);
        BinaryPrimitives.WriteInt64LittleEndian(length, data.Length);
        _bytes.Write(length);
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, Checksums.MaskedCrc32C(length));
        _bytes.Write(checksum);
        _bytes.Write(data);
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, Checksums.MaskedCrc32C(data));
        _bytes.Write(checksum);
        return this;
    }
}
