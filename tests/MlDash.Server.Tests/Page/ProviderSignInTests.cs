using System.Web;
using Microsoft.Extensions.DependencyInjection;
using MlDash.Server.Documents;

namespace MlDash.Server.Tests;

/// <summary>Signing in with a provider of OpenID Connect, which is a real one in a process of its own.</summary>
public sealed class ProviderSignInTests : IAsyncLifetime
{
    private readonly int _port = OidcService.FreePort();
    private OidcService _provider = null!;
    private TestServer? _server;

    private string Url => $"http://127.0.0.1:{_port}";

    public async ValueTask InitializeAsync() => _provider = await OidcService.StartAsync(Url, Url + "/dash", "https://dash.example.org");

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _provider.Dispose();
    }

    [Fact]
    public async Task Whoever_the_provider_knows_is_signed_in_where_the_page_was_opened()
    {
        await StartAsync();
        using var browser = new Browser(Url);
        Assert.Equal("oidc", (await browser.SourcesAsync())["signIn"][0].Text);
        var (way, last) = await SignInAsync(browser, "alice", "/alice/vision?x=step");
        Assert.Equal((200, "/alice/vision?x=step"), (last.Code, way[^1].PathAndQuery));
        Assert.Equal("alice", (await browser.SourcesAsync())["user"].Text);
        (await browser.GetAsync("/q/runs")).Is(200);
        Assert.Single(browser.Cookies, cookie => cookie.Name.StartsWith("mldash-session", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_code_is_asked_for_with_PKCE_and_comes_back_once()
    {
        await StartAsync();
        using var browser = new Browser(Url);
        var asked = HttpUtility.ParseQueryString(new Uri((await browser.GetAsync("/session/oidc")).Is(302).Headers["Location"]).Query);
        Assert.Equal(("code", "S256"), (asked["response_type"], asked["code_challenge_method"]));
        Assert.Equal($"{Url}/session/oidc/callback", asked["redirect_uri"]);
        Assert.NotEmpty(asked["nonce"]!);

        var (way, _) = await SignInAsync(browser, "alice", "/");
        var callback = way.Single(step => step.AbsolutePath == "/session/oidc/callback");
        (await browser.PostAsync("/session/end", "{}", await browser.CsrfAsync())).Is(204);
        var (again, _) = await browser.FollowAsync(callback.PathAndQuery);
        Assert.Equal("?signin=failed", again[^1].Query);
        Assert.True((await browser.SourcesAsync())["user"].IsNull);
    }

    [Fact]
    public async Task An_answer_of_the_provider_to_one_browser_signs_no_other_in()
    {
        await StartAsync();
        using var attacker = new Browser(Url);
        var way = await AtProviderAsync(attacker, "mallory", "/");
        using var victim = new Browser(Url);
        var (followed, _) = await victim.FollowAsync(way.PathAndQuery);
        Assert.Equal("?signin=failed", followed[^1].Query);
        Assert.True((await victim.SourcesAsync())["user"].IsNull);
        var (forged, _) = await victim.FollowAsync("/session/oidc/callback?code=x&state=y");
        Assert.Equal("?signin=failed", forged[^1].Query);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\tevil")]
    [InlineData("")]
    public async Task After_signing_in_nobody_is_led_away_from_the_server(string place)
    {
        await StartAsync();
        using var browser = new Browser(Url);
        var (way, _) = await SignInAsync(browser, "alice", place);
        Assert.Equal($"{Url}/", way[^1].AbsoluteUri);
    }

    [Theory]
    [InlineData("../alice")]
    [InlineData("")]
    public async Task A_user_whose_name_cannot_be_one_or_who_refuses_is_told_so_on_the_page(string name)
    {
        await StartAsync();
        using var browser = new Browser(Url);
        var (way, last) = await SignInAsync(browser, name, "/");
        Assert.Equal((200, "?signin=failed"), (last.Code, way[^1].Query));
        Assert.True((await browser.SourcesAsync())["user"].IsNull);
        var users = _server!.Services.GetRequiredService<StoreCollections>().Users;
        Assert.Null(await users.GetByUniqueAsync("../alice", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("bob", "bob@example.org")]
    [InlineData("bob!", null)]
    public async Task An_address_is_a_user_name_once_the_provider_has_verified_it(string account, string? user)
    {
        await StartAsync(("OIDC_USER_CLAIM", "email"));
        using var browser = new Browser(Url);
        await SignInAsync(browser, account, "/");
        var found = (await browser.SourcesAsync())["user"];
        Assert.Equal(user, found.IsNull ? null : found.Text);
    }

    [Fact]
    public async Task Below_a_path_the_provider_leads_back_below_it()
    {
        await StartAsync(("PATH_BASE", "/dash"));
        using var browser = new Browser(Url);
        var way = await browser.FollowAsync("/dash/session/oidc?return=%2Fdash%2Falice");
        var (all, _) = await browser.FollowAsync(new Uri(way.Way[^1], "?user=alice").AbsoluteUri);
        Assert.Equal("/dash/alice", all[^1].AbsolutePath);
        Assert.Equal("alice", (await browser.GetAsync("/dash/q/sources")).Ok["user"].Text);
    }

    [Fact]
    public async Task Behind_a_proxy_the_provider_leads_back_to_the_public_address_by_cookies_that_need_TLS()
    {
        await StartAsync(("PUBLIC_URL", "https://dash.example.org"));
        using var browser = new Browser(Url);
        var answer = (await browser.GetAsync("/session/oidc")).Is(302);
        Assert.Equal(
            "https://dash.example.org/session/oidc/callback", HttpUtility.ParseQueryString(new Uri(answer.Headers["Location"]).Query)["redirect_uri"]);
        foreach (var cookie in answer.Headers["Set-Cookie"].Split(",.AspNetCore"))
        {
            Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task What_one_server_has_begun_another_one_of_the_same_secret_completes()
    {
        await StartAsync();
        using var browser = new Browser(Url);
        var back = await AtProviderAsync(browser, "alice", "/alice");
        var data = _server!.Data;
        await using (var two = await TestServer.StartAsync(data, [.. _provider.Settings, ("PUBLIC_URL", Url)]))
        {
            var (way, _) = await browser.FollowAsync(new Uri(new Uri(two.Url), back.PathAndQuery).AbsoluteUri);
            Assert.Equal("/alice", way[^1].AbsolutePath);
        }
        Assert.Equal("alice", (await browser.SourcesAsync())["user"].Text);
    }

    private async Task StartAsync(params (string Name, string Value)[] settings) =>
        _server = await TestServer.StartAsync(null, [.. _provider.Settings, ("PORT", _port.ToString()), .. settings]);

    private static async Task<(IReadOnlyList<Uri> Way, Answer Last)> SignInAsync(Browser browser, string user, string place)
    {
        browser.Headers["Accept"] = "text/html";
        var (way, _) = await browser.FollowAsync("/session/oidc?return=" + Uri.EscapeDataString(place));
        return await browser.FollowAsync(new Uri(way[^1], "?user=" + Uri.EscapeDataString(user)).AbsoluteUri);
    }

    /// <summary>Signs in at the provider, and answers where it leads back to, without going there.</summary>
    private static async Task<Uri> AtProviderAsync(Browser browser, string user, string place)
    {
        var (way, _) = await browser.FollowAsync("/session/oidc?return=" + Uri.EscapeDataString(place));
        var next = new Uri(way[^1], "?user=" + Uri.EscapeDataString(user));
        while (next.AbsolutePath != "/session/oidc/callback")
            next = new Uri(next, (await browser.GetAsync(next.AbsoluteUri)).Headers["Location"]);
        return next;
    }
}
