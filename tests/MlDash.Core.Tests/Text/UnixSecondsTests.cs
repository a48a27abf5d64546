using System.Globalization;
using System.Numerics;
using MlDash.Text;

namespace MlDash.Tests.Text;

public sealed class UnixSecondsTests
{
    [Theory]
    [InlineData("1767225600.123456")]
    [InlineData("1767225600.123457")]
    [InlineData("1767225600.5000000000")]
    [InlineData("1767225600")]
    [InlineData("0.1234567")]
    [InlineData("1e-9")]
    public void Digits_that_a_double_keeps_are_taken(string text)
    {
        Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), UnixSeconds.Of(text));
        Assert.Equal(UnixSeconds.Of(text), UnixSeconds.Of(decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void The_nine_digits_that_C_prints_of_a_double_are_taken()
    {
        const double Seconds = 1767225600.1234567;
        Assert.Equal(Seconds, UnixSeconds.Of(Seconds.ToString("F9", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Times_that_would_become_one_are_refused()
    {
        Assert.Equal("TimestampTooFine", Assert.Throws<ExperimentException>(() => UnixSeconds.Of("1767225600.123456789")).ErrorId);
        Assert.Equal("TimestampTooFine", Assert.Throws<ExperimentException>(() => UnixSeconds.Of(1767225600.000000050m)).ErrorId);

        // Ten million steps a second, of which a double tells some four million apart: none that is taken meets another.
        var taken = new HashSet<double>();
        for (var step = 0; step < 1000; step++)
        {
            try
            {
                Assert.True(taken.Add(UnixSeconds.Of(1767225600m + (step / 10_000_000m))));
            }
            catch (ExperimentException fault)
            {
                Assert.Equal("TimestampTooFine", fault.ErrorId);
            }
        }
    }

    [Fact]
    public void Dates_of_one_track_that_would_become_one_time_are_refused_and_equal_ones_are_taken()
    {
        var clock = new AppendClock();
        var start = new DateTime(2026, 11, 28, 12, 0, 0, DateTimeKind.Utc);
        double Add(string topic, object date)
        {
            var given = UnixSeconds.ExactlyOf(date);
            var time = clock.ReadUnique(topic, given);
            clock.Keep(topic, given, time);
            return time;
        }

        var first = Add("a", start);

        Assert.Equal(first, Add("a", start));
        Assert.Equal("TimestampTooFine", Assert.Throws<ExperimentException>(() => Add("a", start.AddTicks(1))).ErrorId);
        Assert.Equal("TimestampTooFine", Assert.Throws<ExperimentException>(() => Add("a", new DateTimeOffset(start.AddTicks(4)))).ErrorId);
        Assert.Equal("TimestampTooFine", Assert.Throws<ExperimentException>(() => Add("a", "2026-11-28T12:00:00.0000002Z")).ErrorId);
        Assert.Equal(first, Add("b", start.AddTicks(1)));
        Assert.Equal(first + 0.000001, Add("a", start.AddTicks(12)));
    }

    [Theory]
    [InlineData(1767225600000)]
    [InlineData(-1e15)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Seconds_beyond_the_calendar_are_refused_and_the_message_names_the_units(double seconds)
    {
        var fault = Assert.Throws<ExperimentException>(() => new AppendClock().Read(seconds));

        Assert.Equal("TimestampOutOfRange", fault.ErrorId);
        Assert.Contains("nanoseconds by 1e9", fault.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_of_number_and_date_is_a_time()
    {
        Assert.Equal(
            [5.0, 5.0, 5.0, 5.5, 5.5],
            [UnixSeconds.Of(5), UnixSeconds.Of(5UL), UnixSeconds.Of(new BigInteger(5)), UnixSeconds.Of((Half)5.5), UnixSeconds.Of(5.5m)]);
        Assert.Equal(5.5, UnixSeconds.Of(TimeSpan.FromSeconds(5.5)));
        Assert.Equal(1767225600, UnixSeconds.Of("2026-01-01T00:00:00Z"));
        Assert.Equal(1767225600, UnixSeconds.Of(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)));
    }

    [Theory]
    [InlineData("1,5")]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("1.2.3")]
    public void What_is_neither_is_refused(string text) => Assert.Equal("NotANumber", Assert.Throws<ExperimentException>(() => UnixSeconds.Of(text)).ErrorId);
}
