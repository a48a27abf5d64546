using System.Buffers.Binary;
using System.Collections;
using System.IO.Hashing;
using MlDash.Series;
using MlDash.Storage.Local;

namespace MlDash.Tests.Series;

/// <summary>Summaries beside the data are an aid and never the truth: whatever lies there, curves are those of the points.</summary>
public sealed class SummaryFileTests : IDisposable
{
    private const int Points = 40_500;
    private readonly SeriesScene _scene = new();

    private static SeriesQuery Loss => new() { Fields = ["loss"], X = SeriesX.Index, Buckets = 8 };

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Summaries_are_written_beside_the_data_and_read_instead_of_it()
    {
        Append(Points);
        var before = await ReadAsync();
        Assert.True(File.Exists(_scene.Summaries));
        Overwrite(_scene.Data, 20_000 * 60, "x"u8.ToArray());

        // The line that is broken now lies in a block that has a summary.
        Assert.Equal(before, await ReadAsync());
        Assert.Empty(_scene.Warnings);
    }

    [Fact]
    public async Task Summaries_grow_with_the_data()
    {
        Append(Points);
        await ReadAsync();
        var before = new FileInfo(_scene.Summaries).Length;
        Append(Points);
        await ReadAsync();

        Assert.True(new FileInfo(_scene.Summaries).Length > before * 19 / 10);
        Assert.Equal(2 * Points, (await _scene.ReadAsync(Loss)).Single().Buckets.Sum(bucket => bucket.Count));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_scene.Data)!, "*.tmp"));
    }

    [Theory]
    [InlineData(5_500)]
    [InlineData(6_000)]
    public async Task Where_x_runs_backwards_deep_in_a_large_unit_no_line_is_drawn_over_it(int restart)
    {
        _scene.Append(Enumerable.Range(0, 20_000).Select(i => new Dictionary<string, double>
        {
            ["step"] = i < restart ? i : i - 5,
            ["loss"] = i % 7,
        }).ToList());

        // A bucket alone cannot be of two pieces.
        var series = (await _scene.ReadAsync(new() { Fields = ["loss"], X = new("step"), Buckets = 1 })).Single();
        Assert.False(series.IsOrdered);
        Assert.Equal(20_000, Assert.Single(series.Buckets).Count);
    }

    [Fact]
    public async Task A_spike_of_one_point_is_in_the_curve()
    {
        Append(Points, spike: 23_456);
        await ReadAsync();

        var bucket = (await _scene.ReadAsync(Loss)).Single().Buckets.MaxBy(bucket => bucket.Max.Y);
        Assert.Equal((23_456.0, 1e9), bucket.Max);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(40)]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(-1)]
    [InlineData(-3000)]
    public async Task Summaries_that_are_damaged_are_not_believed(int place)
    {
        Append(Points);
        var before = await ReadAsync();
        var bytes = File.ReadAllBytes(_scene.Summaries);
        bytes[place < 0 ? bytes.Length + place : place] ^= 0x55;
        File.WriteAllBytes(_scene.Summaries, bytes);

        Assert.Equal(before, await ReadAsync());
        Assert.Empty(_scene.Warnings);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(500)]
    [InlineData(9000)]
    public async Task Summaries_that_are_torn_are_not_believed(int length)
    {
        Append(Points);
        var before = await ReadAsync();
        File.WriteAllBytes(_scene.Summaries, File.ReadAllBytes(_scene.Summaries)[..length]);

        Assert.Equal(before, await ReadAsync());
    }

    [Fact]
    public async Task Summaries_of_an_older_form_are_made_anew()
    {
        Append(Points);
        var before = await ReadAsync();
        var bytes = File.ReadAllBytes(_scene.Summaries);
        Assert.Equal("SUMMARY2"u8.ToArray(), bytes[..8]);
        bytes[7] = (byte)'1';
        SignHead(bytes);
        File.WriteAllBytes(_scene.Summaries, bytes);

        Assert.Equal(before, await ReadAsync());
        Assert.Equal("SUMMARY2"u8.ToArray(), File.ReadAllBytes(_scene.Summaries)[..8]);
    }

    [Fact]
    public async Task A_metric_of_few_points_has_no_summaries()
    {
        Append(999);
        await ReadAsync();
        Assert.False(File.Exists(_scene.Summaries));
        Append(1);
        await ReadAsync();
        Assert.True(File.Exists(_scene.Summaries));
    }

    [Fact]
    public async Task Summaries_of_other_data_are_not_believed()
    {
        Append(Points);
        await ReadAsync();
        var foreign = File.ReadAllBytes(_scene.Summaries);
        File.Delete(_scene.Data);
        _scene.Points.Clear();
        Append(Points, spike: 5);
        File.WriteAllBytes(_scene.Summaries, foreign);

        Assert.Equal(1e9, (await _scene.ReadAsync(Loss)).Single().Buckets[0].Max.Y);
    }

    [Fact]
    public async Task Data_that_became_shorter_is_read_as_it_is_now()
    {
        Append(Points);
        await ReadAsync();
        File.Delete(_scene.Data);
        _scene.Points.Clear();
        Append(1_234);

        Assert.Equal(1_234, (await _scene.ReadAsync(Loss)).Single().Buckets.Sum(bucket => bucket.Count));
    }

    [Fact]
    public async Task A_broken_line_is_a_warning_and_hides_no_other()
    {
        Append(1_500);
        _scene.AppendText("{\"index\": 1500, \"data\": {\"loss\":1,\n\n{\"index\": 1501, \"data\": {\"loss\":7}}\n");

        Assert.Equal(1_501, (await _scene.ReadAsync(Loss)).Single().Buckets.Sum(bucket => bucket.Count));
        Assert.Contains("A broken line", Assert.Single(_scene.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_summaries_can_be_written_curves_are_read_all_the_same()
    {
        Append(Points);
        // A folder in their place: unlike a missing right, this also stops whoever may write everywhere.
        Directory.CreateDirectory(Path.Combine(_scene.Summaries, "full"));

        Assert.Equal(Points, (await _scene.ReadAsync(Loss)).Single().Buckets.Sum(bucket => bucket.Count));
        Assert.Empty(_scene.Warnings);
    }

    [Fact]
    public async Task Curves_are_right_while_they_are_recorded()
    {
        using var scene = new Support.Scene();
        var path = ExperimentPath.Parse("project/run");
        await using var experiment = await scene.StartAsync();
        var recording = Task.Run(
            async () =>
            {
                var clock = new AppendClock();
                for (var i = 0; i < 30_000; i++)
                {
                    experiment.Metric("train").Append(new Hashtable { ["loss"] = (double)i }, clock);
                    if (i % 3_000 == 0)
                        await experiment.WriteThroughAsync(default);
                }
            },
            TestContext.Current.CancellationToken);
        var (looks, before) = (0, 0L);
        for (var last = false; !last; looks++)
        {
            last = recording.IsCompleted;
            if (last)
                await experiment.FlushAsync();
            var series = await new LocalExperimentStore(scene.Root).ReadSeriesAsync(path, "train", Loss, default);
            var buckets = series.Count == 0 ? [] : series[0].Buckets;
            var count = buckets.Sum(bucket => bucket.Count);
            Assert.True(count >= before, $"{count} points after {before}.");
            Assert.Equal(count * (count - 1) / 2, buckets.Sum(bucket => bucket.Sum));
            before = count;
        }

        await recording;
        Assert.Equal(30_000, before);
        Assert.True(looks > 1);
    }

    /// <summary>Makes the hash of a head right again: that of its numbers, the names and the list of pages.</summary>
    private static void SignHead(byte[] bytes)
    {
        const int numbers = 4 + SummaryLevels.Count;
        var rest = (int)Number(3);
        for (var level = 0; level < SummaryLevels.Count; level++)
            rest += SummaryPage.NeededFor((int)Number(4 + level)) * 2 * sizeof(long);
        var hash = new XxHash3();
        hash.Append(bytes.AsSpan(0, numbers * sizeof(long)));
        hash.Append(bytes.AsSpan((numbers + 1) * sizeof(long), rest));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(numbers * sizeof(long)), hash.GetCurrentHashAsUInt64());

        long Number(int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at * sizeof(long)));
    }

    private static void Overwrite(string file, long place, byte[] bytes)
    {
        using var data = File.OpenHandle(file, FileMode.Open, FileAccess.Write);
        RandomAccess.Write(data, bytes, place);
    }

    private void Append(int count, int spike = -1) => _scene.Append(Enumerable.Range(_scene.Points.Count, count).Select(i => new Dictionary<string, double>
    {
        ["loss"] = i == spike ? 1e9 : i % 77,
        ["_ts"] = 1_790_000_000 + i,
    }).ToList());

    private async Task<List<SeriesBucket>> ReadAsync() => [.. (await _scene.ReadAsync(Loss)).Single().Buckets];
}
