using Microsoft.Win32.SafeHandles;
using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <summary>Finds times in the lines of a track.</summary>
internal abstract class TrackSearch
{
    /// <summary>Where the line of the last entry not later than a time begins; null when all are later.</summary>
    public abstract long? Floor(double time);

    /// <summary>
    /// Runs of lines that hold the entries in the order of their times, from the first not earlier than <paramref name="from"/>:
    /// where a run begins, and how many lines it has at most.
    /// </summary>
    public abstract IEnumerable<(long Offset, long Lines)> RunsFrom(double? from);

    /// <summary>Lines that are not blank and have no readable time; nothing can be found in them.</summary>
    public virtual long Unreadable => 0;

    /// <summary>The search that fits an open data file.</summary>
    public static TrackSearch Of(string dataPath, SafeFileHandle data, CancellationToken cancellationToken = default)
    {
        var order = TrackOrder.Of(dataPath, data, cancellationToken);
        return order.IsSorted ? new Halving(data, order.Covered) : new Sorted(dataPath, cancellationToken);
    }

    /// <summary>Data in order: the file itself is halved, some thirty small reads for any size.</summary>
    private sealed class Halving(SafeFileHandle data, long end) : TrackSearch
    {
        private const int FirstBlock = 512;

        public override long? Floor(double time)
        {
            var later = FirstWhere(found => found > time);
            return later == 0 ? null : Math.Max(LineTail.StartOfLastLinesBefore(data, later, 1), 0);
        }

        public override IEnumerable<(long Offset, long Lines)> RunsFrom(double? from) =>
            [(from is { } time ? FirstWhere(found => found >= time) : 0, long.MaxValue)];

        /// <summary>Where the first line begins whose time passes; the end when none does. Lines that pass lie behind all that do not.</summary>
        private long FirstWhere(Func<double, bool> passes)
        {
            long low = 0, high = end;
            while (low < high)
            {
                var middle = low + ((high - low) / 2);
                var start = StartOfLineAt(middle, low);
                var line = ReadLine(start);
                if (TrackLine.TryReadTime(start == 0 ? LineReader.WithoutMark(line) : line, out var time) && passes(time))
                    high = start;
                else
                    low = start + line.Length + 1;
            }

            return low;
        }

        private long StartOfLineAt(long offset, long low) =>
            offset == low ? low : Math.Max(low, LineTail.StartOfLastLinesBefore(data, offset, 0));

        private Span<byte> ReadLine(long start)
        {
            for (var size = FirstBlock; ; size *= 2)
            {
                var block = new byte[size];
                var read = RandomAccess.Read(data, block, start);
                var length = block.AsSpan(0, read).IndexOf((byte)'\n');
                if (length >= 0 || read < size)
                    return block.AsSpan(0, length >= 0 ? length : read);
            }
        }
    }

    /// <summary>Data out of order: times and places of all lines are held, 16 bytes an entry, and sorted once.</summary>
    private sealed class Sorted : TrackSearch
    {
        private readonly double[] _times;
        private readonly long[] _offsets;
        private readonly long _unreadable;

        public override long Unreadable => _unreadable;

        public Sorted(string dataPath, CancellationToken cancellationToken)
        {
            var times = new List<double>();
            var offsets = new List<long>();
            using var lines = LineReader.Open(dataPath, cancellationToken: cancellationToken);
            for (var start = 0L; lines is not null && lines.TryRead(out var line); start = lines.Offset)
            {
                if (!TrackLine.TryReadTime(line, out var time))
                {
                    _unreadable += line.Trim(" \t"u8).IsEmpty ? 0 : 1;
                    continue;
                }

                times.Add(time);
                offsets.Add(start);
            }

            // Stable: entries of one time stay in the order they were recorded.
            var order = Enumerable.Range(0, times.Count).OrderBy(at => times[at]).ToArray();
            _offsets = [.. order.Select(at => offsets[at])];
            _times = [.. order.Select(at => times[at])];
        }

        public override long? Floor(double time)
        {
            var later = FirstWhere(found => found > time);
            return later == 0 ? null : _offsets[later - 1];
        }

        public override IEnumerable<(long Offset, long Lines)> RunsFrom(double? from) =>
            _offsets.Skip(from is { } time ? FirstWhere(found => found >= time) : 0).Select(offset => (offset, 1L));

        private int FirstWhere(Func<double, bool> passes)
        {
            int low = 0, high = _times.Length;
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (passes(_times[middle]))
                    high = middle;
                else
                    low = middle + 1;
            }

            return low;
        }
    }
}
