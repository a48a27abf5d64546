using System.Globalization;
using System.Security.Cryptography;

namespace MlDash.Ids;

/// <summary>
/// Makes ids that sort by time: 41 bits of milliseconds since 2024-01-01T00:00:00Z, 10 bits of worker, 12 bits of sequence. Safe for any number of
/// threads; when the clock goes back, ids continue from the last millisecond, so that no id comes twice.
/// </summary>
public sealed class Snowflake
{
    private const long Epoch = 1704067200000;
    private const int SequenceBits = 12;
    private const int WorkerBits = 10;
    private const long SequenceMask = (1 << SequenceBits) - 1;

    /// <summary>The ids of this process.</summary>
    public static readonly Snowflake Shared = new(Environment.ProcessId & ((1 << WorkerBits) - 1));

    private readonly TimeProvider _clock;
    private readonly long _worker;

    /// <summary>Milliseconds and sequence of the last id, as one number, so that adding one carries into the next millisecond.</summary>
    private long _last;

    /// <summary>Makes a generator.</summary>
    /// <param name="worker">0 to 1023, different for each process that writes to the same store; a random one when absent.</param>
    /// <param name="clock">The clock; the system's when absent.</param>
    public Snowflake(int? worker = null, TimeProvider? clock = null)
    {
        if (worker is < 0 or >= 1 << WorkerBits)
            throw new ArgumentOutOfRangeException(nameof(worker), worker, "A worker is a number from 0 to 1023.");
        _worker = worker ?? RandomNumberGenerator.GetInt32(1 << WorkerBits);
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>The next id, as decimal text (JSON numbers of this size lose digits in other languages).</summary>
    public string Next() => Next(_clock.GetUtcNow()).ToString(CultureInfo.InvariantCulture);

    /// <summary>The next id at the given reading of the clock.</summary>
    internal long Next(DateTimeOffset clock)
    {
        var now = (clock.ToUnixTimeMilliseconds() - Epoch) << SequenceBits;
        long last, next;
        do
        {
            last = Volatile.Read(ref _last);
            next = Math.Max(now, last + 1);
        }
        while (Interlocked.CompareExchange(ref _last, next, last) != last);

        return ((next >> SequenceBits) << (SequenceBits + WorkerBits)) | (_worker << SequenceBits) | (next & SequenceMask);
    }
}
