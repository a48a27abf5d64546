using System.Globalization;

namespace MlDash;

/// <summary>A time that was given: the seconds that are recorded, and the ticks of the date they came from, which may be finer.</summary>
/// <param name="Seconds">Seconds since 1970.</param>
/// <param name="UtcTicks">The ticks of the date that was given; null for a number, which is as exact as its seconds.</param>
public readonly record struct GivenTime(double Seconds, long? UtcTicks)
{
    /// <summary>Whether this is another time than one given before, though both would be recorded as the same.</summary>
    public bool FallsTogetherWith(GivenTime before) =>
        Seconds.Equals(before.Seconds) && UtcTicks is { } ticks && before.UtcTicks is { } ticksBefore && ticks != ticksBefore;

    /// <summary>Seconds since 1970 as a given time.</summary>
    public static implicit operator GivenTime(double seconds) => FromDouble(seconds);

    /// <inheritdoc cref="op_Implicit(double)"/>
    public static GivenTime FromDouble(double seconds) => new(seconds, null);

    /// <summary>The date to the tick, or else the seconds.</summary>
    public override string ToString() => UtcTicks is { } ticks
        ? new DateTime(ticks, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture)
        : Seconds.ToString("R", CultureInfo.InvariantCulture);
}
