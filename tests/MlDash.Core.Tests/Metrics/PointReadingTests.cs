using CsCheck;
using MlDash.Json;
using MlDash.Metrics;
using MlDash.Text;

namespace MlDash.Tests.Metrics;

/// <summary>Points are what a parser reads of their lines, and columns are the numbers of the points, however they are read.</summary>
public sealed class PointReadingTests
{
    private static readonly int[] _oddities = [0, 3, 40, 300];

    private static readonly Gen<int> _lines = Gen.Frequency((2, Gen.Int[0, 50]), (2, Gen.Int[900, 3100]), (1, Gen.Int[9_000, 12_000]));

    private static readonly Gen<(int Seed, int Lines, int Oddity)> _files = Gen.Select(Gen.Int, _lines, Gen.Int[0, 3].Select(at => _oddities[at]));

    [Fact]
    public Task Points_are_those_of_a_parser() => _files.ForAllAsync(24, async file =>
    {
        using var scene = new PointScene(new(file.Seed), file.Lines, file.Oddity);
        var (expected, broken) = scene.Parsed();
        var store = scene.Store;
        var points = await PointScene.PointsOf(store, new()).ToListAsync();

        Assert.Equal(expected.Select(Said), points.Select(Said));
        Assert.Equal(broken, store.Warnings.Count);
    });

    [Fact]
    public Task Columns_are_the_numbers_of_the_points() => _files.ForAllAsync(24, async file =>
    {
        var random = new Random(file.Seed);
        using var scene = new PointScene(random, file.Lines, file.Oddity);
        MetricQuery[] queries =
        [
            new(), new() { Fields = ["LOSS"] }, new() { Skip = random.Next(file.Lines + 1), First = random.Next(3000) }, new() { Last = random.Next(3000) },
            new() { Since = 1_790_000_000 + (file.Lines / 8.0), Until = 1_790_000_100 + (file.Lines / 8.0) }, new() { Last = 5, Until = 1_790_000_100 },
            new() { Since = 1_790_000_100, First = 7, Fields = ["step", "note"] }, new() { First = 0 }, new() { Last = 0 },
            new() { Fields = ["none"], First = 3 },
        ];
        foreach (var query in queries)
        {
            var (pointwise, columnwise) = (scene.Store, scene.Store);
            var points = await PointScene.PointsOf(pointwise, query).ToListAsync();
            var parts = await PointScene.ColumnsOf(columnwise, query).ToListAsync();

            Assert.All(parts, part => Assert.InRange(part.Count, 1, 1000));
            Assert.Equal(points.Select(NumbersOf), parts.SelectMany(NumbersOf));
            Assert.Equal(points.Select(NumbersOf), NumbersOf(MetricColumns.Join(parts)));
            if (query.First is null)
                Assert.Equal(pointwise.Warnings.Distinct(), columnwise.Warnings.Distinct());
        }
    });

    [Fact]
    public async Task A_broken_line_is_told_when_its_turn_comes_and_never_when_it_is_not_read()
    {
        using var scene = new PointScene(new(1), 20_000, 0);
        var lines = await File.ReadAllLinesAsync(scene.Data);
        lines[9_500] = "{";
        await File.WriteAllTextAsync(scene.Data, string.Join('\n', lines) + '\n');
        var store = scene.Store;
        var read = 0;
        await foreach (var point in PointScene.PointsOf(store, new()))
        {
            Assert.Equal(point.Index > 9_500 ? 1 : 0, store.Warnings.Count);
            if (++read == 9_600)
                break;
        }

        Assert.Empty(await PointScene.PointsOf(scene.Store, new() { First = 9_500 }).Where(point => point.Index > 9_500).ToListAsync());
        var warning = Assert.Single(store.Warnings);
        Assert.Contains($"the one that ends at byte {lines.Take(9_501).Sum(line => line.Length + 1)}", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Absent_is_not_NaN()
    {
        using var scene = new PointScene(new(1), 0, 0);
        await File.WriteAllTextAsync(scene.Data, "{\"index\": 0, \"data\": {\"a\": NaN}}\n{\"index\": 1, \"data\": {\"b\": true, \"c\": \"x\"}}\n");
        var part = Assert.Single(await PointScene.ColumnsOf(scene.Store, new()).ToListAsync());

        Assert.Equal(["a", "b"], part.Fields);
        Assert.Equal([0, 1], part.Index.ToArray());
        Assert.All(part["a"].ToArray(), number => Assert.Equal(double.NaN, number));
        Assert.Equal([false, true], part["a"].ToArray().Select(MetricColumns.IsAbsent));
        Assert.Equal(1, part["b"].Span[1]);
        Assert.True(part["c"].IsEmpty);
    }

    [Fact]
    public async Task A_cancelled_reading_ends()
    {
        using var scene = new PointScene(new(1), 20_000, 0);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (var part in scene.Store.ReadColumnsAsync(ExperimentPath.Parse("project/run"), "train", new(), stop.Token))
                await stop.CancelAsync();
        });
    }

    private static string Said(MetricPoint point) => $"{point.Index} {point.CreatedAt:O} "
        + string.Join(' ', point.Fields.Select(field => $"{field.Key}:{field.Value?.GetType().Name}={JsonText.Line(field.Value)}"));

    private static string NumbersOf(MetricPoint point) => $"{point.Index}: " + string.Join(' ', point.Fields
        .Where(field => StoredNumber.Of(field.Value) is not null)
        .Select(field => Said(field.Key, StoredNumber.Of(field.Value)!.Value)).Order(StringComparer.Ordinal));

    private static IEnumerable<string> NumbersOf(MetricColumns part)
    {
        for (var at = 0; at < part.Count; at++)
        {
            yield return $"{part.Index.Span[at]}: " + string.Join(' ', part.Fields
                .Where(field => !MetricColumns.IsAbsent(part[field].Span[at]))
                .Select(field => Said(field, part[field].Span[at])).Order(StringComparer.Ordinal));
        }
    }

    private static string Said(string field, double number) => $"{field}={BitConverter.DoubleToInt64Bits(number):x}";
}
