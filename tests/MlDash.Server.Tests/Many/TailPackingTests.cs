using MlDash.Server.Documents;
using MlDash.Server.Settings;
using MlDash.Server.Stores;
using MlDash.Server.Stores.Folder;
using MlDash.Server.Stores.Mongo;
using MlDash.Server.Stores.Sqlite;

namespace MlDash.Server.Tests;

/// <summary>The last points of metrics that rest are packed, and stay points like all others.</summary>
public abstract class TailPackingContract : IDisposable
{
    private const int ChunkSize = 40;
    private static readonly TimeSpan _rest = TimeSpan.FromHours(1);
    private static readonly ServerSettings _settings = new() { ChunkSize = ChunkSize, ChunkGrace = TimeSpan.Zero, ChunkTail = _rest };
    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-tails-").FullName;
    private readonly IMetadataStore _inner;
    private readonly WriteCounter _store;
    private readonly ForwardingBlobs _blobs;
    private readonly MetricServer _first;
    private readonly MetricServer _second;

    private protected TailPackingContract(Func<string, IMetadataStore> open)
    {
        _inner = open(_folder);
        _store = new WriteCounter(_inner);
        _blobs = new ForwardingBlobs(new FolderBlobStore(Path.Combine(_folder, "blobs")));
        _first = new MetricServer(1, _store, _blobs, _settings);
        _second = new MetricServer(2, _store, _blobs, _settings);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        (_inner as IDisposable)?.Dispose();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_tail_is_packed_once_the_metric_rests_and_only_the_last_batch_stays_in_the_stream()
    {
        await AppendAsync(_first, 7, 7, 7, 7, 7, 7, 7);
        await _second.Closing.CatchUpAsync(Cancel);
        Assert.Equal((40, 40), ((await MetricAsync()).ChunkedPoints, (await MetricAsync()).PackedPoints));

        await AppendAsync(_first, 5, 5, 5);
        await RestAsync();
        var metric = await MetricAsync();
        Assert.Equal((40, 64, null), (metric.ChunkedPoints, metric.TailEnd, metric.Due));
        Assert.Equal((long[])[59], await StartsAsync());
        Assert.Equal([$"chunks/{metric.Id}/0", $"chunks/{metric.Id}/40to64"], await BlobsAsync());
        await AllAreThereAsync(64);
    }

    [Fact]
    public async Task While_points_come_nothing_is_packed()
    {
        for (var i = 0; i < 4; i++)
        {
            await AppendAsync(_first, 2, 3);
            await RestAsync(_rest / 2);
        }
        Assert.Equal((0, 20), ((await MetricAsync()).PackedPoints, await CountInStreamAsync()));
        await RestAsync();
        Assert.Equal((20, 3), ((await MetricAsync()).PackedPoints, await CountInStreamAsync()));
    }

    [Fact]
    public async Task More_points_make_a_longer_tail_and_then_a_chunk_and_what_was_there_before_is_freed()
    {
        await AppendAsync(_first, 5, 5, 5);
        await RestAsync();
        await AppendAsync(_second, 4, 6);
        await AllAreThereAsync(25);
        await RestAsync();
        var id = (await MetricAsync()).Id;
        Assert.Equal([$"chunks/{id}/0to25"], await BlobsAsync());
        await AllAreThereAsync(25);

        await AppendAsync(_first, 10, 10);
        var metric = await MetricAsync();
        Assert.Equal((40, 40, null), (metric.ChunkedPoints, metric.PackedPoints, metric.TailKey));
        Assert.Equal([$"chunks/{id}/0"], await BlobsAsync());
        await AllAreThereAsync(45);
        await RestAsync();
        Assert.Equal([$"chunks/{id}/0", $"chunks/{id}/40to45"], await BlobsAsync());
        await AllAreThereAsync(45);
    }

    [Fact]
    public async Task A_reader_with_an_older_document_finds_every_point()
    {
        await AppendAsync(_first, 5, 5, 5);
        var before = await MetricAsync();
        await RestAsync();
        var packed = await MetricAsync();
        await AppendAsync(_first, 5, 5);
        await RestAsync();
        foreach (var older in (MetricDocument[])[before, packed])
            Assert.Equal(Numbers(25), await IndexesAsync(older, 0, 25));
        await AppendAsync(_first, 20);
        foreach (var older in (MetricDocument[])[before, packed])
            Assert.Equal(Numbers(45), await IndexesAsync(older, 0, 45));
        Assert.Equal([13L, 14L, 15L], await IndexesAsync(packed, 13, 16));
    }

    [Fact]
    public async Task Few_points_change_no_document_and_the_append_that_brings_enough_changes_one()
    {
        await AppendAsync(_first, 1);
        var before = _store.Writes;
        await AppendAsync(_first, 1, 1);
        Assert.Equal(before, _store.Writes);
        await AppendAsync(_first, 1);
        Assert.Equal(before + 1, _store.Writes);
        await AppendAsync(_first, 1, 1, 1);
        Assert.Equal(before + 1, _store.Writes);
    }

    [Fact]
    public async Task A_store_that_is_away_leaves_the_points_where_they_are_and_the_next_round_packs_them()
    {
        await AppendAsync(_first, 5, 5);
        _blobs.BeforePut = ForwardingBlobs.Away;
        await RestAsync();
        Assert.Equal((0, 10), ((await MetricAsync()).PackedPoints, await CountInStreamAsync()));
        _blobs.BeforePut = _ => Task.CompletedTask;
        await RestAsync(_settings.ChunkLease + TimeSpan.FromSeconds(1));
        Assert.Equal((10, 5), ((await MetricAsync()).PackedPoints, await CountInStreamAsync()));
        await AllAreThereAsync(10);
    }

    [Fact]
    public async Task A_server_that_wakes_up_after_its_lease_was_taken_over_loses_nothing()
    {
        await AppendAsync(_first, 5, 5);
        var (isPutting, mayPut) = (new TaskCompletionSource(), new TaskCompletionSource());
        _blobs.BeforePut = _ =>
        {
            isPutting.TrySetResult();
            return mayPut.Task;
        };
        _first.Clock.Shift = _rest + TimeSpan.FromSeconds(1);
        var sleeping = _first.Closing.CatchUpAsync(Cancel);
        await isPutting.Task;
        _blobs.BeforePut = _ => Task.CompletedTask;
        await AppendAsync(_second, 5, 5);
        _second.Clock.Shift = (3 * _rest) + TimeSpan.FromSeconds(1);
        await _second.Closing.CatchUpAsync(Cancel);
        Assert.Equal(20, (await MetricAsync()).TailEnd);
        mayPut.SetResult();
        await sleeping;
        Assert.Equal(20, (await MetricAsync()).TailEnd);
        await AllAreThereAsync(20);
    }

    [Fact]
    public async Task Random_appends_rests_and_rounds_of_two_servers_keep_every_point_once()
    {
        var random = new Random();
        for (var metric = 0; metric < 5; metric++)
        {
            var count = 0;
            for (var step = 0; step < 30; step++)
            {
                var server = random.Next(2) == 0 ? _first : _second;
                switch (random.Next(4))
                {
                    case 0:
                        await RestAsync();
                        break;
                    case 1:
                        await Task.WhenAll(_first.Closing.CatchUpAsync(Cancel), _second.Closing.CatchUpAsync(Cancel));
                        break;
                    default:
                        var more = random.Next(1, 17);
                        await server.AppendAsync($"m{metric}", more);
                        count += more;
                        break;
                }
                if (count > 0)
                    await AllAreThereAsync(count, $"m{metric}");
            }
        }
        Assert.Empty(_first.Failures.Concat(_second.Failures));
    }

    [Fact]
    public async Task Purging_and_sweeping_know_tails()
    {
        await AppendAsync(_first, 5, 5);
        await RestAsync();
        var metric = await MetricAsync();
        // What a server that died between storing and publishing left behind.
        await _blobs.PutAsync(BlobKeys.Tail(metric.Id, 0, 7), new MemoryStream([1]), Cancel);
        Assert.Equal(2, (await BlobsAsync()).Length);
        await _first.SweepAsync(_blobs);
        Assert.Equal([metric.TailKey!], await BlobsAsync());
        await new Removal.ExperimentPurge(_first.Stores, _store, _blobs).RunAsync(MetricServer.Experiment, Cancel);
        Assert.Empty(await BlobsAsync());
    }

    [Fact]
    public async Task Metrics_of_an_earlier_release_are_packed_too()
    {
        var earlier = new MetricServer(3, _store, _blobs, new ServerSettings { ChunkSize = ChunkSize, ChunkTail = null });
        await AppendAsync(earlier, 5, 5);
        await earlier.Closing.MarkEarlierTailsAsync(Cancel);
        await RestAsync();
        Assert.Equal(0, (await MetricAsync()).PackedPoints);
        await _second.Closing.MarkEarlierTailsAsync(Cancel);
        await RestAsync();
        Assert.Equal(10, (await MetricAsync()).PackedPoints);
        var writes = _store.Writes;
        await _first.Closing.MarkEarlierTailsAsync(Cancel);
        Assert.Equal(writes, _store.Writes);
    }

    /// <summary>Appends batches of these lengths.</summary>
    private static async Task AppendAsync(MetricServer server, params int[] batches)
    {
        foreach (var count in batches)
            await server.AppendAsync("m", count);
    }

    /// <summary>Time goes by, and both servers look.</summary>
    private async Task RestAsync(TimeSpan? span = null)
    {
        _first.Clock.Shift += span ?? (_rest + TimeSpan.FromSeconds(1));
        _second.Clock.Shift = _first.Clock.Shift;
        await Task.WhenAll(_first.Closing.CatchUpAsync(Cancel), _second.Closing.CatchUpAsync(Cancel));
    }

    private async Task AllAreThereAsync(int count, string name = "m")
    {
        var metric = await MetricAsync(name);
        Assert.Equal(count, await _first.Points.CountAsync(metric, Cancel));
        var points = await _second.Points.ReadAsync(metric, 0, count, Cancel).ToListAsync(Cancel);
        Assert.Equal(Numbers(count), points.Select(point => point.Index));
        Assert.All(points, point => Assert.StartsWith("{\"x\":", System.Text.Encoding.UTF8.GetString(point.Data.Span), StringComparison.Ordinal));
        Assert.Equal(count - 1, (await _first.Points.LastAsync(metric, count, Cancel))!.Value.Index);
    }

    private Task<List<long>> IndexesAsync(MetricDocument metric, long from, long to) =>
        _first.Points.ReadAsync(metric, from, to, Cancel).Select(point => point.Index).ToListAsync(Cancel).AsTask();

    private static IEnumerable<long> Numbers(int count) => Enumerable.Range(0, count).Select(i => (long)i);

    private async Task<MetricDocument> MetricAsync(string name = "m") =>
        (await _first.Stores.Metrics.GetByUniqueAsync(StoreCollections.DataUnique(MetricServer.Experiment, name), Cancel))!;

    private async Task<long[]> StartsAsync() =>
        await _store.ReadAsync((await MetricAsync()).Stream, 0, long.MaxValue, Cancel).Select(batch => batch.Start).ToArrayAsync(Cancel);

    private async Task<long> CountInStreamAsync() =>
        await _store.ReadAsync((await MetricAsync()).Stream, 0, long.MaxValue, Cancel).Select(batch => (long)batch.Count).SumAsync(Cancel);

    private async Task<string[]> BlobsAsync() =>
        [.. (await _blobs.ListAsync(Cancel).Select(blob => blob.Key).Where(key => !BlobKeys.IsSummary(key)).ToListAsync(Cancel)).Order(StringComparer.Ordinal)];
}

/// <summary>On SQLite.</summary>
[Trait(TestStores.Kind, TestStores.Embedded)]
public sealed class EmbeddedTailPackingTests() : TailPackingContract(folder => new SqliteMetadataStore(Path.Combine(folder, "m.db")));

/// <summary>On MongoDB.</summary>
public sealed class SharedTailPackingTests() : TailPackingContract(_ => new MongoMetadataStore(TestStores.Shared(Guid.NewGuid().ToString("N")[..24])[0].Value));
