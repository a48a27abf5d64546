using MlDash.Series;

namespace MlDash.Tests.Series;

/// <summary>Holds the smoothings against values that others have published.</summary>
public class SmoothingTests
{
    [Theory]
    [InlineData(new[] { 1, 0.5, 0 }, new[] { 1, 0.6875, 0.336734693877551 })]
    [InlineData(new[] { 0, 0.5, 1 }, new[] { 0, 0.3125, 0.663265306122449 })]
    [InlineData(
        new[] { double.NegativeInfinity, 1, double.NaN, double.PositiveInfinity, 0.5 },
        new[] { double.NegativeInfinity, 1, double.NaN, double.PositiveInfinity, 0.6875 })]
    public void The_values_of_Ema_are_those_that_TensorBoard_tests(double[] y, double[] expected) =>
        Near(expected, Smoothing.Of(SmoothingMethod.Ema, 0.6, [], y));

    [Fact]
    public void Ema_leaves_a_constant_series_and_a_weight_of_nothing_as_they_are()
    {
        Assert.Equal([0.3, double.NaN, 0.3, 0.3], Smoothing.Of(SmoothingMethod.Ema, 0.1, [], [0.3, double.NaN, 0.3, 0.3]));
        Assert.Equal([1, 0.5, 0], Smoothing.Of(SmoothingMethod.Ema, 0, [], [1, 0.5, 0]));
    }

    [Theory]
    [InlineData(1, new[] { 1.42704095, 2.06782203, 3, 3.93217797, 4.57295905 })]
    [InlineData(4, new[] { 2.91948343, 2.95023502, 3, 3.04976498, 3.08051657 })]
    public void The_values_of_Gaussian_are_those_in_the_documentation_of_SciPy(double deviation, double[] expected) =>
        Near(expected, Smoothing.Of(SmoothingMethod.Gaussian, deviation, [], [1, 2, 3, 4, 5]), 5e-9);

    [Fact]
    public void The_values_of_RunningMean_are_those_of_a_centred_window_of_pandas()
    {
        // pandas.Series([...]).rolling(3 or 4, center=True, min_periods=1).mean()
        Near([1.5, 2, 3, 5, 7, 8.5], Smoothing.Of(SmoothingMethod.RunningMean, 3, [], [1, 2, 3, 4, 8, 9]));
        Near([1.5, 2, 2.5, 3.5, 4], Smoothing.Of(SmoothingMethod.RunningMean, 4, [], [1, 2, 3, 4, 5]));
    }

    [Fact]
    public void A_huge_value_that_has_left_the_window_leaves_nothing_behind() =>
        Assert.Equal([1e300, 5e299, 1, 1], Smoothing.Of(SmoothingMethod.RunningMean, 2, [], [1e300, 1, 1, 1]));

    [Fact]
    public void Time_weighted_averages_depend_on_the_distance_in_x()
    {
        // By hand: weight = sqrt(0.25) = 0.5; distances in thousandths of the range of x: 0, 1, 999.
        double[] x = [0, 1, 1000];
        var smooth = Smoothing.Of(SmoothingMethod.TimeWeightedEma, 0.25, x, [4, 1, 7]);

        Near([4, (4 * 0.5 + 1) / 1.5, 7], smooth);
        Near([4, double.NaN, 7], Smoothing.Of(SmoothingMethod.TimeWeightedEma, 0.25, x, [4, double.NaN, 7]));
        Near([2, 2, 2], Smoothing.Of(SmoothingMethod.TimeWeightedEma, 0.25, [5, 5, 5], [2, 2, 2]));
    }

    [Theory]
    [InlineData(SmoothingMethod.Ema, 0.99)]
    [InlineData(SmoothingMethod.TimeWeightedEma, 0.99)]
    [InlineData(SmoothingMethod.RunningMean, 5)]
    [InlineData(SmoothingMethod.Gaussian, 3)]
    public void What_is_not_finite_stays_where_it_is_and_counts_for_no_other(SmoothingMethod method, double amount)
    {
        double[] y = [double.NaN, 2, double.PositiveInfinity, 2, double.NegativeInfinity];

        Near(y, Smoothing.Of(method, amount, [0, 1, 2, 3, 4], y));
        Assert.Empty(Smoothing.Of(method, amount, [], []));
    }

    [Theory]
    [InlineData(SmoothingMethod.Ema, 1)]
    [InlineData(SmoothingMethod.Ema, -0.1)]
    [InlineData(SmoothingMethod.TimeWeightedEma, double.NaN)]
    [InlineData(SmoothingMethod.RunningMean, 0)]
    [InlineData(SmoothingMethod.RunningMean, 2.5)]
    [InlineData(SmoothingMethod.Gaussian, 0)]
    [InlineData(SmoothingMethod.Gaussian, 1e9)]
    public void An_amount_that_the_method_does_not_know_is_refused(SmoothingMethod method, double amount) =>
        Assert.Equal("IllegalSmoothing", Assert.Throws<ConfigurationException>(() => Smoothing.Of(method, amount, [0], [1])).ErrorId);

    private static void Near(double[] expected, double[] actual, double by = 1e-14)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var at = 0; at < expected.Length; at++)
            Assert.True(expected[at].Equals(actual[at]) || Math.Abs(expected[at] - actual[at]) <= by, $"At {at}: {actual[at]:R}, not {expected[at]:R}.");
    }
}
