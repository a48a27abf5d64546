using System.Buffers.Binary;
using System.Numerics;

namespace MlDash.TensorBoard;

/// <summary>The checksum of event files: CRC-32C, turned and shifted by a number, so that a checksum of data that holds checksums is no trap.</summary>
internal static class MaskedChecksum
{
    private const uint MaskDelta = 0xA282EAD8;

    /// <summary>The checksum of some bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var one in bytes)
            crc = BitOperations.Crc32C(crc, one);
        return BitOperations.RotateRight(~crc, 15) + MaskDelta;
    }
}
