using Microsoft.Extensions.DependencyInjection;
using MlDash.Server.Documents;
using MlDash.Server.Identity.Sessions;

namespace MlDash.Server.Tests;

/// <summary>Signing in and out on the page, and how long a session lasts.</summary>
public sealed class SessionTests(SharedServer shared)
{
    private readonly string _user = $"u{Guid.NewGuid():N}"[..12];

    [Fact]
    public async Task A_token_signs_in_by_a_cookie_that_no_script_reads_and_no_other_site_sends()
    {
        using var browser = new Browser(shared.Server.Url);
        var token = TestTokens.Public(_user);
        var given = (await browser.SignInAsync(token)).Is(204).Headers["Set-Cookie"];
        foreach (var flag in (string[])["httponly", "samesite=lax", "path=/", "max-age="])
            Assert.Contains(flag, given, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secure", given, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(token, given, StringComparison.Ordinal);

        var sources = await browser.SourcesAsync();
        Assert.Equal((_user, "server", true), (sources["user"].Text, sources["host"].Text, sources["writable"].True));
        Assert.DoesNotContain(browser.Cookies.Single().Value, sources.Raw, StringComparison.Ordinal);
        Assert.DoesNotContain(token, sources.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_TLS_only_this_host_can_set_the_cookie_and_it_never_goes_over_a_line_without_TLS()
    {
        await using var server = await TestServer.StartAsync(null, ("PUBLIC_URL", "https://dash.example.org"));
        using var browser = new Browser(server.Url);
        var given = (await browser.SignInAsync(TestTokens.Public(_user))).Is(204).Headers["Set-Cookie"];
        Assert.StartsWith("__Host-", given, StringComparison.Ordinal);
        Assert.Contains("; secure", given, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", given, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_header_that_anybody_can_send_does_not_say_that_there_is_TLS()
    {
        using var browser = new Browser(shared.Server.Url);
        browser.Headers["X-Forwarded-Proto"] = "https";
        var given = (await browser.SignInAsync(TestTokens.Public(_user))).Is(204).Headers["Set-Cookie"];
        Assert.DoesNotContain("secure", given, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_store_has_the_hash_of_the_cookie_not_the_cookie()
    {
        using var browser = await Browser.SignedInAsync(shared.Server, _user);
        var stored = shared.Server.Services.GetRequiredService<StoreCollections>().Sessions;
        var secret = browser.Cookies.Single().Value;
        Assert.Equal(_user, (await stored.GetAsync(PageSessions.HashOf(secret), TestContext.Current.CancellationToken))!.Username);
        Assert.Null(await stored.GetAsync(secret, TestContext.Current.CancellationToken));
        using var thief = new Browser(shared.Server.Url);
        thief.Take(new(browser.Cookies.Single().Name, PageSessions.HashOf(secret)));
        Assert.True((await thief.SourcesAsync())["user"].IsNull);
    }

    [Fact]
    public async Task A_wrong_token_is_401_and_gives_no_cookie()
    {
        using var browser = new Browser(shared.Server.Url);
        (await browser.SignInAsync(TestTokens.Public(_user, "another-secret-that-is-long-enough-to-be-one"))).Is(401);
        Assert.Empty(browser.Cookies);
    }

    [Theory]
    [InlineData("/session/token")]
    [InlineData("/session/device")]
    [InlineData("/session/device/poll")]
    public async Task A_form_of_another_site_signs_nobody_in(string path)
    {
        using var browser = new Browser(shared.Server.Url);
        var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = TestTokens.Public(_user) });
        (await browser.SendAsync(HttpMethod.Post, path, form)).Is(415);
        (await browser.SendAsync(HttpMethod.Post, path, new StringContent($$"""{"token":"{{TestTokens.Public(_user)}}"}"""))).Is(415);
        Assert.Empty(browser.Cookies);
    }

    [Theory]
    [InlineData("/session/token")]
    [InlineData("/q/update")]
    [InlineData("/q/sources")]
    public async Task A_script_of_another_site_may_not_even_ask(string path)
    {
        using var browser = new Browser(shared.Server.Url);
        browser.Headers["Origin"] = "https://evil.example";
        browser.Headers["Access-Control-Request-Method"] = "POST";
        browser.Headers["Access-Control-Request-Headers"] = "content-type";
        var asked = await browser.SendAsync(HttpMethod.Options, path, null);
        Assert.DoesNotContain("Access-Control-Allow-Origin", asked.Headers.Keys);
        var answered = await browser.GetAsync("/q/sources");
        Assert.DoesNotContain("Access-Control-Allow-Origin", answered.Headers.Keys);
        Assert.Equal("same-origin", answered.Headers["Cross-Origin-Resource-Policy"]);
    }

    [Fact]
    public async Task The_API_does_not_take_the_cookie()
    {
        using var browser = await Browser.SignedInAsync(shared.Server, _user);
        (await browser.GetAsync("/api/auth/tokens")).Is(401);
        (await browser.PostAsync("/graphql", """{"query":"{ me { id } }"}""", await browser.CsrfAsync())).Is(401);
    }

    [Fact]
    public async Task Signing_out_needs_the_proof_of_the_page_and_ends_the_session()
    {
        using var browser = await Browser.SignedInAsync(shared.Server, _user);
        var (cookie, proof) = (browser.Cookies.Single(), await browser.CsrfAsync());
        (await browser.PostAsync("/session/end", "{}")).Is(403);
        (await browser.PostAsync("/session/end", "{}", PageSessions.HashOf(proof))).Is(403);
        Assert.Equal(_user, (await browser.SourcesAsync())["user"].Text);
        (await browser.PostAsync("/session/end", "{}", proof)).Is(204);
        Assert.Empty(browser.Cookies);
        browser.Take(new(cookie.Name, cookie.Value));
        Assert.True((await browser.SourcesAsync())["user"].IsNull);
        (await browser.GetAsync("/q/runs")).Is(401);
        (await browser.PostAsync("/session/end", "{}", proof)).Is(401);
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_all_sessions_of_the_user_and_of_nobody_else()
    {
        using var here = await Browser.SignedInAsync(shared.Server, _user);
        using var there = await Browser.SignedInAsync(shared.Server, _user);
        using var other = await Browser.SignedInAsync(shared.Server, _user + "-2");
        (await here.PostAsync("/session/end-all", "{}", await here.CsrfAsync())).Is(204);
        Assert.True((await there.SourcesAsync())["user"].IsNull);
        Assert.Equal(_user + "-2", (await other.SourcesAsync())["user"].Text);
        (await shared.Server.As(_user).GetAsync("/api/auth/tokens")).Is(200);
    }

    [Fact]
    public async Task Signing_in_again_ends_the_session_before()
    {
        using var browser = await Browser.SignedInAsync(shared.Server, _user);
        var before = browser.Cookies.Single();
        (await browser.SignInAsync(TestTokens.Public(_user + "-2"))).Is(204);
        using var other = new Browser(shared.Server.Url);
        other.Take(new(before.Name, before.Value));
        Assert.True((await other.SourcesAsync())["user"].IsNull);
    }

    [Fact]
    public async Task A_session_ends_when_nobody_uses_it_and_at_its_latest_time()
    {
        await using var server = await TestServer.StartAsync(null, ("SESSION_IDLE", "10h"), ("SESSION_LIFE", "24h"));
        using var browser = await Browser.SignedInAsync(server, _user);
        foreach (var hours in (int[])[9, 18])
        {
            server.Clock.Shift = TimeSpan.FromHours(hours);
            Assert.Equal(_user, (await browser.SourcesAsync())["user"].Text);
        }
        server.Clock.Shift = TimeSpan.FromHours(25);
        (await browser.GetAsync("/q/runs")).Is(401);

        using var idle = await Browser.SignedInAsync(server, _user);
        server.Clock.Shift = TimeSpan.FromHours(25 + 10.1);
        (await idle.GetAsync("/q/runs")).Is(401);
    }

    [Fact]
    public async Task A_session_ends_with_the_token_that_it_was_begun_with()
    {
        var api = shared.Server.As(_user);
        var made = (await api.PostAsync("/api/auth/tokens", """{"name":"page"}""")).Is(201).Json;
        using var browser = new Browser(shared.Server.Url);
        (await browser.SignInAsync(made["ml_dash_token"].Text)).Is(204);
        (await browser.GetAsync("/q/runs")).Is(200);
        (await api.DeleteAsync($"/api/auth/tokens/{made["token"]["jti"].Text}")).Is(200);
        (await browser.GetAsync("/q/runs")).Is(401);
    }

    [Fact]
    public async Task A_session_ends_no_later_than_its_token()
    {
        await using var server = await TestServer.StartAsync();
        var made = (await server.As(_user).PostAsync("/api/auth/tokens", """{"name":"page","expiresInDays":0.5}""")).Is(201).Json;
        using var browser = new Browser(server.Url);
        (await browser.SignInAsync(made["ml_dash_token"].Text)).Is(204);
        server.Clock.Shift = TimeSpan.FromHours(11);
        (await browser.GetAsync("/q/runs")).Is(200);
        server.Clock.Shift = TimeSpan.FromHours(12.1);
        (await browser.GetAsync("/q/runs")).Is(401);
    }

    [Fact]
    public async Task Whoever_guesses_is_slowed_down_as_at_every_login()
    {
        await using var server = await TestServer.StartAsync(null, ("RATE_LIMIT", "5"));
        using var browser = new Browser(server.Url);
        List<int> codes = [];
        for (var guess = 0; guess < 20; guess++)
            codes.Add((await browser.SignInAsync($"guess-{guess}")).Code);
        Assert.Equal(401, codes[0]);
        Assert.Contains(429, codes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Any_server_of_a_store_answers_a_session_and_one_that_ended_is_ended_on_all(bool areShared)
    {
        var stores = BothStores.Of(areShared);
        var data = Directory.CreateTempSubdirectory("mldash-two-servers-").FullName;
        await using (var one = await TestServer.StartAsync(data, stores))
        await using (var two = await TestServer.StartAsync(data, stores))
        {
            using var browser = await Browser.SignedInAsync(one, _user);
            var cookie = browser.Cookies.Single();
            using var elsewhere = new Browser(two.Url);
            elsewhere.Take(new(cookie.Name, cookie.Value));
            var proof = await elsewhere.CsrfAsync();
            Assert.Equal(await browser.CsrfAsync(), proof);
            (await elsewhere.GetAsync("/q/runs")).Is(200);
            (await elsewhere.PostAsync("/session/end", "{}", proof)).Is(204);
            (await browser.GetAsync("/q/runs")).Is(401);
        }
        Directory.Delete(data, recursive: true);
    }
}
