using MlDash.Protocol;
using MlDash.Text;

namespace MlDash;

/// <summary>
/// The time of one caller's appends. Metrics and tracks of one caller share it, so that points of one moment can be given one time.
/// Not for two threads at once.
/// </summary>
public sealed class AppendClock
{
    /// <summary>A given time that stands for the time of the append before.</summary>
    public const double Inherit = -1;

    private const double Microsecond = 0.000001;

    /// <summary>The time of the append before, seconds since 1970; null when there was none.</summary>
    public double? Last { get; set; }

    /// <summary>The last time this clock made by itself for an entry of a track.</summary>
    private double _lastUnique = double.NegativeInfinity;

    /// <summary>The date last given for each topic, whose ticks tell it from one that is recorded as the same time.</summary>
    private readonly Dictionary<string, GivenTime> _dates = new(StringComparer.Ordinal);

    /// <summary>The time an entry of a track gets: one that this clock makes is later than all it made before.</summary>
    /// <param name="topic">The track.</param>
    /// <param name="given">Seconds, <see cref="Inherit"/> (as null when nothing was appended before), or null for now.</param>
    /// <param name="clock">What tells now; the system's when absent.</param>
    /// <exception cref="ExperimentException"><c>TimestampOutOfRange</c>; <c>TimestampTooFine</c> for a date that would fall together with the one given
    /// before.</exception>
    public double ReadUnique(string topic, GivenTime? given, TimeProvider? clock = null)
    {
        if (given is { } time && (time.Seconds != Inherit || Last is not null))
        {
            if (time.UtcTicks is not null && _dates.TryGetValue(topic, out var before) && time.FallsTogetherWith(before))
                throw UnixSeconds.TooFine(time.ToString(), time.Seconds);
            return Read(time.Seconds, clock);
        }

        var now = Now(clock);
        return _lastUnique = now > _lastUnique ? now : _lastUnique + Microsecond;
    }

    /// <summary>Remembers what an entry was recorded with.</summary>
    /// <param name="topic">The track.</param>
    /// <param name="given">The time that was given, if any.</param>
    /// <param name="time">The time the entry got.</param>
    public void Keep(string topic, GivenTime? given, double time)
    {
        Last = time;
        if (given is { UtcTicks: not null } date)
            _dates[topic] = date;
    }

    /// <summary>The time an append gets.</summary>
    /// <param name="given">Seconds since 1970, <see cref="Inherit"/>, or null for now.</param>
    /// <param name="clock">What tells now; the system's when absent.</param>
    /// <exception cref="ExperimentException"><c>NoTimestampToInherit</c>, <c>TimestampOutOfRange</c>.</exception>
    public double Read(double? given, TimeProvider? clock = null)
    {
        if (given is not { } time)
            return Now(clock);
        if (time != Inherit)
            return UnixSeconds.InRange(time);
        return Last ?? throw new ExperimentException(
            "NoTimestampToInherit",
            "-Inherit uses the timestamp of the previous append, but nothing was appended before.",
            "Give the first append its own timestamp, or none.");
    }

    private static double Now(TimeProvider? clock) => IsoTime.ToUnixSeconds((clock ?? TimeProvider.System).GetUtcNow());
}
