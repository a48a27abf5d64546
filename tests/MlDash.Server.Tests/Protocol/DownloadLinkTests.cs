using System.Net;
using System.Net.Http.Headers;

namespace MlDash.Server.Tests;

/// <summary>Downloads by a link to the blob store, for clients that ask for it.</summary>
public sealed class DownloadLinkTests
{
    private static readonly HttpClient _anybody = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_answers_the_bytes_their_type_and_their_name_to_anybody_and_by_range()
    {
        await using var server = await StartAsync(("S3_PRESIGN", "15m"));
        var (api, node) = await UploadAsync(server);
        var redirect = (await api.GetAsync($"/api/nodes/{node}/download?redirect=true")).Is(307);
        Assert.Equal(("no-store", "default-src 'none'; sandbox"), (redirect.Headers["Cache-Control"], redirect.Headers["Content-Security-Policy"]));
        var link = redirect.Headers["Location"];
        using var whole = await _anybody.GetAsync(link, Cancel);
        Assert.Equal([1, 2, 3, 4, 5], await whole.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal("application/x-test", whole.Content.Headers.ContentType!.ToString());
        var direct = (await api.GetAsync($"/api/nodes/{node}/download")).Is(200);
        Assert.Equal(direct.Headers["Content-Disposition"], whole.Content.Headers.GetValues("Content-Disposition").Single());
        Assert.StartsWith("attachment", direct.Headers["Content-Disposition"], StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, link) { Headers = { Range = new RangeHeaderValue(1, 2) } };
        using var range = await _anybody.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.PartialContent, range.StatusCode);
        Assert.Equal([2, 3], await range.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public async Task Without_asking_for_it_with_HEAD_and_with_conditions_the_server_answers_itself()
    {
        await using var server = await StartAsync(("S3_PRESIGN", "15m"));
        var (api, node) = await UploadAsync(server);
        var path = $"/api/nodes/{node}/download";
        Assert.Equal([1, 2, 3, 4, 5], (await api.GetAsync(path)).Is(200).Bytes);
        var head = (await api.SendAsync(HttpMethod.Head, path + "?redirect=true")).Is(200);
        Assert.Equal("5", head.Headers["Content-Length"]);
        (await api.GetAsync(path + "?redirect=true", ("If-None-Match", head.Headers["ETag"]))).Is(304);
        Assert.Equal([2], (await api.GetAsync(path + "?redirect=true", ("If-Range", head.Headers["ETag"]), ("Range", "bytes=1-1"))).Is(206).Bytes);
        Assert.Equal([2], (await api.GetAsync(path, ("Range", "bytes=1-1"))).Is(206).Bytes);
    }

    [Fact]
    public async Task Where_no_links_are_given_asking_for_one_answers_the_bytes()
    {
        await using var server = await StartAsync();
        var (api, node) = await UploadAsync(server);
        Assert.Equal(5, (await api.GetAsync($"/api/nodes/{node}/download?redirect=true")).Is(200).Bytes.Length);
    }

    [Fact]
    public async Task A_link_is_good_for_its_time_and_given_to_those_alone_who_may_read()
    {
        await using var server = await StartAsync(("S3_PRESIGN", "2s"));
        var (api, node) = await UploadAsync(server);
        var link = (await api.GetAsync($"/api/nodes/{node}/download?redirect=true")).Is(307).Headers["Location"];
        await Task.Delay(TimeSpan.FromSeconds(4), Cancel);
        using var late = await _anybody.GetAsync(link, Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
        // Who may not read the file gets no link to it.
        (await server.NewUser().GetAsync($"/api/nodes/{node}/download?redirect=true")).Is(404);
    }

    private static Task<TestServer> StartAsync(params (string Name, string Value)[] settings) =>
        TestServer.StartAsync(null, [("MONGODB_URI", ""), .. S3Service.ServerSettingsOf(S3Service.Current.NewBucket()), .. settings]);

    private static async Task<(Api Api, string Node)> UploadAsync(TestServer server)
    {
        var api = server.NewUser();
        var name = "weights of ünü.bin";
        return (api, (await api.UploadAsync(await api.OpenAsync(), name, [1, 2, 3, 4, 5])).Ok["node"]["id"].Text);
    }
}
