using System.Collections.Specialized;

namespace MlDash.Core.Tests.Measuring;

/// <summary>What measured runs say.</summary>
public sealed class CommandMeasurementTests
{
    private static CommandMeasurement Of(params double[] seconds) =>
        new("x", new OrderedDictionary(), "command", [.. seconds.Select((value, at) => new MeasuredRun(at + 1, value, 0))]);

    [Fact]
    public void Runs_are_summed_up()
    {
        var measured = Of(3, 1, 2, 4);
        Assert.Equal((4, 2.5, 2.5, 1.0, 4.0), (measured.Count, measured.Mean, measured.Median, measured.Minimum, measured.Maximum));
        Assert.Equal(Math.Sqrt(5.0 / 3), measured.StandardDeviation, 12);
        Assert.Equal((3.7, 3.85, 3.97), (Math.Round(measured.P90, 9), Math.Round(measured.P95, 9), Math.Round(measured.P99, 9)));
        Assert.Equal([3, 1, 2, 4], measured.Runs.Select(run => run.Seconds));
        Assert.Equal(TimeSpan.FromSeconds(3), measured.Runs[0].Duration);
    }

    [Fact]
    public void A_run_that_lies_ten_deviations_from_the_median_is_an_outlier_and_noise_is_not()
    {
        Assert.Equal([false, false, false, false, true], Of(1, 1.01, 0.99, 1.02, 1.3).Runs.Select(run => run.IsOutlier));
        Assert.DoesNotContain(Of(1, 1.01, 0.99, 1.02, 1.1).Runs, run => run.IsOutlier);
        Assert.Equal([false, false, false, true], Of(1, 1, 1, 2).Runs.Select(run => run.IsOutlier));
    }

    [Fact]
    public void Variants_are_compared_with_the_fastest_by_the_interval_of_Welch()
    {
        var compared = CommandMeasurement.Compare([Of(2, 2.2, 1.9, 2.1), Of(1, 1.1, 0.9, 1.05, 0.95)]);
        Assert.Equal([false, true], compared.Select(one => one.IsFastest));
        Assert.Equal("1.00", compared[1].Ratio.ToString());
        // Welch's interval of the difference of mean logarithms: Student's quantile at 6.995 degrees of freedom is 2.365.
        Assert.Equal("2.05 (1.83 to 2.30)", compared[0].Ratio.ToString());
        Assert.False(compared[0].Ratio.IsOpen);
    }

    [Fact]
    public void One_run_has_no_interval()
    {
        var compared = CommandMeasurement.Compare([Of(1), Of(2)]);
        Assert.Equal("2.00", compared[1].Ratio.ToString());
        Assert.True(compared[1].Ratio.IsOpen);
    }

    [Fact]
    public void Durations_below_the_step_of_the_clock_are_compared()
    {
        var compared = CommandMeasurement.Compare([Of(0, 0, 0), Of(1e-6, 1e-6, 1e-6)]);
        Assert.Equal(10, compared[1].Ratio.Value, 9);
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(10, 10)]
    [InlineData(5, 30)]
    public void The_interval_holds_the_true_ratio_in_95_of_100_cases(int runs, int others)
    {
        const int Cases = 4000;
        const double True = 1.1;
        var random = new Random(7);
        var held = Enumerable.Range(0, Cases).Count(_ =>
        {
            var ratio = DurationRatio.Of(Sample(runs, True, 0.08), Sample(others, 1, 0.03));
            return ratio.Low <= True && True <= ratio.High;
        });
        Assert.InRange(held / (double)Cases, 0.935, 0.97);

        double[] Sample(int count, double middle, double noise) => [.. Enumerable.Range(0, count).Select(_ => middle * Math.Exp(noise * Normal()))];
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
