using System.Text;
using MlDash.Server.Stores;
using MlDash.Server.Stores.Folder;
using MlDash.Server.Stores.Sqlite;

namespace MlDash.Server.Tests;

/// <summary>What every metadata store promises; a new one derives from this class.</summary>
public abstract partial class MetadataStoreContract : IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected IMetadataStore Store { get; private set; } = null!;

    /// <summary>A second one over the same data, as another process would have it.</summary>
    private protected IMetadataStore Other { get; private set; } = null!;

    private protected abstract IMetadataStore Open();

    private protected abstract void CleanUp();

    public ValueTask InitializeAsync()
    {
        Store = Open();
        Other = Open();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        (Store as IDisposable)?.Dispose();
        (Other as IDisposable)?.Dispose();
        CleanUp();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_document_comes_back_as_it_was_with_version_1()
    {
        Assert.True(await Store.InsertAsync(Document("a", "u", ["k1", "k2"], "5", "label"), Cancel));
        var found = Assert.Single(await Other.GetAsync(DocumentKind.Node, ["a", "none"], Cancel));
        Assert.Equal(
            ("a", 1L, "u", "5", "label", "body a"), (found.Id, found.Version, found.Unique, found.Order, found.Label, Encoding.UTF8.GetString(found.Body)));
        Assert.Equal(["k1", "k2"], found.Keys);
        Assert.Empty(await Store.GetAsync(DocumentKind.Track, ["a"], Cancel));
    }

    [Fact]
    public async Task An_id_and_a_unique_text_are_given_once_and_free_after_the_deletion()
    {
        Assert.True(await Store.InsertAsync(Document("a", "u"), Cancel));
        Assert.False(await Other.InsertAsync(Document("a", "v"), Cancel));
        Assert.False(await Other.InsertAsync(Document("b", "u"), Cancel));
        Assert.Equal("a", (await Store.GetByUniqueAsync(DocumentKind.Node, "u", Cancel))!.Id);
        await Store.DeleteAsync(DocumentKind.Node, "a", Cancel);
        Assert.True(await Other.InsertAsync(Document("b", "u"), Cancel));
    }

    [Fact]
    public async Task Of_many_who_replace_one_version_one_wins()
    {
        await Store.InsertAsync(Document("a"), Cancel);
        var wins =
            await Task.WhenAll(Enumerable.Range(0, 16).Select(i => (i % 2 == 0 ? Store : Other).ReplaceAsync(Document("a") with { Version = 1 }, Cancel)));
        Assert.Single(wins, w => w);
        Assert.Equal(2, (await Store.GetAsync(DocumentKind.Node, ["a"], Cancel))[0].Version);
    }

    [Fact]
    public async Task A_replacement_that_takes_anothers_unique_text_changes_nothing()
    {
        await Store.InsertAsync(Document("a", "u"), Cancel);
        await Store.InsertAsync(Document("b", "v", ["k"]), Cancel);
        Assert.False(await Store.ReplaceAsync(Document("b", "u", ["other"]) with { Version = 1 }, Cancel));
        Assert.Single(await Store.ListAsync(DocumentKind.Node, ["k"], 0, 10, Cancel));
    }

    [Fact]
    public async Task Lists_are_ordered_paged_counted_and_follow_replacements()
    {
        foreach (var (id, order) in ((string, string)[])[("a", "1"), ("b", "3"), ("c", "2"), ("d", "3")])
            await Store.InsertAsync(Document(id, null, ["k"], order, "l" + id), Cancel);
        async Task<string> List(int offset, int limit, params string[] keys) =>
            string.Join(",", (await Other.ListAsync(DocumentKind.Node, keys, offset, limit, Cancel)).Select(h => h.Id));
        Assert.Equal("b,d,c,a", await List(0, 10, "k"));
        Assert.Equal("d,c", await List(1, 2, "k"));
        await Store.ReplaceAsync(Document("a", null, ["k", "x"], "9") with { Version = 1 }, Cancel);
        Assert.Equal("a,b,d,c", await List(0, 10, "k"));
        Assert.Equal("a,a,b", await List(0, 3, "k", "x"));
        Assert.Equal(4, (await Store.CountAsync(DocumentKind.Node, ["k", "none"], Cancel))["k"]);
        await Store.ReplaceAsync(Document("b", null, [], "9") with { Version = 1 }, Cancel);
        await Store.DeleteAsync(DocumentKind.Node, "d", Cancel);
        Assert.Equal("a,c", await List(0, 10, "k"));
    }

    [Fact]
    public async Task What_is_below_an_order_is_forgotten_with_its_keys()
    {
        await Store.InsertAsync(Document("old", null, ["k"], "1"), Cancel);
        await Store.InsertAsync(Document("new", null, ["k"], "2"), Cancel);
        await Store.DeleteBelowAsync(DocumentKind.Node, "2", Cancel);
        Assert.Equal("new", Assert.Single(await Store.ListAsync(DocumentKind.Node, ["k"], 0, 10, Cancel)).Id);
    }

    [Fact]
    public async Task A_stream_counts_without_gaps_with_writers_in_two_processes()
    {
        var starts = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => (i % 2 == 0 ? Store : Other).AppendAsync("s", Batch(3, null), Cancel)));
        Assert.Equal(Enumerable.Range(0, 60).Select(i => 3L * i), starts.Order());
        Assert.Equal(180, (await Store.EndsAsync(["s", "none"], Cancel))["s"].Next);
    }

    [Fact]
    public async Task A_token_that_was_seen_writes_nothing_and_answers_the_same_index()
    {
        await Store.AppendAsync("s", Batch(2, null), Cancel);
        var first = await Store.AppendAsync("s", Batch(5000, "t"), Cancel);
        Assert.Equal((2, 2), (first, await Other.AppendAsync("s", Batch(5000, "t"), Cancel)));
        Assert.Equal(0, await Store.AppendAsync("another", Batch(1, "t"), Cancel));
        Assert.Equal(5002, (await Store.EndsAsync(["s"], Cancel))["s"].Next);
    }

    [Fact]
    public async Task A_range_is_covered_by_the_batches_that_hold_it()
    {
        for (var i = 0; i < 5; i++)
            await Store.AppendAsync("s", Batch(10, null), Cancel);
        async Task<string> Starts(long from, long to) =>
            string.Join(",", await Other.ReadAsync("s", from, to, Cancel).Select(b => b.Start).ToListAsync(Cancel));
        Assert.Equal("10,20", await Starts(15, 30));
        Assert.Equal("10,20,30", await Starts(19, 31));
        Assert.Equal("40", await Starts(49, long.MaxValue));
        Assert.Equal("", await Starts(50, 60));
    }

    [Fact]
    public async Task Trimming_keeps_the_count()
    {
        for (var i = 0; i < 3; i++)
            await Store.AppendAsync("s", Batch(10, null), Cancel);
        await Store.TrimAsync("s", 0, 15, "", Cancel);
        Assert.Equal(10, (await Store.ReadAsync("s", 0, 100, Cancel).FirstAsync(Cancel)).Start);
        await Store.TrimAsync("s", 15, 100, "", Cancel);
        Assert.Equal(30, (await Store.EndsAsync(["s"], Cancel))["s"].Next);
        Assert.Equal(30, await Store.AppendAsync("s", Batch(1, null), Cancel));
        await Store.DeleteStreamAsync("s", Cancel);
        Assert.Empty(await Store.EndsAsync(["s"], Cancel));
    }

    private static NewBatch Batch(int count, string? token) => new(count, Encoding.UTF8.GetBytes(string.Join("\n", Enumerable.Range(0, count))), "t", token);

    private static StoredDocument Document(string id, string? unique = null, string[]? keys = null, string order = "", string label = "") =>
        new(DocumentKind.Node, id, 0, unique, keys ?? [], order, label, Encoding.UTF8.GetBytes("body " + id));
}

