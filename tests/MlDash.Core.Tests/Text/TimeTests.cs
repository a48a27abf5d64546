using MlDash.Protocol;

namespace MlDash.Tests.Text;

public sealed class TimeTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData(".1", 1_000_000)]
    [InlineData(".12", 1_200_000)]
    [InlineData(".123", 1_230_000)]
    [InlineData(".1234", 1_234_000)]
    [InlineData(".12345", 1_234_500)]
    [InlineData(".123456", 1_234_560)]
    [InlineData(".1234567", 1_234_567)]
    [InlineData(".12345678", 1_234_567)]
    [InlineData(".123456789", 1_234_567)]
    public void Any_number_of_digits_up_to_nine_is_read(string fraction, long ticks)
    {
        var expected = new DateTimeOffset(2026, 1, 31, 12, 34, 56, TimeSpan.Zero).AddTicks(ticks);

        Assert.Equal(expected, IsoTime.Parse($"2026-01-31T12:34:56{fraction}Z"));
        Assert.Equal(expected, IsoTime.Parse($"2026-01-31T14:34:56{fraction}+02:00"));
        Assert.Equal(expected, IsoTime.Parse($"2026-01-31T12:34:56{fraction}"));
    }

    [Theory]
    [InlineData(0, "2026-01-31T12:34:56.000000Z")]
    [InlineData(9, "2026-01-31T12:34:56.000000Z")]
    [InlineData(10, "2026-01-31T12:34:56.000001Z")]
    [InlineData(9_999_999, "2026-01-31T12:34:56.999999Z")]
    public void Six_digits_are_written_in_utc(long ticks, string expected)
    {
        var time = new DateTimeOffset(2026, 1, 31, 7, 34, 56, TimeSpan.FromHours(-5)).AddTicks(ticks);
        var bytes = new byte[IsoTime.Length];
        IsoTime.Format(time, bytes);

        Assert.Equal(expected, IsoTime.Format(time));
        Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(bytes));
        Assert.Equal(expected, IsoTime.Format(time.LocalDateTime));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday, or so")]
    [InlineData(5L)]
    public void What_is_no_time_reads_as_none(object? value) => Assert.Null(IsoTime.Parse(value));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1e12)]
    [InlineData(1e300)]
    public void Seconds_outside_of_all_years_are_no_time(double seconds) => Assert.Null(IsoTime.FromUnixSeconds(seconds));

    [Fact]
    public void Seconds_since_1970_come_back_to_the_microsecond() =>
        Assert.Equal(1767225600.25, IsoTime.ToUnixSeconds(IsoTime.FromUnixSeconds(1767225600.25)!.Value));
}
