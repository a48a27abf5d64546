using MlDash.Server.Stores;

namespace MlDash.Server.Tests;

/// <content>What a store promises of batches whose items were trimmed.</content>
public abstract partial class MetadataStoreContract
{
    [Fact]
    public async Task A_token_is_known_after_its_batch_was_trimmed_and_answers_the_same_index()
    {
        foreach (var (count, token) in ((int, string?)[])[(10, "a"), (10, null), (5000, "giant"), (10, "b"), (1, "last")])
            await Store.AppendAsync("s", Batch(count, token), Cancel);
        // Begun again by another server after a kill.
        for (var i = 0; i < 2; i++)
            await (i == 0 ? Store : Other).TrimAsync("s", 0, 5020, "", Cancel);
        foreach (var (count, token, start) in ((int, string, long)[])[(10, "a", 0), (5000, "giant", 20), (10, "b", 5020), (1, "last", 5030)])
            Assert.Equal(start, await Other.AppendAsync("s", Batch(count, token), Cancel));
        Assert.Equal(5031, (await Store.EndsAsync(["s"], Cancel))["s"].Next);
    }

    [Fact]
    public async Task Trimmed_batches_are_in_no_read_and_what_is_kept_of_them_has_no_lines()
    {
        foreach (var token in (string?[])["a", null, "b", "c"])
            await Store.AppendAsync("s", Batch(10, token), Cancel);
        await Store.TrimAsync("s", 0, 30, "", Cancel);
        Assert.Equal([30L], await StartsAsync(Other.ReadAsync("s", 0, long.MaxValue, Cancel)));
        Assert.Empty(await StartsAsync(Other.ReadAsync("s", 5, 25, Cancel)));
        Assert.Equal([(0, 10, "a", true), (20, 10, "b", true)],
            await Other.TrimmedAsync("s", 0, long.MaxValue, Cancel).Select(b => (b.Start, b.Count, b.Token, b.IsTrimmed)).ToListAsync(Cancel));
        Assert.Equal([20L], await StartsAsync(Other.TrimmedAsync("s", 1, 30, Cancel)));
        Assert.Equal([0L], await StartsAsync(Other.TrimmedAsync("s", 0, 20, Cancel)));
        Assert.Equal(new StreamEnd(40, "t"), (await Other.EndsAsync(["s"], Cancel))["s"]);
        Assert.Equal(["s"], await Other.StreamsAsync(Cancel).ToListAsync(Cancel));
        await Store.DeleteStreamAsync("s", Cancel);
        Assert.Empty(await StartsAsync(Other.TrimmedAsync("s", 0, long.MaxValue, Cancel)));
    }

    [Fact]
    public async Task What_is_kept_of_a_trimmed_batch_is_forgotten_when_its_time_is_over()
    {
        foreach (var at in (string[])["1", "2", "3", "4"])
            await Store.AppendAsync("s", Batch(10, "at " + at) with { At = at }, Cancel);
        // The first one is too old already; the others are trimmed one after the other.
        await Store.TrimAsync("s", 0, 20, since: "1", Cancel);
        await Store.TrimAsync("s", 20, 30, since: "1", Cancel);
        Assert.Equal([10L, 20L], await StartsAsync(Other.TrimmedAsync("s", 0, long.MaxValue, Cancel)));
        await Other.ForgetTrimmedAsync("2", Cancel);
        Assert.Equal([20L], await StartsAsync(Store.TrimmedAsync("s", 0, long.MaxValue, Cancel)));
        Assert.Equal(20, await Store.AppendAsync("s", Batch(10, "at 3"), Cancel));
        // What is not trimmed is never forgotten.
        await Other.ForgetTrimmedAsync("9", Cancel);
        Assert.Empty(await StartsAsync(Store.TrimmedAsync("s", 0, long.MaxValue, Cancel)));
        Assert.Equal(30, await Store.AppendAsync("s", Batch(10, "at 4"), Cancel));
        Assert.Equal(40, await Store.AppendAsync("s", Batch(10, "at 3"), Cancel));
    }

    [Fact]
    public async Task A_batch_that_stayed_because_it_was_the_last_goes_with_the_next_trimming()
    {
        await Store.AppendAsync("s", Batch(10, "a"), Cancel);
        await Store.TrimAsync("s", 0, 10, "", Cancel);
        Assert.Equal([0L], await StartsAsync(Store.ReadAsync("s", 0, long.MaxValue, Cancel)));
        for (var i = 0; i < 2; i++)
            await Store.AppendAsync("s", Batch(10, null), Cancel);
        await Store.TrimAsync("s", 10, 20, "", Cancel);
        Assert.Equal([20L], await StartsAsync(Other.ReadAsync("s", 0, long.MaxValue, Cancel)));
        Assert.Equal([0L], await StartsAsync(Other.TrimmedAsync("s", 0, long.MaxValue, Cancel)));
    }

    [Fact]
    public async Task What_was_kept_of_a_trimmed_batch_is_restored_known_and_forgotten_in_its_time()
    {
        // More items than a document holds, as SQLite may have had them in a row.
        await Store.RestoreAsync("s", new StoredBatch(7, 5000, "1", [], "a"), Cancel);
        await Store.RestoreAsync("s", new StoredBatch(5007, 1, "2", [], "b"), Cancel);
        await Store.RestoreAsync("s", new StoredBatch(5010, 2, "3", "x\ny"u8.ToArray(), null), Cancel);
        await Store.RestoreAsync("s", new StoredBatch(7, 5000, "1", [], "a"), Cancel);
        Assert.Equal([(7, 5000, "1", "a"), (5007, 1, "2", "b")],
            await Other.TrimmedAsync("s", 0, long.MaxValue, Cancel).Select(b => (b.Start, b.Count, b.At, b.Token)).ToListAsync(Cancel));
        Assert.Equal([5010L], await StartsAsync(Other.ReadAsync("s", 0, long.MaxValue, Cancel)));
        Assert.Equal(7, await Other.AppendAsync("s", Batch(5000, "a"), Cancel));
        await Other.ForgetTrimmedAsync("1", Cancel);
        Assert.Equal([5007L], await StartsAsync(Store.TrimmedAsync("s", 0, long.MaxValue, Cancel)));
        Assert.Equal(5012, (await Other.EndsAsync(["s"], Cancel))["s"].Next);
    }

    private static async Task<List<long>> StartsAsync(IAsyncEnumerable<StoredBatch> batches) => await batches.Select(b => b.Start).ToListAsync(Cancel);
}
