using System.Text;
using MlDash.Server.Stores;
using MlDash.Server.Stores.Mongo;

namespace MlDash.Server.Tests;

/// <summary>What a document of MongoDB has no room for is refused with words, on every store alike.</summary>
public sealed class SizeBoundTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_would_make_a_document_too_large_is_413_and_what_was_there_stays(bool shared)
    {
        await using var server = await TestServer.StartAsync(null, BothStores.Of(shared));
        var api = server.NewUser();
        var run = await api.OpenAsync();
        var large = new string('x', 8 << 20);
        (await api.PostAsync($"/api/experiments/{run.Id}/parameters", $$$"""{"data":{"a":"{{{large}}}"}}""")).Is(200);
        var refused = (await api.PostAsync($"/api/experiments/{run.Id}/parameters", $$$"""{"data":{"b":"{{{large}}}"}}""")).Is(413);
        Assert.Contains("parameters", refused.Json["message"].Text, StringComparison.Ordinal);
        Assert.Equal(["a"], (await api.GetAsync($"/api/experiments/{run.Id}/parameters")).Ok["data"].Names);
        (await api.PatchAsync($"/api/nodes/{run.Node}", $$$"""{"metadata":{"m":"{{{new string('y', 15 << 20)}}}"}}""")).Is(413);
        (await api.GetAsync($"/api/nodes/{run.Node}")).Is(200);
        var item = new string('z', 15 << 20);
        (await api.PointsAsync(run, "m", $$"""[{"x":"{{item}}"}]""")).Is(413);
        (await api.PostAsync($"/api/experiments/{run.Id}/logs", $$"""{"logs":[{"message":"{{item}}"}]}""")).Is(413);
        (await api.PointsAsync(run, "m", $$"""[{"x":"{{item[100..]}}"},{"x":1}]""")).Is(200);
        Assert.Equal("2", (await api.GetAsync($"/api/experiments/{run.Id}/metrics/m/stats")).Ok["totalDataPoints"].Text);
    }

    [Fact]
    public async Task The_largest_document_and_the_largest_item_fit_into_MongoDB()
    {
        using var store = new MongoMetadataStore(MongoService.Current.NewDatabase());
        var document = new StoredDocument(DocumentKind.Node, "1", 1, "u", ["k"], "o", "", []);
        document = document with { Body = new byte[StoredDocument.Largest - document.Size] };
        Assert.Equal(StoredDocument.Largest, document.Size);
        Assert.True(await store.InsertAsync(document, Cancel));
        Assert.True(await store.ReplaceAsync(document, Cancel));
        var item = Encoding.ASCII.GetBytes(new string('1', Lines.LargestItem));
        Assert.Equal(0, await store.AppendAsync("metric/1", new NewBatch(3, Lines.Join([item, "2"u8.ToArray(), item]), "t", "token"), Cancel));
        Assert.Equal(3, (await store.EndsAsync(["metric/1"], Cancel))["metric/1"].Next);
    }
}
