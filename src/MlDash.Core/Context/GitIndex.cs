using System.Buffers.Binary;
using System.Text;

namespace MlDash.Context;

/// <summary>The index of a work tree: which files the repository has there, and what they looked like when Git last looked.</summary>
internal sealed class GitIndex
{
    private const int Largest = 64 << 20;
    private const int HeadLength = 12;
    private const int FixedLength = 62;
    private const int HashLength = 20;
    private const int Extended = 0x4000;
    private const int SkipsWorkTree = 0x4000;

    private readonly byte[] _bytes;
    private readonly int _version;
    private readonly int _count;

    private GitIndex(byte[] bytes, int version, int count, DateTime writtenAt) => (_bytes, _version, _count, WrittenAt) = (bytes, version, count, writtenAt);

    /// <summary>When it was written. Files that were changed in the same moment may have been changed behind it.</summary>
    public DateTime WrittenAt { get; }

    /// <summary>The tree that the whole index stands for, as 40 digits; empty when something was staged since; null when the index does not say.</summary>
    public string? Tree { get; private set; }

    /// <summary>Reads an index; null when it is none, or of a kind that is not known.</summary>
    public static GitIndex? Read(string path)
    {
        if (BoundedFile.Read(path, Largest) is not { Length: >= HeadLength } bytes || !bytes.AsSpan().StartsWith("DIRC"u8))
            return null;
        var version = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4));
        var count = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(8));
        return version is >= 2 and <= 4 && count >= 0 ? new(bytes, version, count, File.GetLastWriteTimeUtc(path)) : null;
    }

    /// <summary>The files in order. The extensions behind them are read at the end.</summary>
    /// <exception cref="InvalidDataException">The index is damaged, or a part of it lies elsewhere.</exception>
    public IEnumerable<GitEntry> Entries()
    {
        var name = new List<byte>();
        var at = HeadLength;
        for (var number = 0; number < _count; number++)
        {
            Require(at + FixedLength);
            var start = at;
            var flags = BinaryPrimitives.ReadUInt16BigEndian(_bytes.AsSpan(at + 60));
            at += FixedLength;
            var more = 0;
            if ((flags & Extended) != 0)
            {
                Require(at + 2);
                more = BinaryPrimitives.ReadUInt16BigEndian(_bytes.AsSpan(at));
                at += 2;
            }

            // The fourth version leaves out what a name has in common with the one before it.
            var dropped = _version == 4 ? Dropped(ref at) : name.Count;
            if (dropped > name.Count)
                throw Damaged();
            name.RemoveRange(name.Count - dropped, dropped);
            var end = Array.IndexOf(_bytes, (byte)0, at);
            if (end < 0)
                throw Damaged();
            name.AddRange(_bytes[at..end]);
            at = _version == 4 ? end + 1 : start + (((end - start) + 8) & ~7);
            yield return Entry(start, Encoding.UTF8.GetString([.. name]), flags, more);
        }

        ReadExtensions(at);
    }

    private GitEntry Entry(int start, string path, int flags, int more)
    {
        var fields = _bytes.AsSpan(start);
        return new(
            path,
            BinaryPrimitives.ReadUInt32BigEndian(fields[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(fields[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(fields[24..]),
            BinaryPrimitives.ReadUInt32BigEndian(fields[36..]),
            Convert.ToHexString(fields.Slice(40, HashLength)),
            IsConflict: (flags & 0x3000) != 0,
            IsLeftOut: (flags & 0x8000) != 0 || (more & SkipsWorkTree) != 0);
    }

    private void ReadExtensions(int at)
    {
        // The hash of the whole file is at the end.
        while (at + 8 <= _bytes.Length - HashLength)
        {
            var name = _bytes.AsSpan(at, 4);
            var length = BinaryPrimitives.ReadInt32BigEndian(_bytes.AsSpan(at + 4));
            at += 8;
            if (length < 0)
                throw Damaged();
            Require(at + length);
            if (name.SequenceEqual("link"u8))
                throw new InvalidDataException("The index shares its entries with another one.");
            if (name.SequenceEqual("TREE"u8))
                Tree = RootOf(_bytes.AsSpan(at, length));
            at += length;
        }
    }

    /// <summary>The first tree is that of all files: an empty name, the number of files or -1, the number of trees below it, and its hash.</summary>
    private static string? RootOf(ReadOnlySpan<byte> trees)
    {
        var end = trees.IndexOf((byte)'\n');
        if (end < 3 || trees[0] != 0)
            return null;
        if (trees[1] == '-')
            return string.Empty;
        return trees.Length >= end + 1 + HashLength ? Convert.ToHexString(trees.Slice(end + 1, HashLength)) : null;
    }

    private int Dropped(ref int at)
    {
        var value = 0;
        for (var isFirst = true; ; isFirst = false)
        {
            Require(at + 1);
            var part = _bytes[at++];
            value = ((isFirst ? 0 : value + 1) << 7) | (part & 0x7f);
            if ((part & 0x80) == 0)
                return value;
            if (value > Largest)
                throw Damaged();
        }
    }

    private void Require(int end)
    {
        if (end < 0 || end > _bytes.Length)
            throw Damaged();
    }

    private static InvalidDataException Damaged() => new("The index is damaged.");
}

/// <summary>A file of the index.</summary>
/// <param name="Path">Its path in the work tree.</param>
/// <param name="Seconds">When it was changed.</param>
/// <param name="Nanoseconds">The rest of that time.</param>
/// <param name="Mode">What it is.</param>
/// <param name="Size">Its length; 0 also where Git wants its content compared.</param>
/// <param name="Hash">The hash of its content.</param>
/// <param name="IsConflict">Whether a merge is not resolved.</param>
/// <param name="IsLeftOut">Whether the work tree need not have it, or need not be asked.</param>
internal readonly record struct GitEntry(
    string Path, uint Seconds, uint Nanoseconds, uint Mode, uint Size, string Hash, bool IsConflict, bool IsLeftOut)
{
    /// <summary>Whether it is a file with content.</summary>
    public bool IsFile => Mode >> 12 == 8;

    /// <summary>Whether it is a link.</summary>
    public bool IsLink => Mode >> 12 == 10;
}
