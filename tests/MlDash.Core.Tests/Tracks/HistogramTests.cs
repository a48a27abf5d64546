using MlDash.Tracks;

namespace MlDash.Tests.Tracks;

public sealed class HistogramTests
{
    [Fact]
    public void A_histogram_has_edges_and_counts_and_its_step()
    {
        var fields = Histogram.OfValues([0, 1, 2, 3, 4], 4).ToFields(10);
        Assert.Equal(["step", "edges", "counts"], fields.Keys.Cast<string>());
        Assert.Equal(10L, fields["step"]);
        Assert.Equal([0, 1, 2, 3, 4], (double[])fields["edges"]!);
        // The last bin has both of its ends.
        Assert.Equal([1L, 1L, 1L, 2L], (object[])fields["counts"]!);
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_counted_apart()
    {
        var fields = Histogram.OfValues([double.NaN, 1, double.PositiveInfinity, double.NegativeInfinity, 2], 2).ToFields(0);
        Assert.Equal(1L, fields["nan"]);
        Assert.Equal(2L, fields["inf"]);
        Assert.Equal([1L, 1L], (object[])fields["counts"]!);
    }

    [Theory]
    [InlineData(0.0, -0.5, 0.5)]
    [InlineData(3.0, 2.5, 3.5)]
    public void Around_numbers_that_are_equal_the_bins_reach_half_to_each_side(double value, double least, double greatest)
    {
        var histogram = Histogram.OfValues([value, value, value], 8);
        Assert.Equal((least, greatest), (histogram.Edges[0], histogram.Edges[8]));
        Assert.Equal(3, histogram.Counts.Sum());
    }

    [Fact]
    public void Without_a_finite_number_there_are_bins_with_nothing_in_them()
    {
        var histogram = Histogram.OfValues([double.NaN], 4);
        Assert.Equal([-0.5, -0.25, 0, 0.25, 0.5], histogram.Edges);
        Assert.Equal([0, 0, 0, 0], histogram.Counts);
    }

    [Theory]
    [InlineData(1, 1.0000000000000002)]
    [InlineData(1e300, 1e300)]
    [InlineData(-double.MaxValue, double.MaxValue)]
    [InlineData(double.MaxValue, double.MaxValue)]
    [InlineData(-double.MaxValue, -double.MaxValue)]
    [InlineData(0, double.Epsilon)]
    public void Edges_rise_and_no_number_is_lost_however_close_or_far_the_numbers_are(double least, double greatest)
    {
        var histogram = Histogram.OfValues([least, greatest], 64);
        Assert.All(Enumerable.Range(1, 64), at => Assert.True(histogram.Edges[at - 1] < histogram.Edges[at], $"{histogram.Edges[at]:R}"));
        Assert.Equal(2, histogram.Counts.Sum());
    }

    [Fact]
    public void Each_number_is_in_the_bin_whose_edges_hold_it()
    {
        var random = new Random(7);
        double[] values = [.. Enumerable.Range(0, 10_000).Select(_ => Math.ScaleB(random.NextDouble() - 0.3, random.Next(-8, 8)))];
        var histogram = Histogram.OfValues(values, 37);
        for (var bin = 0; bin < 37; bin++)
        {
            var (from, to, isLast) = (histogram.Edges[bin], histogram.Edges[bin + 1], bin == 36);
            Assert.Equal(values.Count(value => value >= from && (value < to || (isLast && value == to))), histogram.Counts[bin]);
        }
    }

    [Fact]
    public void Counts_that_are_given_are_kept_with_their_fractions()
    {
        var fields = Histogram.OfCounts([0, 1, 10], [3, 0.5]).ToFields(1);
        Assert.Equal([3L, 0.5], (object[])fields["counts"]!);
    }

    [Theory]
    [InlineData(new double[] { 0, 1 }, new double[] { 1, 2 }, "2 bins have 3 edges, not 2")]
    [InlineData(new double[] { 0, 1, 1 }, new double[] { 1, 2 }, "greater than the one before")]
    [InlineData(new double[] { 0, 1, double.PositiveInfinity }, new double[] { 1, 2 }, "not finite")]
    [InlineData(new double[] { 0, 1, 2 }, new double[] { 1, -2 }, "negative")]
    [InlineData(new double[] { 0 }, new double[] { }, "cannot have 0 bins")]
    public void Edges_and_counts_that_do_not_fit_are_refused(double[] edges, double[] counts, string why)
    {
        var fault = Assert.Throws<ExperimentException>(() => Histogram.OfCounts(edges, counts));
        Assert.Equal("IllegalHistogram", fault.ErrorId);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_metadata_of_the_track_say_what_its_entries_are() =>
        Assert.Equal("histogram", Histogram.Describe().Kind);
}
