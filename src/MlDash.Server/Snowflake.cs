using System.Globalization;
using System.Security.Cryptography;

namespace MlDash.Server;

/// <summary>
/// Makes ids that sort by time: 41 bits of milliseconds since 2024-01-01T00:00:00Z, 10 bits of worker, 12 bits of sequence.
/// Safe for any number of threads; a clock that goes back never gives an id twice.
/// </summary>
public sealed class Snowflake
{
    private const int WorkerBits = 10;
    private const int SequenceBits = 12;
    private const long MaxSequence = (1L << SequenceBits) - 1;
    private static readonly long _epoch = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly object _gate = new();
    private readonly TimeProvider _clock;
    private readonly long _worker;
    private long _millisecond = -1;
    private long _sequence;

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

    /// <summary>The next id, in decimal.</summary>
    public string Next()
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow().ToUnixTimeMilliseconds() - _epoch;
            // A clock that went back, or a millisecond that is used up: go on from the last one.
            if (now > _millisecond)
                (_millisecond, _sequence) = (now, 0);
            else if (_sequence < MaxSequence)
                _sequence++;
            else
                (_millisecond, _sequence) = (_millisecond + 1, 0);
            var id = (_millisecond << (WorkerBits + SequenceBits)) | (_worker << SequenceBits) | _sequence;
            return id.ToString(CultureInfo.InvariantCulture);
        }
    }
}
