using System.Text;
using MlDash.Server.Stores;

namespace MlDash.Server.Tests;

/// <content>What a store promises to one who moves all of it elsewhere.</content>
public abstract partial class MetadataStoreContract
{
    [Fact]
    public async Task A_walk_sees_every_document_of_its_kind_once_in_order_of_the_ids()
    {
        // More than a page.
        var ids = Enumerable.Range(0, 450).Select(i => (i * 7919 % 100_000).ToString()).Distinct().ToList();
        await Task.WhenAll(ids.Select(id => Store.InsertAsync(Document(id), Cancel)));
        await Store.InsertAsync(Document("1") with { Kind = DocumentKind.Track }, Cancel);
        var seen = await Other.DocumentsAsync(DocumentKind.Node, Cancel).Select(d => d.Id).ToListAsync(Cancel);
        Assert.Equal(ids.Order(StringComparer.Ordinal), seen);
        Assert.Empty(await Other.DocumentsAsync(DocumentKind.Metric, Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task A_walk_sees_every_stream_that_has_a_batch_once()
    {
        foreach (var stream in (string[])["log/1", "metric/1", "metric/2", "metric/20", "gone"])
        {
            await Store.AppendAsync(stream, Batch(1, null), Cancel);
            await Store.AppendAsync(stream, Batch(1, null), Cancel);
        }
        await Store.DeleteStreamAsync("gone", Cancel);
        Assert.Equal(["log/1", "metric/1", "metric/2", "metric/20"], (await Other.StreamsAsync(Cancel).ToListAsync(Cancel)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_restored_document_is_found_as_it_was_and_changes_by_its_version()
    {
        var document = Document("a", "u", ["k"], "5", "label") with { Version = 7 };
        Assert.True(await Store.RestoreAsync(document, Cancel));
        Assert.False(await Other.RestoreAsync(document with { Version = 9 }, Cancel));
        Assert.Equal(7, (await Other.GetByUniqueAsync(DocumentKind.Node, "u", Cancel))!.Version);
        Assert.Equal("label", Assert.Single(await Other.ListAsync(DocumentKind.Node, ["k"], 0, 10, Cancel)).Label);
        Assert.False(await Store.ReplaceAsync(document with { Version = 1 }, Cancel));
        Assert.True(await Store.ReplaceAsync(document, Cancel));
    }

    [Fact]
    public async Task A_restored_stream_keeps_its_indexes_times_and_tokens_and_goes_on_behind_them()
    {
        await Store.RestoreAsync("s", new StoredBatch(30, 2, "t1", "a\nb"u8.ToArray(), "token 1"), Cancel);
        await Store.RestoreAsync("s", new StoredBatch(32, 1, "t2", "c"u8.ToArray(), null), Cancel);
        // Begun again after a kill.
        await Store.RestoreAsync("s", new StoredBatch(30, 2, "t1", "a\nb"u8.ToArray(), "token 1"), Cancel);
        var batches = await Other.ReadAsync("s", 0, long.MaxValue, Cancel).ToListAsync(Cancel);
        Assert.Equal([(30, 2, "t1", "a\nb", "token 1"), (32, 1, "t2", "c", null)],
            batches.Select(b => (b.Start, b.Count, b.At, Encoding.UTF8.GetString(b.Lines), b.Token)));
        Assert.Equal(30, await Other.AppendAsync("s", new NewBatch(2, "a\nb"u8.ToArray(), "later", "token 1"), Cancel));
        Assert.Equal(33, await Other.AppendAsync("s", Batch(1, "token 2"), Cancel));
        Assert.Equal(34, (await Store.EndsAsync(["s"], Cancel))["s"].Next);
    }

    [Fact]
    public async Task A_restored_batch_of_any_size_is_known_by_its_token()
    {
        // Larger than the bound of one document, as SQLite would hold it in one row.
        var line = new string('x', 1 << 20);
        var giant = Encoding.UTF8.GetBytes(string.Join("\n", Enumerable.Range(0, 20).Select(i => $"\"{i}{line}\"")));
        await Store.RestoreAsync("s", new StoredBatch(5, 20, "t", giant, "token"), Cancel);
        Assert.Equal(5, await Other.AppendAsync("s", new NewBatch(20, giant, "later", "token"), Cancel));
        var batches = await Other.ReadAsync("s", 0, long.MaxValue, Cancel).ToListAsync(Cancel);
        Assert.Equal((5, 20, "token"), (batches[0].Start, batches.Sum(b => b.Count), batches[0].Token));
        Assert.Equal(giant, Lines.Join([.. batches.SelectMany(b => Lines.Split(b.Lines))]));
    }
}
