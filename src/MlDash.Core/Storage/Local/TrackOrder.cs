using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;
using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <summary>
/// Whether the lines of a track lie in the order of their timestamps, so that a time is found by halving the file instead of reading it.
/// Kept beside the data in <c>.mldash-index</c>, continued from where it ended, rebuilt when the data was replaced.
/// </summary>
internal sealed class TrackOrder
{
    private const long Magic = 0x3154_4B52_5448_5344;
    private const int Size = 40;
    private const int Fingerprinted = 256;

    private TrackOrder(long covered, double lastTime, bool isSorted)
    {
        Covered = covered;
        LastTime = lastTime;
        IsSorted = isSorted;
    }

    /// <summary>Bytes covered; the end of a whole line.</summary>
    public long Covered { get; private set; }

    /// <summary>Whether no line of the covered part has an earlier time than the line before it, and none is broken.</summary>
    public bool IsSorted { get; private set; }

    private double LastTime { get; set; }

    /// <summary>The order of an open data file, up to its present end.</summary>
    public static TrackOrder Of(string dataPath, SafeFileHandle data, CancellationToken cancellationToken = default)
    {
        var path = Path.Combine(Path.GetDirectoryName(dataPath)!, LineOffsetIndex.FileName);
        var order = Load(path, data) ?? new TrackOrder(0, double.NegativeInfinity, isSorted: true);
        var known = order.Covered;
        order.Extend(dataPath, cancellationToken);
        if (order.Covered > known)
            order.Save(path, data);
        return order;
    }

    /// <summary>Whether what is noted beside a data file is so; where nothing is noted, nothing is wrong.</summary>
    public static bool IsTrue(string dataPath, SafeFileHandle data, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetDirectoryName(dataPath)!, LineOffsetIndex.FileName);
        if (!File.Exists(path))
            return true;
        if (Load(path, data) is not { } noted)
            return false;
        var found = new TrackOrder(0, double.NegativeInfinity, isSorted: true);
        // What is covered of lines that are not sorted ends where the first of them begins.
        found.Extend(dataPath, cancellationToken, noted.IsSorted ? noted.Covered : long.MaxValue);
        return found.Covered == noted.Covered && found.LastTime.Equals(noted.LastTime) && found.IsSorted == noted.IsSorted;
    }

    private void Extend(string dataPath, CancellationToken cancellationToken, long most = long.MaxValue)
    {
        if (!IsSorted)
            return;
        using var lines = LineReader.Open(dataPath, Covered, cancellationToken);
        while (lines is not null && lines.Offset < most && lines.TryRead(out var line))
        {
            IsSorted = TrackLine.TryReadTime(line, out var time) && time >= LastTime;
            if (!IsSorted)
                return;
            LastTime = time;
            Covered = lines.Offset;
        }
    }

    private static TrackOrder? Load(string path, SafeFileHandle data)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            if (bytes.Length != Size || Number(bytes, 0) != Magic)
                return null;
            var covered = Number(bytes, 1);
            return covered <= RandomAccess.GetLength(data) && Number(bytes, 4) == Fingerprint(data, covered)
                ? new TrackOrder(covered, BitConverter.Int64BitsToDouble(Number(bytes, 2)), Number(bytes, 3) == 1)
                : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Save(string path, SafeFileHandle data)
    {
        var bytes = new byte[Size];
        long[] numbers = [Magic, Covered, BitConverter.DoubleToInt64Bits(LastTime), IsSorted ? 1 : 0, Fingerprint(data, Covered)];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), numbers[i]);
        try
        {
            SmallDocument.Write(path, bytes);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            // Reading a folder that cannot be written to is no fault; the next reader looks again.
        }
    }

    private static long Fingerprint(SafeFileHandle data, long covered)
    {
        var tail = new byte[(int)Math.Min(Fingerprinted, covered)];
        RandomAccess.Read(data, tail, covered - tail.Length);
        return (long)XxHash64.HashToUInt64(tail, covered);
    }

    private static long Number(byte[] bytes, int slot) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(slot * sizeof(long)));
}
