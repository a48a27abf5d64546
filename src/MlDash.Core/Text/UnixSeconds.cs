using System.Globalization;
using System.Numerics;
using MlDash.Protocol;

namespace MlDash.Text;

/// <summary>Times that were given, as seconds since 1970: what records and queries hold.</summary>
public static class UnixSeconds
{
    /// <summary>Doubles of today's seconds tell microseconds apart, and nothing finer.</summary>
    private const int SafeScale = 6;

    private const int Nanoseconds = 9;

    /// <summary>More digits behind the point than any clock has.</summary>
    private const int LongestScale = 40;

    /// <summary>The first second of the year 10000.</summary>
    private const double EndOfCalendar = 253_402_300_800;

    /// <summary>The seconds of a number, a date, or the text of one. Texts are read in the invariant culture; a date without a zone is local.</summary>
    /// <exception cref="ExperimentException">
    /// <c>NotANumber</c>; <c>TimestampTooFine</c> for digits that seconds as a double do not keep, so that two times might become one.
    /// </exception>
    public static double Of(object given) => ExactlyOf(given).Seconds;

    /// <summary>The same, with the exact ticks of a date: its seconds are rounded to microseconds.</summary>
    /// <inheritdoc cref="Of(object)" path="/exception"/>
    public static GivenTime ExactlyOf(object given) => given switch
    {
        double seconds => seconds,
        DateTimeOffset moment => OfMoment(moment),
        DateTime moment => OfMoment(moment),
        DateOnly day => OfMoment(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Local)),
        TimeSpan span => span.TotalSeconds,
        float or Half or byte or sbyte or short or ushort or int or uint or long or ulong => Convert.ToDouble(
            given is Half half ? (float)half : given, CultureInfo.InvariantCulture),
        BigInteger whole => RealNumber.Of(whole),
        decimal exact => OfNumber(exact.ToString(CultureInfo.InvariantCulture)),
        string text => OfText(text.Trim()),
        _ => throw NotATime(given),
    };

    /// <summary>Refuses a time that no record can have: not finite, or beyond every calendar, which is nearly always another unit.</summary>
    /// <exception cref="ExperimentException"><c>TimestampOutOfRange</c>.</exception>
    public static double InRange(double seconds) => Math.Abs(seconds) < EndOfCalendar ? seconds : throw new ExperimentException(
        "TimestampOutOfRange",
        $"{seconds.ToString("R", CultureInfo.InvariantCulture)} is not a time in seconds since 1970: it is {(double.IsFinite(seconds) ? "beyond the year 9999" : "not finite")}.",
        "Divide milliseconds by 1e3, microseconds by 1e6, nanoseconds by 1e9; or give a date.")
    { Target = seconds };

    /// <summary>The error for a time that would be recorded as the same as another.</summary>
    internal static ExperimentException TooFine(string found, double seconds) => new(
        "TimestampTooFine",
        $"The time '{found}' has more digits than a double can hold: its neighbours would get the same time, {seconds.ToString("R", CultureInfo.InvariantCulture)}.",
        "Round to microseconds, or record the exact time as a field of its own.")
    { Target = found };

    private static GivenTime OfMoment(DateTimeOffset moment) => new(IsoTime.ToUnixSeconds(moment), moment.UtcTicks);

    private static GivenTime OfText(string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            return OfNumber(text);
        return IsoTime.TryParseGiven(text, out var time) ? OfMoment(time) : throw NotATime(text);
    }

    private static double OfNumber(string number)
    {
        var seconds = double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(seconds))
            return seconds;
        var given = DecimalDigits.Of(number);
        if (given.Scale <= SafeScale || given == DecimalDigits.Of(seconds))
            return seconds;

        // Nine digits and more of a double, as C prints it, come back as they are; fewer might be another clock's step beside a microsecond.
        var written =
            given.Scale is >= Nanoseconds and <= LongestScale ? DecimalDigits.Of(seconds.ToString($"F{given.Scale}", CultureInfo.InvariantCulture)) : default;
        return written == given ? seconds : throw TooFine(number, seconds);
    }

    private static ExperimentException NotATime(object given) => new(
        "NotANumber",
        $"'{Convert.ToString(given, CultureInfo.InvariantCulture)}' is not a time: give seconds since 1970 or a date.",
        "Use a number with a decimal point, or a date such as 2026-01-31T12:34:56Z.")
    { Target = given };
}
