using MlDash.Server.Diagnostics;
using MlDash.Server.Stores;

namespace MlDash.Server.Tests;

/// <content>What a blob store promises when many use it at once, and when a put does not end; and what a list of it holds.</content>
public abstract partial class BlobStoreContract
{
    /// <summary>Where a put dies that has stored bytes, but not yet made them visible.</summary>
    private protected abstract string CrashPlace { get; }

    /// <summary>Settings of a server that keeps its blobs in the store.</summary>
    private protected abstract (string Name, string Value)[] ServerSettings { get; }

    /// <summary>The store of that server.</summary>
    private protected abstract IBlobStore StoreOf(string data);

    [Fact]
    public async Task A_list_holds_every_blob_once_with_its_size_in_order_of_its_place()
    {
        string[] keys = ["files/105", "chunks/105/0", "chunks/105/11", "chunks/105/2", "chunks/1005/0", "files/7", "chunks/77/3", "files/170"];
        foreach (var (key, size) in keys.Select((key, i) => (key, i)))
            await Store.PutAsync(key, new MemoryStream(new byte[size]), Cancel);
        await Store.PutAsync("files/8", new MemoryStream([1]), Cancel);
        await Store.DeleteAsync("files/8", Cancel);
        var listed = await Store.ListAsync(Cancel).ToListAsync(Cancel);
        Assert.Equal(keys.OrderBy(BlobKeys.PlaceOf, StringComparer.Ordinal), listed.Select(b => b.Key));
        Assert.All(listed, b => Assert.Equal(Array.IndexOf(keys, b.Key), b.Size));
        Assert.All(listed, b => Assert.InRange(b.WrittenAt, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(1)));
    }

    [Fact]
    public async Task Of_many_writers_to_one_key_one_wins_whole()
    {
        await Task.WhenAll(Enumerable.Range(1, 8).Select(async writer =>
        {
            for (var i = 0; i < 4; i++)
                await Store.PutAsync("chunks/9/0", new MemoryStream(Enumerable.Repeat((byte)writer, 100_000).ToArray()), Cancel);
        }));
        var bytes = await ReadAsync("chunks/9/0", 0);
        Assert.Equal((100_000, 1), (bytes.Length, bytes.Distinct().Count()));
        Assert.Single(await Store.ListAsync(Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task A_reader_during_replacements_by_the_same_bytes_and_deletions_gets_them_whole_or_nothing()
    {
        var bytes = Enumerable.Range(0, 200_000).Select(i => (byte)(i * 31)).ToArray();
        using var done = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                await Store.PutAsync("chunks/9/1", new MemoryStream(bytes), Cancel);
                await Store.DeleteAsync("chunks/9/1", Cancel);
            }
            await done.CancelAsync();
        }, Cancel);
        var seen = 0;
        while (!done.IsCancellationRequested)
        {
            var read = new MemoryStream();
            await using var blob = await Store.OpenAsync("chunks/9/1", 0, Cancel);
            if (blob is null)
                continue;
            await blob.CopyToAsync(read, Cancel);
            Assert.Equal(bytes, read.ToArray());
            seen++;
        }
        await writing;
        TestContext.Current.TestOutputHelper?.WriteLine($"{seen} whole reads");
    }

    [Theory]
    [InlineData(1000, 500)]
    [InlineData(20 << 20, 18 << 20)]
    public async Task A_put_that_is_cut_in_the_middle_leaves_nothing_to_be_seen_and_what_was_there_stays(int length, int cut)
    {
        await Assert.ThrowsAsync<IOException>(() => Store.PutAsync("files/101", new PatternStream(length, failAt: cut), Cancel));
        Assert.Null(await Store.OpenAsync("files/101", 0, Cancel));
        await Store.PutAsync("files/101", new MemoryStream([1, 2]), Cancel);
        await Assert.ThrowsAsync<IOException>(() => Store.PutAsync("files/101", new PatternStream(length, failAt: cut), Cancel));
        Assert.Equal([1, 2], await ReadAsync("files/101", 0));
        Assert.Single(await Store.ListAsync(Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task A_process_that_is_killed_within_a_put_leaves_nothing_to_be_seen()
    {
        (string, string)[] development = [("ASPNETCORE_ENVIRONMENT", "Development"), .. ServerSettings];
        using var server = await ServerProcess.StartAsync([(CrashPoint.Variable, CrashPlace), .. development]);
        var api = new Api(server.Url, "alice", TestTokens.Public("alice"));
        var run = await api.OpenAsync();
        var bytes = new byte[(9 << 20) + 7];
        await Assert.ThrowsAsync<HttpRequestException>(() => api.UploadAsync(run, "f", bytes));
        await server.WaitForExitAsync();
        var store = StoreOf(server.Data);
        Assert.Empty(await store.ListAsync(Cancel).ToListAsync(Cancel));

        using var again = await ServerProcess.StartAsync(server.Data, server.Port, development);
        (await api.UploadAsync(run, "f", bytes)).Is(200);
        Assert.Equal(bytes.Length, Assert.Single(await store.ListAsync(Cancel).ToListAsync(Cancel)).Size);
        (store as IDisposable)?.Dispose();
    }
}
