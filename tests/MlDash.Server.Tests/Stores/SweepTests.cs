using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Removal;
using MlDash.Server.Stores;

namespace MlDash.Server.Tests;

/// <summary>Blobs that nothing refers to go, and nothing else does.</summary>
public sealed class SweepTests
{
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Old_blobs_that_nothing_refers_to_go_at_the_second_look_and_everything_else_stays(bool shared)
    {
        await using var server = await TestServer.StartAsync(null, [("CHUNK_SIZE", "10"), .. BothStores.Of(shared)]);
        var (api, blobs, sweep) = (server.NewUser(), server.Services.GetRequiredService<IBlobStore>(), server.Services.GetRequiredService<BlobSweep>());
        var run = await api.OpenAsync();
        await api.PointsAsync(run, "m", $"[{string.Join(",", Enumerable.Repeat("""{"x":1}""", 25))}]");
        var kept = (await api.UploadAsync(run, "kept", [1, 2, 3])).Ok["node"]["id"].Text;
        var deleted = (await api.UploadAsync(run, "deleted", [4])).Ok["node"]["id"].Text;
        (await api.DeleteAsync($"/api/nodes/{deleted}")).Is(200);
        var metric = (await blobs.ListAsync(Cancel).FirstAsync(b => b.Key.StartsWith("chunks/", StringComparison.Ordinal), Cancel)).Key.Split('/')[1];
        // Packed by a server that died before it published it: the next point may publish it at any time.
        await blobs.PutAsync($"chunks/{metric}/2", new MemoryStream([9]), Cancel);
        var before = await KeysAsync(blobs);
        foreach (var orphan in (string[])["files/123456789", "chunks/4711/0", "chunks/4711/1"])
            await blobs.PutAsync(orphan, new MemoryStream([5]), Cancel);

        // Young: nobody is even suspected.
        Assert.Equal(0, await sweep.LookAsync(_day, Cancel));
        server.Clock.Shift = TimeSpan.FromHours(2);
        Assert.Equal(0, await sweep.LookAsync(_day, Cancel));
        // Old, suspected, and too soon to act on it.
        server.Clock.Shift = TimeSpan.FromDays(2);
        Assert.Equal(0, await sweep.LookAsync(_day, Cancel));
        Assert.Equal(0, await sweep.LookAsync(_day, Cancel));
        Assert.Equal(before.Count + 3, (await KeysAsync(blobs)).Count);
        server.Clock.Shift += TimeSpan.FromMinutes(61);
        Assert.Equal(3, await sweep.LookAsync(_day, Cancel));
        Assert.Equal(before, await KeysAsync(blobs));
        Assert.Equal([1, 2, 3], (await api.GetAsync($"/api/nodes/{kept}/download")).Is(200).Bytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_uploads_replacements_and_closing_chunks_run_nothing_that_is_referred_to_is_swept(bool shared)
    {
        const int Rounds = 8;
        await using var server = await TestServer.StartAsync(null, [("CHUNK_SIZE", "5"), .. BothStores.Of(shared)]);
        var (api, blobs, services) = (server.NewUser(), server.Services.GetRequiredService<IBlobStore>(), server.Services);
        var sweep = new BlobSweep(
            services.GetRequiredService<StoreCollections>(),
            new AllOld(blobs, server.Clock),
            services.GetRequiredService<Telemetry>(),
            server.Clock,
            NullLogger<BlobSweep>.Instance);
        var run = await api.OpenAsync();
        await blobs.PutAsync("files/123456789", new MemoryStream([5]), Cancel);
        var done = new int[3];
        var working = new[]
        {
            WorkAsync(0, i => api.UploadAsync(run, $"new-{i}", Bytes(i))),
            WorkAsync(1, i => api.UploadAsync(run, "replaced", Bytes(i))),
            WorkAsync(2, _ => api.PointsAsync(run, "m", """[{"x":1},{"x":2},{"x":3}]""")),
        };
        var (swept, looks) = (0, 0);
        while (!Task.WhenAll(working).IsCompleted || looks < 3)
        {
            swept += await sweep.LookAsync(_day, Cancel);
            looks++;
            // An hour goes by while the requests of this look come to their end, as they do within an hour: also those that began while it looked.
            var seen = done.ToArray();
            while (working.Where((work, i) => !work.IsCompleted && done[i] == seen[i]).Any())
                await Task.Delay(5, Cancel);
            server.Clock.Shift += TimeSpan.FromMinutes(61);
        }
        await Task.WhenAll(working);
        Assert.Equal(1, swept);
        for (var i = 0; i < Rounds; i++)
            Assert.Equal(Bytes(i), await DownloadAsync($"new-{i}"));
        Assert.Equal(Bytes(Rounds - 1), await DownloadAsync("replaced"));
        var points = (await api.GetAsync($"/api/experiments/{run.Id}/metrics/m/data?startIndex=0&limit=1000")).Ok["data"];
        Assert.Equal(3 * Rounds, points.Count);

        async Task WorkAsync(int worker, Func<int, Task<Answer>> request)
        {
            for (var i = 0; i < Rounds; i++)
            {
                (await request(i)).Is(200);
                Interlocked.Increment(ref done[worker]);
            }
        }

        async Task<byte[]> DownloadAsync(string name)
        {
            var hit = (await api.GetAsync($"/api/search/files?pattern={name}&experimentId={run.Id}")).Ok["files"][0]["id"].Text;
            return (await api.GetAsync($"/api/nodes/{hit}/download")).Is(200).Bytes;
        }
    }

    [Fact]
    public async Task An_upload_that_took_days_is_not_swept_between_its_last_byte_and_its_document()
    {
        Gate? gate = null;
        await using var server = await TestServer.StartAsync(null, inner => gate = new Gate(inner), BothStores.Of(shared: false));
        var (api, sweep) = (server.NewUser(), server.Services.GetRequiredService<BlobSweep>());
        var run = await api.OpenAsync();
        gate!.Shut();
        var uploading = api.UploadAsync(run, "slow", [1, 2]);
        await gate.Reached.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        // The blob is whole and seems old, and no document refers to it.
        server.Clock.Shift = TimeSpan.FromDays(2);
        Assert.Equal((0, 0), (await sweep.LookAsync(_day, Cancel), await sweep.LookAsync(_day, Cancel)));
        gate.Open();
        var node = (await uploading).Ok["node"]["id"].Text;
        server.Clock.Shift += TimeSpan.FromMinutes(61);
        Assert.Equal(0, await sweep.LookAsync(_day, Cancel));
        Assert.Equal([1, 2], (await api.GetAsync($"/api/nodes/{node}/download")).Is(200).Bytes);
    }

    [Fact]
    public async Task When_most_blobs_seem_to_belong_to_nothing_none_is_swept()
    {
        // As with a MONGODB_URI that names the wrong database.
        await using var server = await TestServer.StartAsync(null, BothStores.Of(shared: false));
        var (blobs, sweep) = (server.Services.GetRequiredService<IBlobStore>(), server.Services.GetRequiredService<BlobSweep>());
        for (var i = 0; i < 101; i++)
            await blobs.PutAsync($"files/{1000 + i}", new MemoryStream([1]), Cancel);
        server.Clock.Shift = TimeSpan.FromDays(2);
        await sweep.LookAsync(_day, Cancel);
        server.Clock.Shift = TimeSpan.FromDays(3);
        Assert.Equal(0, await sweep.LookAsync(_day, Cancel));
        Assert.Equal(101, (await KeysAsync(blobs)).Count);
    }

    [Fact]
    public async Task What_a_killed_put_left_in_the_folder_is_freed_when_nothing_came_for_a_day()
    {
        var folder = Directory.CreateTempSubdirectory("mldash-sweep-").FullName;
        var store = new Stores.Folder.FolderBlobStore(folder);
        var (dead, alive) = (Path.Combine(folder, ".arriving", "dead"), Path.Combine(folder, ".arriving", "alive"));
        foreach (var file in (string[])[dead, alive])
            await File.WriteAllBytesAsync(file, [1], Cancel);
        File.SetLastWriteTimeUtc(dead, DateTime.UtcNow.AddHours(-25));
        Assert.Equal(1, await store.FreeUnfinishedAsync(DateTimeOffset.UtcNow.AddDays(-1), Cancel));
        Assert.Equal((false, true), (File.Exists(dead), File.Exists(alive)));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Holds up new nodes while it is shut.</summary>
    private sealed class Gate(IMetadataStore inner) : ForwardingStore(inner)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource? _open;

        public Task Reached => _reached.Task;

        public void Shut() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Open() => _open!.SetResult();

        public override async Task<bool> InsertAsync(StoredDocument document, CancellationToken cancellationToken)
        {
            if (document.Kind == DocumentKind.Node && _open is { } open)
            {
                _reached.TrySetResult();
                await open.Task.WaitAsync(cancellationToken);
            }
            return await base.InsertAsync(document, cancellationToken);
        }
    }

    /// <summary>Every blob seems to be put two days ago, as if each were the last part of an upload that took so long.</summary>
    private sealed class AllOld(IBlobStore inner, ShiftedClock clock) : IBlobStore
    {
        public string Name => inner.Name;

        public Task PutAsync(string key, Stream content, CancellationToken cancellationToken) => inner.PutAsync(key, content, cancellationToken);

        public Task<Stream?> OpenAsync(string key, long offset, CancellationToken cancellationToken) => inner.OpenAsync(key, offset, cancellationToken);

        public Task<ReadOnlyMemory<byte>> ReadAsync(string key, long offset, int length, CancellationToken cancellationToken) =>
            inner.ReadAsync(key, offset, length, cancellationToken);

        public Task<long> SizeAsync(string key, CancellationToken cancellationToken) => inner.SizeAsync(key, cancellationToken);

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

        public IAsyncEnumerable<StoredBlob> ListAsync(CancellationToken cancellationToken) =>
            inner.ListAsync(cancellationToken).Select(blob => blob with { WrittenAt = blob.WrittenAt.AddDays(-2) });

        public Task<int> FreeUnfinishedAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
            inner.FreeUnfinishedAsync(since - clock.Shift, cancellationToken);

        public Task<Uri?> LinkAsync(string key, string contentType, string disposition) => inner.LinkAsync(key, contentType, disposition);

        public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);
    }

    private static byte[] Bytes(int number) => [.. Enumerable.Repeat((byte)number, 100 + number)];

    private static async Task<List<string>> KeysAsync(IBlobStore blobs) => await blobs.ListAsync(Cancel).Select(b => b.Key).ToListAsync(Cancel);
}
