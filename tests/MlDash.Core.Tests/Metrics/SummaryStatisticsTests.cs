namespace MlDash.Tests.Metrics;

public sealed class SummaryStatisticsTests
{
    [Theory]
    [InlineData(1e300, 3e300, 2e300, 1.4142135623730951e300)]
    [InlineData(1e308, 1.5e308, 1.25e308, 3.5355339059327377e307)]
    [InlineData(1e-300, 3e-300, 2e-300, 1.4142135623730951e-300)]
    [InlineData(1, 3, 2, 1.4142135623730951)]
    public void The_largest_and_the_smallest_doubles_have_a_mean_a_median_and_a_deviation(double one, double other, double mean, double deviation)
    {
        Assert.Equal(mean, Compute(SummaryAggregation.Mean, one, other), mean * 1e-15);
        Assert.Equal(mean, Compute(SummaryAggregation.Median, one, other), mean * 1e-15);
        Assert.Equal(deviation, Compute(SummaryAggregation.Std, one, other), deviation * 1e-15);
    }

    [Fact]
    public void The_median_of_the_smallest_doubles_is_not_zero() =>
        Assert.Equal(double.Epsilon, Compute(SummaryAggregation.Median, double.Epsilon, double.Epsilon));

    [Fact]
    public void Infinities_stay_what_arithmetic_makes_of_them()
    {
        Assert.Equal(double.PositiveInfinity, Compute(SummaryAggregation.Mean, 1e300, double.PositiveInfinity));
        Assert.True(double.IsNaN(Compute(SummaryAggregation.Std, 1e300, double.PositiveInfinity)));
        Assert.Equal(0, Compute(SummaryAggregation.Std, 0, 0));
    }

    private static double Compute(SummaryAggregation aggregation, params double[] values) =>
        (double)SummaryStatistics.Compute(values, [.. values.Order()], aggregation);
}
