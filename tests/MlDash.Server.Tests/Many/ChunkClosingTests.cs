using MlDash.Server.Documents;
using MlDash.Server.Metrics;
using MlDash.Server.Settings;
using MlDash.Server.Stores;
using MlDash.Server.Stores.Folder;
using MlDash.Server.Stores.Sqlite;

namespace MlDash.Server.Tests;

/// <summary>Two servers close the chunks of the same metrics: who does it, and who goes on when one is gone.</summary>
public sealed class ChunkClosingTests : IDisposable
{
    private const int ChunkSize = 4;
    private static readonly ServerSettings _settings = new() { ChunkSize = ChunkSize, ChunkTail = null };
    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-chunks-").FullName;
    private readonly WriteCounter _store;
    private readonly ForwardingBlobs _blobs;
    private readonly MetricServer _first;
    private readonly MetricServer _second;

    public ChunkClosingTests()
    {
        _store = new WriteCounter(new SqliteMetadataStore(Path.Combine(_folder, "m.db")));
        _blobs = new ForwardingBlobs(new FolderBlobStore(Path.Combine(_folder, "blobs")));
        _first = new MetricServer(1, _store, _blobs, _settings);
        _second = new MetricServer(2, _store, _blobs, _settings);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Two_servers_that_append_to_one_metric_pack_each_chunk_once()
    {
        var (atOnce, most) = (0, 0);
        _blobs.BeforePut = async _ =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref atOnce));
            await Task.Delay(3);
            Interlocked.Decrement(ref atOnce);
        };
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (i, _) => await (i % 2 == 0 ? _first : _second).AppendAsync("m", 1));
        // A round does no more than some chunks of a metric.
        for (var round = 0; round < 5; round++)
            await Task.WhenAll(_first.Closing.CatchUpAsync(Cancel), _second.Closing.CatchUpAsync(Cancel));
        Assert.Empty(_first.Failures.Concat(_second.Failures));
        Assert.Equal(50, (await MetricAsync()).TotalChunks);
        Assert.Equal(50, _blobs.Puts.Count);
        Assert.All(_blobs.Puts.Values, count => Assert.Equal(1, count));
        Assert.Equal(1, most);
        await EveryPointIsThereOnceAsync(200);
    }

    [Fact]
    public async Task A_chunk_that_is_left_with_a_lease_is_taken_over_when_the_lease_is_over_and_not_before()
    {
        _blobs.BeforePut = ForwardingBlobs.Away;
        await _first.AppendAsync("m", ChunkSize);
        Assert.Equal(0, (await MetricAsync()).TotalChunks);

        _blobs.BeforePut = _ => Task.CompletedTask;
        _second.Clock.Shift = _settings.ChunkLease - TimeSpan.FromSeconds(5);
        await _second.Closing.CatchUpAsync(Cancel);
        await _second.AppendAsync("m", 1);
        Assert.Equal(0, (await MetricAsync()).TotalChunks);

        _second.Clock.Shift = _settings.ChunkLease + TimeSpan.FromSeconds(1);
        await _second.Closing.CatchUpAsync(Cancel);
        Assert.Equal((1, null), ((await MetricAsync()).TotalChunks, (await MetricAsync()).Lease));
        await EveryPointIsThereOnceAsync(ChunkSize + 1);
    }

    [Fact]
    public async Task A_server_that_wakes_up_after_its_lease_was_taken_over_changes_nothing()
    {
        var (isPutting, mayPut) = (new TaskCompletionSource(), new TaskCompletionSource());
        _blobs.BeforePut = _ =>
        {
            isPutting.TrySetResult();
            return mayPut.Task;
        };
        var sleeping = _first.AppendAsync("m", 2 * ChunkSize);
        await isPutting.Task;
        _blobs.BeforePut = _ => Task.CompletedTask;
        _second.Clock.Shift = _settings.ChunkLease + TimeSpan.FromSeconds(1);
        await _second.Closing.CatchUpAsync(Cancel);
        var taken = await MetricAsync();
        Assert.Equal(2, taken.TotalChunks);

        mayPut.SetResult();
        await sleeping;
        Assert.Equal(
            (taken.TotalChunks, taken.Due, taken.UpdatedAt), ((await MetricAsync()).TotalChunks, (await MetricAsync()).Due, (await MetricAsync()).UpdatedAt));
        await EveryPointIsThereOnceAsync(2 * ChunkSize);
    }

    [Fact]
    public async Task What_a_giant_batch_leaves_over_and_the_dropping_of_hot_points_are_done_by_any_server()
    {
        await _first.AppendAsync("m", 20 * ChunkSize);
        Assert.Equal(16, (await MetricAsync()).TotalChunks);
        await _second.Closing.CatchUpAsync(Cancel);
        Assert.Equal(20, (await MetricAsync()).TotalChunks);
        await _first.AppendAsync("m", 1);
        Assert.Equal(0, await FirstHotAsync());

        _second.Clock.Shift = _settings.ChunkGrace + TimeSpan.FromSeconds(1);
        await _second.Closing.CatchUpAsync(Cancel);
        Assert.Equal(20 * ChunkSize, await FirstHotAsync());
        Assert.Empty(await _second.Stores.Metrics.HeadsAsync(StoreCollections.ChunkWorkKey, Cancel));
        await EveryPointIsThereOnceAsync((20 * ChunkSize) + 1);
    }

    [Fact]
    public async Task A_reader_whose_document_is_older_finds_points_that_were_closed_and_dropped_since()
    {
        _blobs.BeforePut = ForwardingBlobs.Away;
        foreach (var count in (int[])[ChunkSize, ChunkSize, 1])
            await _first.AppendAsync("m", count);
        var older = await MetricAsync();
        Assert.Equal(0, older.TotalChunks);
        _blobs.BeforePut = _ => Task.CompletedTask;
        foreach (var shift in (TimeSpan[])[_settings.ChunkLease, _settings.ChunkLease + _settings.ChunkGrace])
        {
            _second.Clock.Shift = shift + TimeSpan.FromSeconds(1);
            await _second.Closing.CatchUpAsync(Cancel);
            await _second.AppendAsync("m", 1);
        }
        Assert.Equal(2 * ChunkSize, await FirstHotAsync());
        Assert.Equal(
            Enumerable.Range(0, 11).Select(i => (long)i), await _first.Points.ReadHotAsync(older, 0, 11, Cancel).Select(p => p.Index).ToListAsync(Cancel));
        Assert.Equal(Enumerable.Range(3, 4).Select(i => (long)i), await _first.Points.ReadAsync(older, 3, 7, Cancel).Select(p => p.Index).ToListAsync(Cancel));
    }

    [Fact]
    public async Task The_chunk_that_is_due_first_is_in_front_of_the_list()
    {
        _blobs.BeforePut = ForwardingBlobs.Away;
        foreach (var (name, shift) in ((string, int)[])[("b", 2), ("a", 1), ("c", 3)])
        {
            _first.Clock.Shift = TimeSpan.FromHours(shift);
            await _first.AppendAsync(name, ChunkSize);
        }
        Assert.Equal(["a", "b", "c"], (await _second.Stores.Metrics.HeadsAsync(StoreCollections.ChunkWorkKey, Cancel)).Select(h => h.Label));
    }

    [Fact]
    public async Task A_metric_that_cannot_be_packed_does_not_keep_the_others_waiting()
    {
        _blobs.BeforePut = ForwardingBlobs.Away;
        await _first.AppendAsync("bad", ChunkSize);
        await _first.AppendAsync("m", ChunkSize);
        var bad = (await _first.Stores.Metrics.GetByUniqueAsync(StoreCollections.DataUnique(MetricServer.Experiment, "bad"), Cancel))!;
        _blobs.BeforePut = key => key == bad.ChunkKey(0) ? ForwardingBlobs.Away(key) : Task.CompletedTask;
        _second.Clock.Shift = _settings.ChunkLease + TimeSpan.FromSeconds(1);
        await _second.Closing.CatchUpAsync(Cancel);
        Assert.Equal(1, (await MetricAsync()).TotalChunks);
        Assert.NotEmpty(await _second.Stores.Metrics.HeadsAsync(StoreCollections.ChunkWorkKey, Cancel));
    }

    [Fact]
    public async Task An_append_that_fills_no_chunk_changes_no_document()
    {
        await _first.AppendAsync("m", 1);
        var before = _store.Writes;
        await _first.AppendAsync("m", ChunkSize - 2);
        Assert.Equal(before, _store.Writes);
        await _first.AppendAsync("m", 1);
        // Lease taken, chunk published, lease given back.
        Assert.Equal(before + 3, _store.Writes);
    }

    private async Task<MetricDocument> MetricAsync() =>
        (await _first.Stores.Metrics.GetByUniqueAsync(StoreCollections.DataUnique(MetricServer.Experiment, "m"), Cancel))!;

    private async Task<long> FirstHotAsync() => (await _store.ReadAsync((await MetricAsync()).Stream, 0, long.MaxValue, Cancel).FirstAsync(Cancel)).Start;

    private async Task EveryPointIsThereOnceAsync(int count)
    {
        var metric = await MetricAsync();
        Assert.Equal(count, await _first.Points.CountAsync(metric, Cancel));
        var indexes = await _first.Points.ReadAsync(metric, 0, count, Cancel).Select(p => p.Index).ToListAsync(Cancel);
        Assert.Equal(Enumerable.Range(0, count).Select(i => (long)i), indexes);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, value, seen);
    }
}
