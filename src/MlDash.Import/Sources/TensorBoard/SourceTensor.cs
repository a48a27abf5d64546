using System.Buffers.Binary;
using MlDash.TensorBoard;

namespace MlDash.Import.Sources.TensorBoard;

/// <summary>A tensor of texts, or of numbers of 32 or 64 bits.</summary>
internal sealed class SourceTensor
{
    private const ulong Float = 1;
    private const ulong Double = 2;

    /// <summary>Its texts.</summary>
    public List<ReadOnlyMemory<byte>> Texts { get; } = [];

    /// <summary>Its numbers.</summary>
    public List<double> Numbers { get; } = [];

    /// <summary>Reads the message.</summary>
    public static SourceTensor Read(ReadOnlyMemory<byte> message)
    {
        var (tensor, type) = (new SourceTensor(), 0UL);
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1 when fields.Type == WireType.Varint: type = fields.Bits; break;
                case 4 when fields.Type == WireType.Bytes: tensor.AddNumbers(fields.Bytes.Span, type); break;
                case 5 when fields.Type == WireType.Bytes: tensor.AddNumbers(fields.Bytes.Span, Float); break;
                case 6 when fields.Type == WireType.Bytes: tensor.AddNumbers(fields.Bytes.Span, Double); break;
                case 8 when fields.Type == WireType.Bytes: tensor.Texts.Add(fields.Bytes); break;
            }
        }

        return tensor;
    }

    private void AddNumbers(ReadOnlySpan<byte> bytes, ulong type)
    {
        if (type == Double)
        {
            for (; bytes.Length >= sizeof(double); bytes = bytes[sizeof(double)..])
                Numbers.Add(BinaryPrimitives.ReadDoubleLittleEndian(bytes));
        }
        else if (type == Float)
        {
            for (; bytes.Length >= sizeof(float); bytes = bytes[sizeof(float)..])
                Numbers.Add(BinaryPrimitives.ReadSingleLittleEndian(bytes));
        }
    }
}
