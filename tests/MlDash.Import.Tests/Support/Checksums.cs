namespace MlDash.Import.Tests.Support;

/// <summary>Checksums bit by bit, as their definitions have them: another way than the one of the readers.</summary>
internal static class Checksums
{
    /// <summary>CRC-32 as in zip files.</summary>
    public static uint Crc32(ReadOnlySpan<byte> bytes) => Crc(bytes, 0xEDB88320);

    /// <summary>CRC-32C with the mask of record files.</summary>
    public static uint MaskedCrc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = Crc(bytes, 0x82F63B78);
        return ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes, uint polynomial)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 1 ? (crc >> 1) ^ polynomial : crc >> 1;
        }

        return ~crc;
    }
}
