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

    /// <summary>The time an entry of a track gets: one that this clock makes is later than all it made before.</summary>
    /// <param name="given">Seconds, <see cref="Inherit"/> (as null when nothing was appended before), or null for now.</param>
    public double ReadUnique(double? given)
    {
        if (given is { } time && (time != Inherit || Last is not null))
            return Read(given);
        var now = IsoTime.ToUnixSeconds(DateTimeOffset.UtcNow);
        return _lastUnique = now > _lastUnique ? now : _lastUnique + Microsecond;
    }

    /// <summary>The time an append gets.</summary>
    /// <param name="given">Seconds since 1970, <see cref="Inherit"/>, or null for now.</param>
    /// <exception cref="ExperimentException"><c>NoTimestampToInherit</c>, <c>TimestampOutOfRange</c>.</exception>
    public double Read(double? given)
    {
        if (given is not { } time)
            return IsoTime.ToUnixSeconds(DateTimeOffset.UtcNow);
        if (time != Inherit)
            return UnixSeconds.InRange(time);
        return Last ?? throw new ExperimentException(
            "NoTimestampToInherit",
            "The timestamp of the append before was asked for, but nothing was appended before.",
            "Give the first append its own timestamp, or none.");
    }
}
