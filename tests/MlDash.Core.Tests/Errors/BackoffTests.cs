using MlDash.Client;
using MlDash.Errors;

namespace MlDash.Core.Tests.Errors;

/// <summary>Pauses between tries.</summary>
public class BackoffTests
{
    private static readonly Backoff _some = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(70));

    [Fact]
    public void Each_pause_is_twice_as_long_as_the_one_before_up_to_the_longest() =>
        Assert.Equal([10, 20, 40, 70, 70], Enumerable.Range(1, 5).Select(failures => _some.PauseAfter(failures).TotalMilliseconds));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void Before_the_first_failure_it_is_the_first_pause(int failures) => Assert.Equal(_some.First, _some.PauseAfter(failures));

    [Theory]
    [InlineData(64)]
    [InlineData(100_000)]
    [InlineData(int.MaxValue)]
    public void After_any_number_of_failures_it_is_the_longest(int failures)
    {
        Assert.Equal(_some.Longest, _some.PauseAfter(failures));
        Assert.Equal(TimeSpan.MaxValue, new Backoff(TimeSpan.FromTicks(1), TimeSpan.MaxValue).PauseAfter(failures));
        Assert.Equal(TimeSpan.MaxValue, new Backoff(TimeSpan.MaxValue, TimeSpan.MaxValue).PauseAfter(failures));
    }

    [Fact]
    public void A_first_pause_beyond_the_longest_is_the_longest() =>
        Assert.Equal(TimeSpan.FromSeconds(1), new Backoff(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1)).PauseAfter(1));

    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void No_pause_stays_none(int failures) => Assert.Equal(TimeSpan.Zero, new Backoff(TimeSpan.Zero, TimeSpan.FromSeconds(1)).PauseAfter(failures));

    [Fact]
    public void A_request_leaves_half_of_a_pause_to_chance()
    {
        var options = new SendingOptions { RetryBaseDelay = TimeSpan.FromSeconds(1), RetryMaxDelay = TimeSpan.FromSeconds(3) };
        Assert.All(Enumerable.Range(0, 1000), _ =>
        {
            Assert.InRange(options.PauseAfter(2, null).TotalSeconds, 1, 2);
            Assert.InRange(options.PauseAfter(3, null).TotalSeconds, 1.5, 3);
        });
        Assert.True(Enumerable.Range(0, 1000).Select(_ => options.PauseAfter(2, null)).Distinct().Count() > 1);
    }

    [Fact]
    public void What_a_server_asks_for_is_the_least_but_no_more_than_the_longest_pause()
    {
        var options = new SendingOptions { RetryBaseDelay = TimeSpan.FromSeconds(1), RetryMaxDelay = TimeSpan.FromSeconds(30) };
        Assert.Equal(TimeSpan.FromSeconds(10), options.PauseAfter(1, TimeSpan.FromSeconds(10)));
        Assert.Equal(TimeSpan.FromSeconds(30), options.PauseAfter(1, TimeSpan.FromDays(1)));
        Assert.InRange(options.PauseAfter(4, TimeSpan.FromMilliseconds(1)).TotalSeconds, 4, 8);
    }
}
