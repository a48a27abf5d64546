using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MlDash.Comparing;

namespace MlDash.Dashboard.Tests;

/// <summary>The viewer over real HTTP: who may look, and who may not.</summary>
public sealed class ViewerTests : IAsyncDisposable
{
    private readonly Scene _scene = new();
    private readonly DashboardViewer _viewer;
    private readonly HttpClient _client = new();

    public ViewerTests() => _viewer = DashboardViewer.Start([_scene.Source], 0);

    // As the page signs it.
    private string Ticketed(string address, int minutes = 5)
    {
        var signed = $"{address}&until={TimeProvider.System.GetUtcNow().AddMinutes(minutes).ToUnixTimeMilliseconds()}";
        return $"{signed}&ticket={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Token), Encoding.UTF8.GetBytes(signed)))}";
    }

    private string Token => _viewer.Address.Fragment.Split('=')[1];

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _viewer.DisposeAsync();
        _scene.Dispose();
    }

    [Fact]
    public async Task Data_is_answered_to_whoever_has_the_address()
    {
        await _scene.RecordAsync("vision/run-1", _ => Task.CompletedTask);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("/")).StatusCode);
        var answer = await AskAsync("/q/runs", Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("vision/run-1", await answer.Content.ReadAsStringAsync());
        Assert.Contains("nosniff", answer.Headers.GetValues("X-Content-Type-Options"));
    }

    [Fact]
    public async Task The_runs_are_read_while_the_browser_starts()
    {
        var table = new ReadTable();
        await using var viewer = DashboardViewer.Start([new("runs", _scene.Source.Reader, table)], 0);
        viewer.ReadAhead();
        await table.Read.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Without_the_token_or_with_another_nothing_is_told()
    {
        foreach (var token in new[] { null, "", new string('0', 32), Token[..^1], Token.ToUpperInvariant() + "x" })
        {
            var answer = await AskAsync("/q/runs", token);
            Assert.Equal((HttpStatusCode.Forbidden, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }
    }

    [Fact]
    public async Task A_ticket_opens_one_file_in_parts_for_some_minutes_and_nothing_else()
    {
        await _scene.RecordAsync("vision/run-1", async run =>
        {
            await run.Files.SaveAsync(new() { Name = "a.wav", Open = () => new MemoryStream("0123456789"u8.ToArray()) });
            await run.Files.SaveAsync(new() { Name = "b.wav", Open = () => new MemoryStream("other"u8.ToArray()) });
        });
        var viewer = _viewer.Address.GetLeftPart(UriPartial.Authority);
        var good = Ticketed("/q/file?path=vision%2Frun-1&file=a.wav");
        using var part = new HttpRequestMessage(HttpMethod.Get, viewer + good);
        part.Headers.Range = new(2, 4);
        using var answer = await _client.SendAsync(part);
        Assert.Equal((HttpStatusCode.PartialContent, "234"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));

        foreach (var address in new[]
        {
            good.Replace("a.wav", "b.wav"), good + "0", good[..^1], good + "&file=b.wav", good.Replace("&until", "&file=b.wav&until"),
            Ticketed("/q/runs?first=1"), Ticketed("/q/file?path=vision%2Frun-1&file=a.wav", minutes: -1),
            Ticketed("/q/file?path=vision%2Frun-1&file=a.wav", minutes: 60),
            "/q/file?path=vision%2Frun-1&file=a.wav&ticket=" + Token, "/q/file?&ticket=",
        })
            Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(address)).StatusCode);
        using var change = await _client.PostAsync(new Uri(viewer + good), null);
        Assert.Equal(HttpStatusCode.Forbidden, change.StatusCode);
    }

    [Theory]
    [InlineData("attacker.example")]
    [InlineData("localhost.attacker.example")]
    [InlineData("localhost:1")]
    public async Task A_page_of_another_site_whose_name_leads_here_is_refused(string host)
    {
        foreach (var path in new[] { "/", "/q/runs" })
        {
            var answer = await AskAsync(path, Token, host);
            Assert.True(answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound, $"{answer.StatusCode}");
            Assert.DoesNotContain("app", await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Only_this_machine_reaches_it()
    {
        using var outside = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var own = (await Dns.GetHostAddressesAsync(Dns.GetHostName()))
            .FirstOrDefault(address => !IPAddress.IsLoopback(address) && address.GetAddressBytes().Length == 4);
        Assert.SkipWhen(own is null, "This machine has no address but the loopback.");
        await Assert.ThrowsAnyAsync<Exception>(() => outside.GetAsync($"http://{own}:{_viewer.Port}/"));
    }

    [Fact]
    public async Task Two_viewers_have_two_tokens_and_the_address_names_the_runs()
    {
        await using var other = DashboardViewer.Start([_scene.Source], 0);
        Assert.NotEqual(_viewer.Address.Fragment, other.Address.Fragment);
        Assert.Equal("?run=vision%2Frun%201", _viewer.AddressOf(["vision/run 1"]).Query);
        Assert.Equal("?ticked=a&ticked=b", _viewer.AddressOf(["a", "b"]).Query);
    }

    [Fact]
    public void A_port_that_is_taken_is_said()
    {
        var fault = Assert.Throws<NetworkException>(() => DashboardViewer.Start([_scene.Source], _viewer.Port));
        Assert.Equal("PortInUse", fault.ErrorId);
        Assert.Contains($"{_viewer.Port}", fault.Message);
    }

    [Fact]
    public async Task The_page_that_a_browser_is_opened_with_is_the_users_alone_and_goes_with_the_viewer()
    {
        var link = _viewer.WriteLink(_viewer.AddressOf(["a", "b"])).LocalPath;
        Assert.Contains($"http://localhost:{_viewer.Port}/?ticked=a&amp;ticked=b#token={Token}", await File.ReadAllTextAsync(link));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(link));
        await _viewer.DisposeAsync();
        Assert.False(File.Exists(link));
    }

    [Fact]
    public async Task After_its_end_nothing_listens()
    {
        await _viewer.DisposeAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync("/"));
    }

    [Fact]
    public async Task Nothing_is_changed_unless_the_viewer_was_started_so_and_never_without_the_token()
    {
        await _scene.RecordAsync("vision/run-1", _ => Task.CompletedTask);
        var change = new { path = "vision", file = "README.md", text = "# text", version = (string?)null };
        var refused = await ChangeAsync(_viewer, "write", change, Token);
        Assert.Equal((HttpStatusCode.Forbidden, "ReadOnly"), (refused.StatusCode, await CodeAsync(refused)));

        await using var writable = DashboardViewer.Start([_scene.Source], 0, isWritable: true);
        var token = writable.Address.Fragment.Split('=')[1];
        foreach (var wrong in new[] { null, Token, token[..^1] })
            Assert.Equal(HttpStatusCode.Forbidden, (await ChangeAsync(writable, "write", change, wrong)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ChangeAsync(writable, "write", change, token, host: "localhost:1")).StatusCode);
        Assert.False(File.Exists(Path.Combine(_scene.Root, "vision/README.md")));

        Assert.Equal(HttpStatusCode.OK, (await ChangeAsync(writable, "write", change, token)).StatusCode);
        Assert.Equal("# text", await File.ReadAllTextAsync(Path.Combine(_scene.Root, "vision/README.md")));
        var stale = await ChangeAsync(writable, "write", change, token);
        Assert.Equal((HttpStatusCode.Conflict, "Stale"), (stale.StatusCode, await CodeAsync(stale)));
        var large = await ChangeAsync(writable, "write", change with { text = new string('x', 1 << 20) }, token);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "BodyTooLarge"), (large.StatusCode, await CodeAsync(large)));
    }

    [Fact]
    public async Task A_part_of_a_file_is_sent_and_its_length_is_known()
    {
        await _scene.RecordAsync("vision/run-1", _ => Task.CompletedTask);
        _scene.Put("vision/clip.mp4", new string('x', 200_000) + "end");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://localhost:{_viewer.Port}/q/folderfile?path=vision&file=clip.mp4");
        request.Headers.TryAddWithoutValidation(DashboardViewer.TokenHeader, Token);
        request.Headers.Range = new RangeHeaderValue(199_999, null);
        var part = await _client.SendAsync(request);
        Assert.Equal((HttpStatusCode.PartialContent, "xend"), (part.StatusCode, await part.Content.ReadAsStringAsync()));
        Assert.Equal("bytes 199999-200002/200003", part.Content.Headers.ContentRange!.ToString());
        var whole = await AskAsync("/q/folderfile?path=vision&file=clip.mp4", Token);
        Assert.Equal((200_003, 200_003), (whole.Content.Headers.ContentLength, (await whole.Content.ReadAsByteArrayAsync()).Length));
    }

    [Theory]
    [InlineData("/q/folderfile?path=&file=..%2f..%2fetc%2fpasswd")]
    [InlineData("/q/folderfile?path=vision&file=%2fetc%2fpasswd")]
    [InlineData("/q/folderfile?path=vision%2f..%2f..&file=passwd")]
    [InlineData("/q/folderfile?path=%2e%2e&file=passwd")]
    [InlineData("/q/folderfile?path=vision&file=..%5c..%5cpasswd")]
    [InlineData("/q/folderfile?path=vision&file=a%00b")]
    [InlineData("/q/file?path=vision/run-1&file=..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/q/..%2f..%2fetc%2fpasswd")]
    [InlineData("/q/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/..%2f..%2f..%2fetc%2fpasswd")]
    public async Task No_address_leads_out_of_the_root(string address)
    {
        await _scene.RecordAsync("vision/run-1", _ => Task.CompletedTask);
        var answer = await AskAsync(address, Token);
        Assert.DoesNotContain("root:", await answer.Content.ReadAsStringAsync());
        // What is no question is the page itself.
        Assert.True((int)answer.StatusCode is 400 or 404 || answer.Content.Headers.ContentType!.MediaType == "text/html", $"{answer.StatusCode}");
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString();

    private async Task<HttpResponseMessage> ChangeAsync(DashboardViewer viewer, string change, object body, string? token, string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://localhost:{viewer.Port}/q/{change}") { Content = JsonContent.Create(body) };
        if (token is not null)
            request.Headers.TryAddWithoutValidation(DashboardViewer.TokenHeader, token);
        request.Headers.Host = host;
        return await _client.SendAsync(request);
    }

    private async Task<HttpResponseMessage> AskAsync(string path, string? token = null, string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://localhost:{_viewer.Port}{path}");
        if (token is not null)
            request.Headers.TryAddWithoutValidation(DashboardViewer.TokenHeader, token);
        if (host is not null)
            request.Headers.Host = host;
        return await _client.SendAsync(request);
    }

    /// <summary>Says when it is read.</summary>
    private sealed class ReadTable : IRunTable
    {
        public TaskCompletionSource Read { get; } = new();

        public IReadOnlyList<string> Warnings => [];

        public Task<RunTablePage> ReadAsync(RunTableQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<RunTableContent> ReadAllAsync(CancellationToken cancellationToken)
        {
            Read.TrySetResult();
            throw new IOException("A table that cannot be read ends no viewer.");
        }
    }
}
