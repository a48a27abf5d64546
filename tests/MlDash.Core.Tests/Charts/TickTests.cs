using MlDash.Charts;

namespace MlDash.Tests.Charts;

public class TickTests
{
    [Theory]
    [InlineData(0, 10, 5, "0 2 4 6 8 10")]
    [InlineData(0.1, 1.3, 6, "0.2 0.4 0.6 0.8 1.0 1.2")]
    [InlineData(-1, 1, 4, "-1.0 -0.5 0 0.5 1.0")]
    [InlineData(0, 1_000_000, 5, "0 200k 400k 600k 800k 1M")]
    [InlineData(2_000_000, 3_000_000, 4, "2M 2.5M 3M")]
    [InlineData(0.00012, 0.00018, 3, "1.2e-4 1.4e-4 1.6e-4 1.8e-4")]
    [InlineData(-1e300, 1e300, 2, "-1e300 0 1e300")]
    [InlineData(1000000001, 1000000003, 2, "1000000001 1000000002 1000000003")]
    public void Ticks_stand_at_round_numbers_with_labels_that_are_short_and_alike(double low, double high, int count, string expected) =>
        Assert.Equal(expected, Labels(NumberTicks.Between(low, high, count)));

    [Theory]
    [InlineData(-double.MaxValue, double.MaxValue)]
    [InlineData(0, double.Epsilon)]
    [InlineData(1, 1.0000000000000002)]
    [InlineData(1e-310, 2e-310)]
    public void The_ends_of_what_doubles_hold_have_few_ticks(double low, double high) => Assert.InRange(NumberTicks.Between(low, high, 5).Count, 0, 11);

    [Theory]
    [InlineData(0, 3, 5, "1 10 100 1000")]
    [InlineData(-4, 2, 4, "1e-4 0.01 1 100")]
    [InlineData(0, 1, 5, "1 2 5 10")]
    [InlineData(0.3011, 0.6020, 4, "2.5 3.0 3.5")]
    [InlineData(-300, 300, 4, "1e-200 1 1e200")]
    public void Ticks_of_a_log_axis_are_powers_of_ten_and_round_numbers_within_one(double low, double high, int count, string expected) =>
        Assert.Equal(expected, Labels(NumberTicks.BetweenLogs(low, high, count)));

    [Theory]
    [InlineData("2026-01-31T12:00:00Z", 60, 6, "12:00:00 12:00:10 12:00:20 12:00:30 12:00:40 12:00:50 12:01:00")]
    [InlineData("2026-01-31T12:10:00Z", 3600, 4, "12:15 12:30 12:45 13:00")]
    [InlineData("2026-01-31T12:10:00Z", 3 * 86400, 3, "02-01 02-02 02-03")]
    [InlineData("2026-01-31T12:10:00Z", 200 * 86400, 6, "2026-03 2026-05 2026-07")]
    [InlineData("2026-01-31T12:10:00Z", 2000 * 86400, 6, "2027 2028 2029 2030 2031")]
    [InlineData("2026-01-31T12:10:00Z", 0.4, 4, "12:10:00.000 12:10:00.100 12:10:00.200 12:10:00.300 12:10:00.400")]
    public void Ticks_of_time_stand_at_round_times(string start, double seconds, int count, string expected)
    {
        var from = DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds();
        Assert.Equal(expected, Labels(TimeTicks.Between(from, from + seconds, count, TimeZoneInfo.Utc)));
    }

    [Fact]
    public void Days_begin_at_midnight_of_the_place()
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("Nepal", new TimeSpan(5, 45, 0), "Nepal", "Nepal");
        var ticks = TimeTicks.Between(0, 3 * 86400, 3, zone);

        Assert.Equal("01-02 01-03 01-04", Labels(ticks));
        Assert.Equal(86400 - ((5 * 3600) + (45 * 60)), ticks[0].Place);
        Assert.Equal("1970-01-01", TimeTicks.DayOf(0, zone));
    }

    [Fact]
    public void Seconds_beyond_the_calendar_are_numbers()
    {
        Assert.Equal("1e300 2e300", Labels(TimeTicks.Between(1e300, 2e300, 1, TimeZoneInfo.Utc)));
        Assert.Equal(string.Empty, TimeTicks.DayOf(1e300, TimeZoneInfo.Utc));
    }

    private static string Labels(IEnumerable<Tick> ticks) => string.Join(' ', ticks.Select(tick => tick.Label));
}
