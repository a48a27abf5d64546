namespace MlDash.Server.Tests;

/// <summary>Signing in on the page by the code of a device login, and approving devices by a session.</summary>
public sealed class DeviceSignInTests(SharedServer shared)
{
    private readonly string _user = $"u{Guid.NewGuid():N}"[..12];

    [Fact]
    public async Task A_signed_in_browser_lets_another_one_in_by_one_click()
    {
        using var here = new Browser(shared.Server.Url);
        using var there = await Browser.SignedInAsync(shared.Server, _user);
        var begun = (await here.PostAsync("/session/device", "{}")).Ok;
        Assert.DoesNotContain(here.Cookies.Single().Value, begun.Raw, StringComparison.Ordinal);
        (await here.PostAsync("/session/device/poll", "{}")).Is(202);
        Assert.True((await here.SourcesAsync())["user"].IsNull);

        Assert.Contains("approved", Text(await DecideAsync(there, begun["code"].Text, await there.CsrfAsync())), StringComparison.Ordinal);
        (await here.PostAsync("/session/device/poll", "{}")).Is(204);
        Assert.Equal(_user, (await here.SourcesAsync())["user"].Text);
        (await here.PostAsync("/session/device/poll", "{}")).Is(404);

        static string Text(Answer answer) => answer.Is(200).Text.Contains("logged in", StringComparison.Ordinal) ? "approved" : answer.Text;
    }

    [Fact]
    public async Task The_verification_page_says_who_approves_and_asks_a_session_for_no_token()
    {
        using var browser = await Browser.SignedInAsync(shared.Server, _user);
        var page = (await browser.GetAsync("/device/verification?code=BCDF-GHJK")).Is(200).Text;
        Assert.Contains($"<strong>{_user}</strong>", page, StringComparison.Ordinal);
        Assert.Contains(await browser.CsrfAsync(), page, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"token\"", page, StringComparison.Ordinal);
        using var nobody = new Browser(shared.Server.Url);
        Assert.Contains("name=\"token\"", (await nobody.GetAsync("/device/verification")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_site_cannot_approve_a_device_in_the_name_of_a_user()
    {
        using var browser = await Browser.SignedInAsync(shared.Server, _user);
        var device = shared.Server.Anonymous();
        var hash = Api.Sha256(Guid.NewGuid().ToByteArray());
        var code = (await DeviceLogin.StartAsync(device, hash)).Ok["user_code"].Text;
        (await DecideAsync(browser, code, "")).Is(401);
        using var other = await Browser.SignedInAsync(shared.Server, _user + "-2");
        (await DecideAsync(browser, code, await other.CsrfAsync())).Is(401);
        (await DeviceLogin.PollAsync(device, hash)).Is(202);
    }

    [Fact]
    public async Task A_device_that_a_session_approved_outlives_it_but_not_the_token_that_the_session_was_begun_with()
    {
        var api = shared.Server.As(_user);
        var made = (await api.PostAsync("/api/auth/tokens", """{"name":"page"}""")).Is(201).Json;
        using var browser = new Browser(shared.Server.Url);
        (await browser.SignInAsync(made["ml_dash_token"].Text)).Is(204);
        var hash = Api.Sha256(Guid.NewGuid().ToByteArray());
        var code = (await DeviceLogin.StartAsync(shared.Server.Anonymous(), hash)).Ok["user_code"].Text;
        (await DecideAsync(browser, code, await browser.CsrfAsync())).Is(200);
        (await browser.PostAsync("/session/end-all", "{}", await browser.CsrfAsync())).Is(204);
        var device = shared.Server.Anonymous(await DeviceLogin.ExchangeAsync(shared.Server, hash));
        (await device.GraphAsync("{ me { id } }")).Is(200);
        (await api.DeleteAsync($"/api/auth/tokens/{made["token"]["jti"].Text}")).Is(200);
        (await device.GraphAsync("{ me { id } }")).Is(401);
    }

    [Fact]
    public async Task A_code_that_was_refused_or_is_too_old_signs_nobody_in()
    {
        await using var server = await TestServer.StartAsync();
        using var there = await Browser.SignedInAsync(server, _user);
        using var here = new Browser(server.Url);
        var code = (await here.PostAsync("/session/device", "{}")).Ok["code"].Text;
        (await DecideAsync(there, code, await there.CsrfAsync(), "deny")).Is(200);
        Assert.Contains("refused", (await here.PostAsync("/session/device/poll", "{}")).Is(401).Text, StringComparison.Ordinal);
        (await here.PostAsync("/session/device", "{}")).Is(200);
        server.Clock.Shift = TimeSpan.FromMinutes(11);
        Assert.Contains("expired", (await here.PostAsync("/session/device/poll", "{}")).Is(401).Text, StringComparison.Ordinal);
    }

    private static Task<Answer> DecideAsync(Browser browser, string code, string csrf, string decision = "approve") =>
        browser.SendAsync(HttpMethod.Post, "/device/verification", new FormUrlEncodedContent(
            new Dictionary<string, string> { ["code"] = code, ["csrf"] = csrf, ["decision"] = decision }));
}
