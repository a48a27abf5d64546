using MlDash.Series;
using MlDash.Server.Documents;
using MlDash.Server.Metrics;
using MlDash.Server.Migration;
using MlDash.Server.Stores.Folder;

namespace MlDash.Server.Tests;

/// <summary>Curves come from summaries of chunks, which are never a truth: whatever becomes of them, the curves are those of the points.</summary>
public sealed class MetricSummaryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(7)]
    [InlineData(400)]
    [InlineData(1_000)]
    [InlineData(2_500)]
    [InlineData(10_000)]
    public async Task Curves_are_those_of_the_points_while_points_are_appended(int chunkSize)
    {
        using var scene = new CurveScene(chunkSize);
        foreach (var count in (int[])[1, 998, 1, 1_500, chunkSize == 7 ? 500 : 18_000, 1])
        {
            await scene.AppendAsync(count);
            await scene.AssertCurvesAsync();
        }
    }

    [Fact]
    public async Task A_chart_of_many_chunks_opens_few_blobs()
    {
        using var scene = new CurveScene(chunkSize: 1_000);
        await scene.AppendAsync(64_000);
        var before = scene.Blobs.Opens;
        Assert.Equal(4, Assert.Single(await scene.ReadAsync(new() { X = SeriesX.Index, Fields = ["loss"], Buckets = 4 })).Buckets.Count);
        // The summaries, and chunks that have come since they were written.
        Assert.InRange(scene.Blobs.Opens - before, 1, 1 + (64 / 16));
    }

    [Fact]
    public async Task Closing_chunks_writes_summaries_anew_when_they_have_grown_by_a_sixteenth()
    {
        using var scene = new CurveScene(chunkSize: 1_000);
        await scene.AppendAsync(64_000);
        var metric = await scene.MetricAsync();
        Assert.InRange(scene.Blobs.Puts[metric.SummaryKey], 2, 40);
        Assert.InRange((await scene.Summaries.OpenAsync(metric, Cancel)).Count(0), 600, 640);
    }

    [Fact]
    public async Task The_first_reader_summarises_chunks_that_were_closed_before()
    {
        using var scene = new CurveScene(chunkSize: 1_000);
        scene.Blobs.BeforePut = key => key.EndsWith("summary", StringComparison.Ordinal) ? ForwardingBlobs.Away(key) : Task.CompletedTask;
        await scene.AppendAsync(20_000);
        var metric = await scene.MetricAsync();
        Assert.Equal(20, metric.TotalChunks);
        Assert.Null(metric.Lease);
        Assert.Equal(0, (await scene.Summaries.OpenAsync(metric, Cancel)).Count(0));
        // Where they cannot be kept, they are made again.
        await scene.AssertCurvesAsync();

        scene.Blobs.BeforePut = _ => Task.CompletedTask;
        await scene.AssertCurvesAsync();
        Assert.Equal(200, (await scene.Summaries.OpenAsync(metric, Cancel)).Count(0));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("empty")]
    [InlineData("torn in its head")]
    [InlineData("torn in its end")]
    [InlineData("damaged")]
    [InlineData("no summaries")]
    [InlineData("of another metric")]
    [InlineData("of another size of chunks")]
    public async Task Summaries_that_are_wrong_are_as_good_as_none(string how)
    {
        using var scene = new CurveScene(chunkSize: 1_000);
        await scene.AppendAsync(20_300);
        await scene.AssertCurvesAsync();
        var metric = await scene.MetricAsync();
        var bytes = await ReadAsync(scene, metric.SummaryKey);
        await (how switch
        {
            "missing" => scene.Blobs.DeleteAsync(metric.SummaryKey, Cancel),
            "empty" => PutAsync([]),
            "torn in its head" => PutAsync(bytes[..50]),
            "torn in its end" => PutAsync(bytes[..^1]),
            "damaged" => PutAsync([.. bytes[..^9], (byte)(bytes[^9] ^ 1), .. bytes[^8..]]),
            "no summaries" => PutAsync([.. Enumerable.Repeat((byte)'x', 5_000)]),
            "of another metric" => WriteAsync(metric with { Id = "4711" }),
            _ => WriteAsync(metric with { ChunkSize = 500 }),
        });
        Assert.False(await AreWholeAsync(metric));
        await scene.AssertCurvesAsync();
        Assert.True(await AreWholeAsync(metric));
        Assert.InRange((await scene.Summaries.OpenAsync(metric, Cancel)).Count(0), 190, 200);
        await scene.AppendAsync(3_000);
        await scene.AssertCurvesAsync();

        async Task<bool> AreWholeAsync(MetricDocument of)
        {
            var found = await scene.Summaries.OpenAsync(of, Cancel);
            try
            {
                for (var level = 0; level < SummaryLevels.Count; level++)
                {
                    for (var page = 0; page < SummaryPage.NeededFor(found.Count(level)); page++)
                        await found.PageAsync(level, page, Cancel);
                }
                return found.Count(0) > 0;
            }
            catch (FormatException)
            {
                return false;
            }
        }

        Task PutAsync(byte[] content) => scene.Blobs.PutAsync(metric.SummaryKey, new MemoryStream(content), Cancel);

        // Right in themselves, but of points that this metric does not have.
        async Task WriteAsync(MetricDocument other)
        {
            var made = new GrowingSummaries(SummaryBytes.None());
            var points = new NumberColumns();
            for (var i = 0; i < NumberColumns.Most; i++)
            {
                points.Set(made.Fields.SlotOf("loss"), 1e9);
                points.Set(FieldTable.Index, i);
                points.Keep();
            }
            await made.AddAsync(BlockSummary.Of(points, made.Fields), 0, Cancel);
            await scene.Summaries.WriteAsync(other, made, Cancel);
            if (other.SummaryKey != metric.SummaryKey)
                await PutAsync(await ReadAsync(scene, other.SummaryKey));
        }
    }

    [Fact]
    public async Task Summaries_that_are_replaced_while_they_are_read_are_read_again()
    {
        using var scene = new CurveScene(chunkSize: 1_000);
        await scene.AppendAsync(20_300);
        await scene.AssertCurvesAsync();
        var metric = await scene.MetricAsync();
        var right = await ReadAsync(scene, metric.SummaryKey);
        await scene.Blobs.PutAsync(metric.SummaryKey, new MemoryStream([.. right[..^1], (byte)~right[^1]]), Cancel);
        // The next one that opens a blob finds it replaced.
        scene.Blobs.AfterRead = async () =>
        {
            scene.Blobs.AfterRead = () => Task.CompletedTask;
            await scene.Blobs.PutAsync(metric.SummaryKey, new MemoryStream(right), Cancel);
        };
        var puts = scene.Blobs.Puts[metric.SummaryKey];
        await scene.AssertCurvesAsync();
        // Nobody made them anew.
        Assert.Equal(puts + 1, scene.Blobs.Puts[metric.SummaryKey]);
    }

    [Fact]
    public async Task A_large_blob_is_read_in_few_parts_and_no_further_than_it_is_asked_for()
    {
        using var scene = new CurveScene(chunkSize: 1_000);
        byte[] bytes = [.. Enumerable.Range(0, 1_000_000).Select(i => (byte)(i * 31 / 7))];
        await scene.Blobs.PutAsync("chunks/4711/summary", new MemoryStream(bytes), Cancel);
        var windows = new BlobWindows(scene.Blobs, "chunks/4711/summary");
        foreach (var (begin, length, opens) in new[]
        {
            (0, 72, 1), (72, 90_000, 1), (500_000, 10, 2), (200_000, 10, 2), (600_000, 10, 2), (900_000, 100_000, 3),
        })
        {
            Assert.Equal(bytes[begin..(begin + length)], (await windows.ReadAsync(begin, length, Cancel)).ToArray());
            Assert.Equal(opens, scene.Blobs.Opens);
        }
        Assert.Equal(5, (await windows.ReadAsync(bytes.Length - 5, 9, Cancel)).Length);
    }

    [Fact]
    public async Task A_spike_of_one_point_is_in_the_chart_and_a_zoom_unpacks_few_chunks()
    {
        using var scene = new CurveScene(chunkSize: 1_000);
        await scene.AppendAsync(64_000);
        await scene.ReadAsync(new());
        var before = scene.Blobs.Opens;
        var zoom = Assert.Single(await scene.ReadAsync(new() { X = SeriesX.Index, Fields = ["loss"], From = 30_500, To = 31_499, Buckets = 1_000 }));
        Assert.True(zoom.IsRaw);
        Assert.Equal(1_000, zoom.Buckets.Count);
        // The summaries, those that have come since, and the two chunks that the zoom lies in, for each of the two walks over it.
        Assert.InRange(scene.Blobs.Opens - before, 1, 1 + (64 / 16) + 4);
    }

    [Fact]
    public async Task Where_only_some_points_have_x_its_ends_are_found_without_reading_points()
    {
        using var scene = new CurveScene(chunkSize: 1_000);
        await scene.AppendAsync(64_000);
        await scene.ReadAsync(new());
        var before = scene.Blobs.Opens;
        Assert.False(Assert.Single(await scene.ReadAsync(new() { X = new("loss"), Fields = ["noise"], Buckets = 7 })).IsOrdered);
        // Each chunk once, the first one twice, since it tells that x is no axis; the summaries, and those that have come since.
        Assert.InRange(scene.Blobs.Opens - before, 64, 64 + 1 + 1 + (64 / 16));
    }

    [Fact]
    public async Task Summaries_go_with_the_data_of_an_experiment()
    {
        using var scene = new CurveScene(chunkSize: 1_000);
        await scene.AppendAsync(3_000);
        Assert.Contains((await scene.MetricAsync()).SummaryKey, await scene.Blobs.ListAsync(Cancel).Select(blob => blob.Key).ToListAsync(Cancel));
        await scene.Purge.RunAsync(CurveScene.Experiment, Cancel);
        Assert.Empty(await scene.Blobs.ListAsync(Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task A_move_to_other_stores_takes_summaries_along_also_when_a_reader_has_replaced_them_since()
    {
        using var scene = new CurveScene(chunkSize: 1_000);
        var folder = Directory.CreateTempSubdirectory("mldash-moved-").FullName;
        try
        {
            var target = new FolderBlobStore(folder);
            using var progress = new Progress(TextWriter.Null);
            await scene.AppendAsync(3_000);
            var move = new BlobMove(scene.Blobs, target);
            await move.CopyAsync(progress, Cancel);
            await scene.AppendAsync(9_000);
            await target.PutAsync("chunks/4711/summary", new MemoryStream([1, 2, 3]), Cancel);

            await move.CheckAsync(Cancel);
            await move.CopyAsync(progress, Cancel);
            var differences = new Differences();
            await move.VerifyAsync(differences, progress, Cancel);
            Assert.Empty(differences.Named);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<byte[]> ReadAsync(CurveScene scene, string key)
    {
        await using var blob = await scene.Blobs.OpenAsync(key, 0, Cancel);
        var bytes = new MemoryStream();
        await blob!.CopyToAsync(bytes, Cancel);
        return bytes.ToArray();
    }
}
