using System.Globalization;

namespace MlDash.Charts;

/// <summary>Ticks at round times of the clock and the calendar.</summary>
internal static class TimeTicks
{
    private const double Minute = 60;
    private const double Hour = 3600;
    private const double Day = 86400;

    /// <summary>From here on ticks stand at the begin of months.</summary>
    private const double Month = 28 * Day;

    private static readonly double[] _steps =
    [
        1, 2, 5, 10, 15, 30, Minute, 2 * Minute, 5 * Minute, 10 * Minute, 15 * Minute, 30 * Minute, Hour, 2 * Hour, 3 * Hour, 6 * Hour, 12 * Hour, Day, 2 * Day,
        7 * Day,
    ];

    private static readonly int[] _months = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200];

    /// <summary>Ticks between two times in seconds since 1970.</summary>
    public static IReadOnlyList<Tick> Between(double low, double high, int count, TimeZoneInfo zone)
    {
        if (MomentOf(low, zone) is not { } start || MomentOf(high, zone) is null)
            return NumberTicks.Between(low, high, count);
        var least = (high - low) / count;
        if (least < 1)
            return OfFractions(low, high, count, start.Offset);
        var step = Array.Find(_steps, one => one >= least);
        if (step > 0)
            return OfClock(low, high, step, start.Offset);
        var months = Array.Find(_months, one => one * Month >= least);
        return OfMonths(high, start, months > 0 ? months : _months[^1]);
    }

    /// <summary>Elapsed seconds in the unit that fits a range.</summary>
    public static (double Size, string Name) UnitOf(double seconds) => seconds switch
    {
        < 2 * Minute => (1, "s"),
        < 2 * Hour => (Minute, "min"),
        < 2 * Day => (Hour, "h"),
        _ => (Day, "d"),
    };

    /// <summary>The day of a time, to stand in the label of an axis; empty beyond the calendar.</summary>
    public static string DayOf(double seconds, TimeZoneInfo zone) =>
        MomentOf(seconds, zone)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? string.Empty;

    private static List<Tick> OfFractions(double low, double high, int count, TimeSpan offset)
    {
        // Counted from the first whole second: a double of today has few digits left behind it.
        var second = Math.Floor(low);
        var format = high - low < 0.01 ? "HH:mm:ss.ffffff" : "HH:mm:ss.fff";
        return
        [
            .. NumberTicks.Between(low - second, high - second, count)
                .Select(tick => new Tick(second + tick.Place, TextOf(second + tick.Place, offset, format))),
        ];
    }

    private static List<Tick> OfClock(double low, double high, double step, TimeSpan offset)
    {
        // Round in the time of the place: at midnight there, not in Greenwich.
        var shift = offset.TotalSeconds;
        var format = step switch
        {
            < Minute => "HH:mm:ss",
            < Day when high - low < Day => "HH:mm",
            < Day => "MM-dd HH:mm",
            _ => "MM-dd",
        };
        List<Tick> ticks = [];
        for (var at = Math.Ceiling((low + shift) / step) * step; at - shift <= high; at += step)
            ticks.Add(new(at - shift, TextOf(at - shift, offset, format)));
        return ticks;
    }

    private static List<Tick> OfMonths(double high, DateTimeOffset start, int months)
    {
        List<Tick> ticks = [];
        var index = (start.Year * 12) + start.Month - 1;
        for (index = (index / months * months) + months; index / 12 <= 9999; index += months)
        {
            var day = new DateTimeOffset(index / 12, (index % 12) + 1, 1, 0, 0, 0, start.Offset);
            if (day.ToUnixTimeSeconds() > high)
                break;
            ticks.Add(new(day.ToUnixTimeSeconds(), day.ToString(months < 12 ? "yyyy-MM" : "yyyy", CultureInfo.InvariantCulture)));
        }

        return ticks;
    }

    private static string TextOf(double seconds, TimeSpan offset, string format) =>
        DateTimeOffset.UnixEpoch.AddTicks((long)Math.Round(seconds * 1e6) * 10).ToOffset(offset).ToString(format, CultureInfo.InvariantCulture);

    private static DateTimeOffset? MomentOf(double seconds, TimeZoneInfo zone)
    {
        // A day less at both ends, so that every zone finds its own time inside the calendar.
        if (!(seconds > -62_135_500_000 && seconds < 253_402_200_000))
            return null;
        return TimeZoneInfo.ConvertTime(DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * 1e6) * 10), zone);
    }
}
