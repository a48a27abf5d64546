using MlDash.Server.Migration;
using MlDash.Server.Stores;

namespace MlDash.Server.Tests;

/// <content>What a store promises to one who reads lists from a place on.</content>
public abstract partial class MetadataStoreContract
{
    [Fact]
    public async Task A_list_that_is_read_from_place_to_place_is_the_whole_list_once()
    {
        // Many of one order, so that pages end among them.
        foreach (var i in Enumerable.Range(0, 23))
            await Store.InsertAsync(Document($"{i:00}", null, ["k", "x"], $"{i / 5}", $"l{i}"), Cancel);
        await Store.InsertAsync(Document("other", null, ["kk"], "2"), Cancel);
        var whole = (await Other.ListAsync(DocumentKind.Node, ["k"], 0, 100, Cancel)).ToList();
        var walked = new List<StoredHead>();
        while (await Other.ListFromAsync(DocumentKind.Node, new("k", false, walked.LastOrDefault()?.Place, null), 4, Cancel) is { Count: > 0 } page)
        {
            walked.AddRange(page);
            Assert.InRange(walked.Count, 1, 23);
        }
        Assert.Equal(whole, walked);
        Assert.Equal(
            walked.Where(h => string.CompareOrdinal(h.Order, "3") >= 0), await Other.ListFromAsync(DocumentKind.Node, new("k", false, null, "3"), 100, Cancel));
        Assert.Equal(["09"], (await Other.ListFromAsync(DocumentKind.Node, new("k", false, new("1", "08"), "1"), 100, Cancel)).Select(h => h.Id));
    }

    [Fact]
    public async Task Second_lists_have_an_order_of_their_own_and_follow_replacements_and_deletions()
    {
        await Store.InsertAsync(Document("a", null, ["k"], "1", "la") with { Second = new(["s", "t"], "9") }, Cancel);
        await Store.InsertAsync(Document("b", null, ["k"], "2", "lb") with { Second = new(["s"], "8") }, Cancel);
        await Store.InsertAsync(Document("c", null, ["k"], "3", "lc"), Cancel);
        async Task<string> List(string key, bool second = true) =>
            string.Join(",", (await Other.ListFromAsync(DocumentKind.Node, new(key, second, null, null), 10, Cancel)).Select(h => $"{h.Id}{h.Order}{h.Label}"));
        Assert.Equal(("a9la,b8lb", "a9la", "c3lc,b2lb,a1la"), (await List("s"), await List("t"), await List("k", second: false)));
        var found = Assert.Single(await Other.GetAsync(DocumentKind.Node, ["a"], Cancel));
        Assert.Equal(("9", "s,t"), (found.Second!.Order, string.Join(",", found.Second.Keys)));
        Assert.NotEqual(Digest.Of(found), Digest.Of(found with { Second = null }));

        // Changed in the second lists alone, in the first ones alone, and taken out of the second ones.
        Assert.True(await Store.ReplaceAsync(found with { Second = new(["s"], "7") }, Cancel));
        Assert.Equal(("b8lb,a7la", "", "c3lc,b2lb,a1la"), (await List("s"), await List("t"), await List("k", second: false)));
        Assert.True(await Store.ReplaceAsync(Document("b", null, ["k"], "5", "lb") with { Version = 1, Second = new(["s"], "8") }, Cancel));
        Assert.Equal(("b8lb,a7la", "b5lb,c3lc,a1la"), (await List("s"), await List("k", second: false)));
        Assert.True(await Store.ReplaceAsync(Document("a", null, ["k"], "1", "la") with { Version = 2 }, Cancel));
        Assert.Equal("b8lb", await List("s"));
        Assert.Null((await Other.GetAsync(DocumentKind.Node, ["a"], Cancel))[0].Second);
        await Store.DeleteAsync(DocumentKind.Node, "b", Cancel);
        Assert.Equal(("", "c3lc,a1la"), (await List("s"), await List("k", second: false)));
    }
}
