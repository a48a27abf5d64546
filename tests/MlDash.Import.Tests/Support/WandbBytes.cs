using System.Buffers;
using System.Buffers.Binary;

namespace MlDash.Import.Tests.Support;

/// <summary>Writes a <c>.wandb</c> file by the format's rules: a head of seven bytes, then blocks of 32 KB.</summary>
internal sealed class WandbBytes
{
    private const int Block = 32 * 1024;
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public WandbBytes() => _bytes.Write<byte>([.. ":W&B"u8, 0xE1, 0xBE, 0x00]);

    public byte[] Bytes => _bytes.WrittenSpan.ToArray();

    public WandbBytes Add(Proto record)
    {
        var (rest, isFirst) = (record.Bytes.AsMemory(), true);
        do
        {
            var left = Block - (_bytes.WrittenCount % Block);
            if (left < 7)
            {
                _bytes.Write(new byte[left]);
                left = Block;
            }

            var part = rest[..Math.Min(rest.Length, left - 7)];
            rest = rest[part.Length..];
            var kind = (isFirst, rest.IsEmpty) switch { (true, true) => 1, (true, false) => 2, (false, false) => 3, _ => 4 };
            byte[] body = [(byte)kind, .. part.Span];
            var head = new byte[6];
            BinaryPrimitives.WriteUInt32LittleEndian(head, Checksums.Crc32(body));
            BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(4), (ushort)part.Length);
            _bytes.Write(head);
            _bytes.Write(body);
            isFirst = false;
        }
        while (!rest.IsEmpty);
        return this;
    }
}
