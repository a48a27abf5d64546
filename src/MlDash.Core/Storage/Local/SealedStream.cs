using System.Buffers;
using System.IO.Hashing;
using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <summary>
/// The checksums of a file of lines: one for each block of a MiB, up to the end of its last whole line. Lines are only ever appended, so that what is sealed
/// stays as it is, and a longer file costs no more than what was added to it.
/// </summary>
/// <param name="Length">Bytes sealed; the end of a whole line.</param>
/// <param name="Written">When the file was last written, in ticks of the disk.</param>
/// <param name="Blocks">The checksum of each block; the last one may be shorter.</param>
internal sealed record SealedStream(long Length, long Written, IReadOnlyList<string> Blocks)
{
    /// <summary>Bytes of a block.</summary>
    public const int Block = 1 << 20;

    /// <summary>
    /// Seals a file up to its present end. Where it no longer is what it was when it was sealed, the old seal stays: sealing never covers up damage.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="old">The seal it has.</param>
    public static SealedStream? Of(string path, SealedStream? old)
    {
        var written = File.GetLastWriteTimeUtc(path).Ticks;
        using var file = LineReader.OpenFile(path);
        if (file is null)
            return old;
        var length = RandomAccess.GetLength(file);
        if (old is not null && (length < old.Length || (length == old.Length && written == old.Written)))
            return old;
        var whole = LineTail.WholeLength(file, length);
        var blocks = old is null ? [] : old.Blocks.ToList();
        var kept = (int)((old?.Length ?? 0) % Block);
        if (old is not null && (whole < old.Length || (kept > 0 && HashOf(path, blocks.Count - 1, kept) != blocks[^1])))
            return old;
        if (kept > 0)
            blocks.RemoveAt(blocks.Count - 1);
        while ((long)blocks.Count * Block < whole)
            blocks.Add(HashOf(path, blocks.Count, (int)Math.Min(Block, whole - ((long)blocks.Count * Block))));
        return new(whole, written, blocks);
    }

    /// <summary>
    /// The same seal for when a part will be blank. It is written before the blanks are: of a repair that is killed between, the line is still broken, and the
    /// next one does it again.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="from">Where the blanks will begin.</param>
    /// <param name="to">Where they will end.</param>
    public SealedStream WithBlanks(string path, long from, long to)
    {
        var blocks = Blocks.ToList();
        for (var at = (int)(from / Block); from < Length && at < blocks.Count && (long)at * Block < to; at++)
            blocks[at] = HashOf(path, at, LengthOf(at), from, to);
        return this with { Blocks = blocks };
    }

    /// <summary>The blocks whose bytes are no longer those that were sealed.</summary>
    public IEnumerable<int> Changed(string path, CancellationToken cancellationToken)
    {
        for (var at = 0; at < Blocks.Count; at++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (HashOf(path, at, LengthOf(at)) != Blocks[at])
                yield return at;
        }
    }

    private int LengthOf(int block) => (int)Math.Min(Block, Length - ((long)block * Block));

    private static string HashOf(string path, int block, int length, long blankFrom = 0, long blankTo = 0)
    {
        using var file = LineReader.OpenFile(path);
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var read = 0;
            for (var more = -1; more != 0 && read < length && file is not null; read += more)
                more = RandomAccess.Read(file, bytes.AsSpan(read, length - read), ((long)block * Block) + read);
            var begin = (long)block * Block;
            var blank = (From: (int)Math.Clamp(blankFrom - begin, 0, read), To: (int)Math.Clamp(blankTo - begin, 0, read));
            bytes.AsSpan(blank.From..blank.To).Fill((byte)' ');
            return Convert.ToHexString(XxHash128.Hash(bytes.AsSpan(0, read))).ToLowerInvariant();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
