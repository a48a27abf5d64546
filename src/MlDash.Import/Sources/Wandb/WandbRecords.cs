using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;

namespace MlDash.Import.Sources.Wandb;

/// <summary>
/// The records of a <c>.wandb</c> file: blocks of 32 KB as LevelDB's log has them, but with the plain CRC-32 over the type and the bytes. A damaged record is
/// counted and left out; a torn end is no damage, since its writer may be in the middle of it.
/// </summary>
/// <param name="stream">The file.</param>
internal sealed class WandbRecords(Stream stream)
{
    private const int BlockSize = 32 * 1024;
    private const int HeadSize = 7;
    private const int LongestRecord = 64 << 20;

    private static readonly byte[] _magic = [.. ":W&B"u8, 0xE1, 0xBE, 0x00];

    private readonly byte[] _block = new byte[BlockSize];
    private readonly ArrayBufferWriter<byte> _parts = new();

    private enum Part
    {
        Full = 1,
        First = 2,
        Middle = 3,
        Last = 4,
    }

    /// <summary>Records that were damaged.</summary>
    public long Damaged { get; private set; }

    /// <summary>Whether a file begins as those of W&amp;B do.</summary>
    public static bool IsWandb(Stream file)
    {
        var begin = new byte[_magic.Length];
        return file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) == begin.Length && begin.AsSpan().SequenceEqual(_magic);
    }

    /// <summary>All records, one after the other; each is valid until the next one is read.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Read()
    {
        var isFirst = true;
        for (int length; (length = stream.ReadAtLeast(_block, BlockSize, throwOnEndOfStream: false)) > 0;)
        {
            var at = isFirst ? _magic.Length : 0;
            isFirst = false;
            while (length - at >= HeadSize)
            {
                var size = BinaryPrimitives.ReadUInt16LittleEndian(_block.AsSpan(at + 4));
                var kind = (Part)_block[at + 6];
                if (size == 0 && kind == 0)
                    break;
                if (at + HeadSize + size > length)
                {
                    // Only in the last block can a record be longer than what is there: it is being written.
                    if (length == BlockSize)
                        Lose();
                    break;
                }

                if (Crc32.HashToUInt32(_block.AsSpan(at + 6, size + 1)) != BinaryPrimitives.ReadUInt32LittleEndian(_block.AsSpan(at)))
                    Lose();
                else if (Take(kind, _block.AsMemory(at + HeadSize, size)) is { } record)
                    yield return record;
                at += HeadSize + size;
            }

            if (length < BlockSize)
                yield break;
        }
    }

    private void Lose()
    {
        Damaged++;
        _parts.ResetWrittenCount();
    }

    private ReadOnlyMemory<byte>? Take(Part kind, ReadOnlyMemory<byte> bytes)
    {
        switch (kind)
        {
            case Part.Full:
                _parts.ResetWrittenCount();
                return bytes;
            case Part.First:
                _parts.ResetWrittenCount();
                _parts.Write(bytes.Span);
                return null;
            case Part.Middle or Part.Last when _parts.WrittenCount > 0 && _parts.WrittenCount + bytes.Length <= LongestRecord:
                _parts.Write(bytes.Span);
                if (kind == Part.Middle)
                    return null;
                var whole = _parts.WrittenSpan.ToArray();
                _parts.ResetWrittenCount();
                return whole;
            case Part.Middle or Part.Last:
                // The begin was damaged, and is counted already, or the record is longer than any.
                _parts.ResetWrittenCount();
                return null;
            default:
                Lose();
                return null;
        }
    }
}
