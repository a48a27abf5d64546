using CsCheck;
using MlDash.Series;

namespace MlDash.Tests.Series;

/// <summary>Any curve is what its definition says, whether it comes from summaries or from points, while points are appended.</summary>
public sealed class SeriesPropertyTests
{
    private static readonly string[] _axes = ["", "_ts", "step", "other"];

    private static readonly int[] _units = [1, 100, 1000, 16_000, 256_000];

    private static readonly Gen<int> _size = Gen.Frequency((2, Gen.Int[0, 3]), (5, Gen.Int[500, 2500]), (2, Gen.Int[4000, 17_000]));

    private static readonly Gen<Case> _cases = Gen.Select(
        Gen.Int[0, 5], Gen.OneOf(Gen.Int[1, 4], Gen.Int[5, 40], Gen.Int[41, 300]), _size.Array[1, 3], Gen.Double[0, 1].Array[0, 2],
        Gen.Frequency((3, Gen.Int[0, 2]), (1, Gen.Const(3))).Select(axis => _axes[axis]), Gen.Bool, Gen.Double[0, 1].Array[2], Gen.Int,
        (kind, buckets, parts, restarts, axis, isZoom, ends, seed) => new Case(kind, buckets, parts, restarts, axis, isZoom, ends.Min(), ends.Max(), seed));

    /// <summary>Where x runs backwards within what the summaries of larger units cover, and within one column.</summary>
    private static readonly Gen<Case> _restarts = Gen.Select(
        Gen.Int[0, 1], Gen.Int[1, 5], Gen.Int[17_000, 34_000].Array[1], Gen.Double[0, 1].Array[1, 2], Gen.Int[1, 2], Gen.Int,
        (kind, buckets, parts, restarts, axis, seed) => new Case(kind, buckets, parts, restarts, _axes[axis], IsZoom: false, 0, 1, seed));

    [Fact]
    public Task A_curve_in_pieces_from_summaries_is_that_of_the_points() => _restarts.ForAllAsync(12, CheckAsync);

    [Fact]
    public Task A_curve_from_summaries_is_the_curve_of_the_points() => _cases.ForAllAsync(80, CheckAsync);

    private static async Task CheckAsync(Case sample)
    {
        using var scene = new SeriesScene();
        var random = new Random(sample.Seed);
        foreach (var part in sample.Parts)
        {
            scene.Append(Enumerable.Range(scene.Points.Count, part).Select(step => Point(step, sample, random)).ToList());
            var places = scene.Points.Select(point => point.GetValueOrDefault(sample.Axis, double.NaN)).Where(double.IsFinite).DefaultIfEmpty().ToList();
            var (least, span) = (places.Min(), places.Max() - places.Min());
            var query = new SeriesQuery
            {
                Fields = ["loss", "rare"],
                X = new(sample.Axis),
                Buckets = sample.Buckets,
                From = sample.IsZoom ? least + (sample.Left * span) : null,
                To = sample.IsZoom ? least + (sample.Right * span) : null,
            };
            foreach (var series in await scene.ReadAsync(query))
                Check(columns => new(scene.Points, sample.Axis, series.Field, query with { Buckets = columns }), series, query.Buckets);
        }

        Assert.Empty(scene.Warnings);
    }

    private static void Check(Func<int, ExpectedSeries> expectedOf, MetricSeries found, int buckets)
    {
        var expected = expectedOf(buckets);
        Assert.True(found.Buckets.Count <= buckets, $"There are {found.Buckets.Count} buckets, {buckets} were asked for.");
        // Which unit it is depends on how many blocks are shown; the buckets must be those of one.
        var candidates = !found.IsOrdered ? [expected.Columns()]
            : found.IsRaw ? [[.. expected.Buckets(1).SelectMany(bucket => bucket).Select(point => new List<(double, double)> { point })]]
            : Halves(buckets).SelectMany(columns => _units.Select(expectedOf(columns).Buckets));
        var same = candidates.FirstOrDefault(candidate => candidate.Select(bucket => (long)bucket.Count).SequenceEqual(
            found.Buckets.Select(bucket => bucket.Count + bucket.NonFinite)));
        Assert.True(same is not null, $"The points are not in the {found.Buckets.Count} buckets that they belong to.");
        foreach (var (points, bucket) in same!.Zip(found.Buckets))
            ExpectedSeries.AssertIs(points, bucket);
    }

    /// <summary>How many columns there may be: fewer where x runs backwards.</summary>
    private static IEnumerable<int> Halves(int columns)
    {
        for (var halves = columns; halves > 0; halves /= 2)
            yield return halves;
    }

    private static Dictionary<string, double> Point(int step, Case sample, Random random)
    {
        var kind = sample.Kind;
        var restarted = sample.Restarts.Count(restart => step >= restart * sample.Parts.Sum());
        var point = new Dictionary<string, double> { ["step"] = step - (restarted * 5) };
        // Numbers with few digits: a decimal holds their sum exactly.
        if (kind != 2 || step % 7 > 0)
            point["loss"] = random.Next(40) == 0 ? double.NaN : random.Next(300) == 0 ? double.NegativeInfinity : random.Next(-100_000, 100_000) / 64.0;
        if (step % 100 == 0)
            point["rare"] = random.Next(1000);
        if (kind != 3 || step % 900 > 2)
            point["_ts"] = 1_790_000_000 + (kind == 4 ? step / 1000 * 3600 : step / 4.0) - (kind == 1 ? restarted * 100 : 0);
        point["other"] = kind == 5 ? random.Next(100) : step / 8;
        return point;
    }

    private sealed record Case(int Kind, int Buckets, int[] Parts, double[] Restarts, string Axis, bool IsZoom, double Left, double Right, int Seed);
}
