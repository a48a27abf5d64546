using System.Collections.Concurrent;
using System.Diagnostics;

namespace MlDash.Server.Tests;

/// <summary>Readers that look at a metric again and again while two servers append to it, close its chunks and drop hot points.</summary>
public sealed class MovingChunkReaderTests
{
    private const int Batch = 3;
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _span = TimeSpan.FromSeconds(6);
    private readonly ConcurrentDictionary<string, string> _idOfIndex = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reader_sees_every_point_once_while_two_servers_close_chunks(bool areStoresShared)
    {
        var folder = Directory.CreateTempSubdirectory("mldash-readers-").FullName;
        (string, string)[] settings =
        [
            .. areStoresShared
                ? TestStores.Shared(Guid.NewGuid().ToString("N")[..24])
                : [], ("CHUNK_SIZE", "5"), ("CHUNK_GRACE", $"{_grace.TotalSeconds}s"), ("CHUNK_LEASE", "1s"),
        ];
        await using (var first = await TestServer.StartAsync(folder, [.. settings, ("WORKER_ID", "1")]))
        await using (var second = await TestServer.StartAsync(folder, [.. settings, ("WORKER_ID", "2")]))
        {
            var (one, other) = (first.As("alice"), second.As("alice"));
            var run = await one.OpenAsync();
            (await one.PointsAsync(run, "m", "[]")).Is(200);
            using var end = new CancellationTokenSource(_span);
            var writing = Task.WhenAll(WriteAsync(one, run, "a", end.Token), WriteAsync(other, run, "b", end.Token));
            var pages = ReadPagesAsync(other, run, end.Token);
            var recipes = FollowTheRecipeAsync(one, run, end.Token);
            var written = (await writing).Sum();

            Assert.True(await pages > 0);
            Assert.True(await recipes > 0, "No download was faster than the time of grace.");
            Assert.Equal(written, await ReadAllAsync(other, run));
            Assert.Equal(written, _idOfIndex.Values.Distinct().Count());
            Assert.True((await one.GetAsync(Of(run, "m/stats"))).Ok["totalChunks"].Number > 3);
        }
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<int> WriteAsync(Api api, Run run, string writer, CancellationToken end)
    {
        var written = 0;
        for (; !end.IsCancellationRequested; written += Batch)
        {
            (await api.PointsAsync(run, "m", $"[{string.Join(',', Enumerable.Range(written, Batch).Select(i => $$"""{"id":"{{writer}}{{i}}"}"""))}]")).Is(200);
            // Some hundred chunks are enough; the other tests on this machine want their share of it.
            await Task.Delay(5, Cancel);
        }
        return written;
    }

    private async Task<int> ReadPagesAsync(Api api, Run run, CancellationToken end)
    {
        var reads = 0;
        for (; !end.IsCancellationRequested; reads++)
            await ReadAllAsync(api, run);
        return reads;
    }

    // Pages of a size that fits no chunk, each of them gap-free.
    private async Task<int> ReadAllAsync(Api api, Run run)
    {
        for (var count = 0; ;)
        {
            var page = (await api.GetAsync(Of(run, $"m/data?startIndex={count}&limit=17"))).Ok;
            foreach (var point in page["data"].All)
                Assert.Equal(count++, See(point));
            if (!page["hasMore"].True)
                return count;
        }
    }

    // What the clients do to download a metric: how many chunks there are, these chunks, then the hot points.
    private async Task<int> FollowTheRecipeAsync(Api api, Run run, CancellationToken end)
    {
        var complete = 0;
        while (!end.IsCancellationRequested)
        {
            var watch = Stopwatch.StartNew();
            var seen = new SortedSet<int>();
            var chunks = (int)(await api.GetAsync(Of(run, "m/stats"))).Ok["totalChunks"].Number;
            await Parallel.ForEachAsync(
                Enumerable.Range(0, chunks),
                new ParallelOptions { MaxDegreeOfParallelism = 10 },
                async (chunk, _) => SeeAll(await api.GetAsync(Of(run, $"m/chunks/{chunk}"))));
            SeeAll(await api.GetAsync(Of(run, "m/data?bufferOnly=true")));
            // A download that takes longer than the time of grace is promised nothing.
            if (watch.Elapsed > _grace)
                continue;
            Assert.Equal(Enumerable.Range(0, seen.Count), seen);
            Assert.True(seen.Count >= chunks * 5);
            complete++;

            void SeeAll(Answer answer)
            {
                lock (seen)
                    seen.UnionWith(answer.Ok["data"].All.Select(See));
            }
        }
        return complete;
    }

    // The same index is the same point, whoever answers it from wherever.
    private int See(Json point)
    {
        var id = point["data"]["id"].Text;
        Assert.Equal(id, _idOfIndex.GetOrAdd(point["index"].Text, id));
        return int.Parse(point["index"].Text);
    }

    private static string Of(Run run, string rest) => $"/api/experiments/{run.Id}/metrics/{rest}";
}
