using System.Globalization;

namespace MlDash;

/// <summary>
/// Ids that sort by time: 41 bits of milliseconds since 2024-01-01T00:00:00Z, 10 bits of worker (process id &amp; 1023), 12 bits of sequence.
/// Never repeats in a process; when the clock goes back it goes on from the last millisecond.
/// </summary>
public static class Snowflake
{
    private const long Epoch = 1704067200000;
    private const int SequenceBits = 12;
    private const int WorkerBits = 10;
    private const long SequenceMask = (1 << SequenceBits) - 1;

    private static readonly long Worker = Environment.ProcessId & ((1 << WorkerBits) - 1);

    /// <summary>Milliseconds and sequence of the last id, as one number, so that adding one carries into the next millisecond.</summary>
    private static long _last;

    /// <summary>The next id, as decimal text (JSON numbers of this size lose digits in other languages).</summary>
    public static string Next() => Next(DateTimeOffset.UtcNow).ToString(CultureInfo.InvariantCulture);

    /// <summary>The next id at the given reading of the clock.</summary>
    internal static long Next(DateTimeOffset clock)
    {
        var now = (clock.ToUnixTimeMilliseconds() - Epoch) << SequenceBits;
        long last, next;
        do
        {
            last = Volatile.Read(ref _last);
            next = Math.Max(now, last + 1);
        }
        while (Interlocked.CompareExchange(ref _last, next, last) != last);

        return ((next >> SequenceBits) << (SequenceBits + WorkerBits)) | (Worker << SequenceBits) | (next & SequenceMask);
    }
}
