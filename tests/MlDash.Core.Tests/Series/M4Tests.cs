using MlDash.Series;

namespace MlDash.Tests.Series;

public class M4Tests
{
    [Fact]
    public void A_bucket_keeps_the_first_last_least_and_greatest_point_of_its_column()
    {
        double[] x = [0, 1, 2, 3, 4, 5, 6, 7];
        double[] y = [5, 9, 1, 4, 2, 2, 8, 7];

        var buckets = M4.Reduce(x, y, 0, 8, 2);

        Assert.Equal([0, 1], buckets.Select(bucket => bucket.Column));
        Assert.Equal(((0d, 5d), (3d, 4d), (2d, 1d), (1d, 9d)), (buckets[0].First, buckets[0].Last, buckets[0].Min, buckets[0].Max));
        Assert.Equal(((4d, 2d), (7d, 7d), (4d, 2d), (6d, 8d)), (buckets[1].First, buckets[1].Last, buckets[1].Min, buckets[1].Max));
        Assert.Equal((4L, 19d, 4L, 19d), (buckets[0].Count, buckets[0].Sum, buckets[1].Count, buckets[1].Sum));
    }

    [Fact]
    public void A_spike_of_one_point_among_a_million_is_kept()
    {
        var x = Enumerable.Range(0, 1_000_000).Select(at => (double)at).ToArray();
        var y = new double[x.Length];
        y[654_321] = 1;

        var buckets = M4.Reduce(x, y, 0, 999_999, 100);

        Assert.Equal(100, buckets.Count);
        Assert.Equal((654_321d, 1d), Assert.Single(buckets, bucket => bucket.Max.Y > 0).Max);
        Assert.Equal(1_000_000, buckets.Sum(bucket => bucket.Count));
    }

    [Fact]
    public void The_right_end_belongs_to_the_last_column_and_what_lies_outside_to_none()
    {
        double[] x = [-1, 0, 5, 10, 11, double.NaN];
        double[] y = [9, 1, 2, 3, 9, 9];

        var buckets = M4.Reduce(x, y, 0, 10, 10);

        Assert.Equal([0, 5, 9], buckets.Select(bucket => bucket.Column));
        Assert.Equal([1d, 2d, 3d], buckets.Select(bucket => bucket.Sum));
    }

    [Fact]
    public void A_new_piece_begins_where_x_runs_backwards()
    {
        double[] x = [0, 1, 2, 0.5, 1.5];
        double[] y = [1, 2, 3, 4, 5];

        var buckets = M4.Reduce(x, y, 0, 2, 2);

        Assert.Equal([(0, false), (1, false), (0, true), (1, false)], buckets.Select(bucket => (bucket.Column, bucket.StartsPiece)));
    }

    [Fact]
    public void Values_that_are_not_finite_are_counted_and_only_their_ends_are_gaps()
    {
        double[] x = [0, 1, 2, 3];
        double[] y = [double.NaN, 2, double.PositiveInfinity, 4];

        var bucket = Assert.Single(M4.Reduce(x, y, 0, 3, 1));

        Assert.Equal((2L, 2L, 2d, 4d), (bucket.Count, bucket.NonFinite, bucket.Min.Y, bucket.Max.Y));
        Assert.True(bucket.BeginsWithGap);
        Assert.False(bucket.EndsWithGap);
    }

    [Fact]
    public void Numbers_whose_distance_no_double_holds_fall_into_their_columns()
    {
        double[] x = [-double.MaxValue, 0, double.MaxValue];

        Assert.Equal([0, 2, 3], M4.Reduce(x, [1, 2, 3], x[0], x[2], 4).Select(bucket => bucket.Column));
        Assert.Equal(3, Assert.Single(M4.Reduce([7d, 7, 7], [1d, 2, 3], 7, 7, 4)).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Merged_buckets_are_those_of_all_points(int parts)
    {
        double[] y = [3, double.NaN, 8, 1, 1, 8, double.NegativeInfinity, 4];
        SeriesBucket whole = default, merged = default;
        for (var at = 0; at < y.Length; at++)
            whole.Add(at, y[at]);
        for (var part = 0; part < parts; part++)
        {
            SeriesBucket some = default;
            for (var at = y.Length * part / parts; at < y.Length * (part + 1) / parts; at++)
                some.Add(at, y[at]);
            merged.Merge(some);
        }

        Assert.Equal(whole, merged);
        Assert.Equal(((0d, 3d), (7d, 4d), (3d, 1d), (2d, 8d), 6L, 2L), (merged.First, merged.Last, merged.Min, merged.Max, merged.Count, merged.NonFinite));
    }
}