/// <summary>The embedded metadata store.</summary>
public sealed class SqliteStoreTests : MetadataStoreContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-store-test-").FullName;

    private protected override IMetadataStore Open() => new SqliteMetadataStore(Path.Combine(_folder, "m.db"));

    private protected override void CleanUp() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_database_of_a_later_release_is_refused_with_advice()
    {
        var path = Path.Combine(_folder, "later.db");
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=false"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }
        Assert.Contains("DATA_DIR", Assert.Throws<InvalidOperationException>(() => new SqliteMetadataStore(path)).Message, StringComparison.Ordinal);
    }
}

/// <summary>What every blob store promises; a new one derives from this class.</summary>
public abstract partial class BlobStoreContract
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected abstract IBlobStore Store { get; }

    [Fact]
    public async Task A_blob_comes_back_whole_or_from_an_offset_and_a_missing_one_is_null()
    {
        await Store.PutAsync("files/12", new MemoryStream([1, 2, 3]), Cancel);
        Assert.Equal([1, 2, 3], await ReadAsync("files/12", 0));
        Assert.Equal([3], await ReadAsync("files/12", 2));
        Assert.Null(await Store.OpenAsync("files/13", 0, Cancel));
    }

    [Fact]
    public async Task A_part_of_a_blob_ends_where_the_blob_does_and_one_of_a_missing_blob_is_empty()
    {
        await Store.PutAsync("files/14", new MemoryStream([1, 2, 3, 4]), Cancel);
        Assert.Equal([2, 3], (await Store.ReadAsync("files/14", 1, 2, Cancel)).ToArray());
        Assert.Equal([3, 4], (await Store.ReadAsync("files/14", 2, int.MaxValue, Cancel)).ToArray());
        Assert.Empty((await Store.ReadAsync("files/14", 4, 1, Cancel)).ToArray());
        Assert.Empty((await Store.ReadAsync("files/15", 0, 9, Cancel)).ToArray());
    }

    [Fact]
    public async Task A_replaced_blob_is_the_new_one_and_a_deleted_one_is_gone()
    {
        await Store.PutAsync("chunks/5/0", new MemoryStream([1]), Cancel);
        await Store.PutAsync("chunks/5/0", new MemoryStream([2, 2]), Cancel);
        Assert.Equal([2, 2], await ReadAsync("chunks/5/0", 0));
        await Store.DeleteAsync("chunks/5/0", Cancel);
        await Store.DeleteAsync("chunks/5/0", Cancel);
        Assert.Null(await Store.OpenAsync("chunks/5/0", 0, Cancel));
    }

    [Fact]
    public async Task A_reader_reads_on_when_the_blob_is_deleted()
    {
        await Store.PutAsync("files/7", new MemoryStream([1, 2, 3]), Cancel);
        await using var reader = await Store.OpenAsync("files/7", 0, Cancel);
        await Store.DeleteAsync("files/7", Cancel);
        var bytes = new MemoryStream();
        await reader!.CopyToAsync(bytes, Cancel);
        Assert.Equal([1, 2, 3], bytes.ToArray());
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("files/../../x")]
    [InlineData("/etc/passwd")]
    [InlineData("files")]
    [InlineData("files/a\\b")]
    [InlineData("files/a b")]
    public async Task A_key_that_is_not_of_the_servers_making_is_refused(string key) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Store.PutAsync(key, new MemoryStream(), Cancel));

    private async Task<byte[]> ReadAsync(string key, long offset)
    {
        await using var blob = await Store.OpenAsync(key, offset, Cancel);
        var bytes = new MemoryStream();
        await blob!.CopyToAsync(bytes, Cancel);
        return bytes.ToArray();
    }
}

/// <summary>The embedded blob store.</summary>
public sealed class FolderStoreTests : BlobStoreContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-store-test-").FullName;

    public FolderStoreTests() => Store = new FolderBlobStore(_folder);

    private protected override string CrashPlace => CrashPlaces.BlobArrived;

    private protected override (string Name, string Value)[] ServerSettings => [];

    private protected override IBlobStore StoreOf(string data) => new FolderBlobStore(Path.Combine(data, "blobs"));

    private protected override IBlobStore Store { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
