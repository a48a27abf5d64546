namespace MlDash.Tests.Series;

/// <summary>A run that was resumed a little before where it had ended, and curves of very few points.</summary>
public sealed class ResumedRunTests : IDisposable
{
    private readonly SeriesScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(4)]
    [InlineData(100)]
    [InlineData(500)]
    [InlineData(1000)]
    [InlineData(2000)]
    [InlineData(7000)]
    public async Task Its_curve_is_two_pieces_however_many_buckets_there_are(int buckets)
    {
        _scene.Append([.. Enumerable.Range(1, 3000).Concat(Enumerable.Range(2500, 3501)).Select(step => Point(step))]);

        var curve = Assert.Single(await _scene.ReadAsync(new() { Fields = ["loss"], X = new("step"), Buckets = buckets }));

        Assert.True(curve.IsOrdered);
        Assert.Equal(1, curve.Buckets.Count(bucket => bucket.StartsPiece));
        Assert.Equal(6501, curve.Buckets.Sum(bucket => bucket.Count));
        Assert.InRange(curve.Buckets.Count, Math.Max(2, buckets / 8), buckets);
        Assert.All(curve.Buckets, bucket => Assert.True(bucket.First.X <= bucket.Last.X));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    public async Task As_many_points_as_buckets_have_a_bucket_each(int points, int buckets)
    {
        _scene.Append([.. Enumerable.Range(1, points).Select(step => Point(step))]);
        var curve = Assert.Single(await _scene.ReadAsync(new() { Fields = ["loss"], X = new("step"), Buckets = buckets }));
        Assert.True(curve.IsRaw);
        Assert.Equal(points, curve.Buckets.Count);
    }

    private static Dictionary<string, double> Point(int step) => new() { ["step"] = step, ["loss"] = 1.0 / step };
}
