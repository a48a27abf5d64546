namespace MlDash.Server.Tests;

/// <summary>Section 2: what a token or a login can be used for, how often, and how long what it makes lives.</summary>
public sealed class TokenOriginTests(SharedServer shared)
{
    [Fact]
    public async Task A_login_is_collected_once_of_any_number_of_polls()
    {
        var person = shared.Server.NewUser();
        var hash = await DeviceLogin.ApproveAsync(shared.Server, person);
        var polls = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => DeviceLogin.PollAsync(shared.Server.Anonymous(), hash)));
        Assert.Single(polls, p => p.Code == 200);
        Assert.All(polls.Where(p => p.Code != 200), p => Assert.Equal((400, "expired_token"), (p.Code, p.Json["error"].Text)));
        Assert.Equal("expired_token", (await DeviceLogin.PollAsync(shared.Server.Anonymous(), hash)).Is(400).Json["error"].Text);
    }

    [Fact]
    public async Task A_login_that_was_approved_and_not_collected_in_time_is_lost()
    {
        await using var server = await TestServer.StartAsync();
        var hash = await DeviceLogin.ApproveAsync(server, server.NewUser());
        server.Clock.Shift = TimeSpan.FromMinutes(11);
        Assert.Equal("expired_token", (await DeviceLogin.PollAsync(server.Anonymous(), hash)).Is(400).Json["error"].Text);
    }

    [Fact]
    public async Task Only_the_access_token_of_a_login_is_exchanged()
    {
        var api = shared.Server.NewUser();
        var refused = (await api.SendAsync(HttpMethod.Post, "/api/auth/exchange")).Is(401);
        Assert.Contains("device login", refused.Json["message"].Text, StringComparison.Ordinal);
        var exchanged = await DeviceLogin.ExchangeAsync(shared.Server, await DeviceLogin.ApproveAsync(shared.Server, api));
        (await shared.Server.Anonymous(exchanged).SendAsync(HttpMethod.Post, "/api/auth/exchange")).Is(401);
        (await shared.Server.Anonymous(exchanged).GetAsync("/api/auth/tokens")).Is(200);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"expiresInDays":3000}""")]
    public async Task A_token_makes_none_that_lives_longer(string wish)
    {
        await using var server = await TestServer.StartAsync();
        var api = server.NewUser();
        var parent = await MadeAsync(api, """{"expiresInDays":7}""");
        var child = await MadeAsync(server.Anonymous(parent.Text), wish);
        Assert.True(parent.EndsAt is not null && string.CompareOrdinal(child.EndsAt, parent.EndsAt) <= 0, child.EndsAt);
        var shorter = await MadeAsync(server.Anonymous(parent.Text), """{"expiresInDays":1}""");
        Assert.True(string.CompareOrdinal(shorter.EndsAt, child.EndsAt) < 0);
        server.Clock.Shift = TimeSpan.FromDays(6);
        (await server.Anonymous(child.Text).GetAsync("/api/auth/tokens")).Is(200);
        server.Clock.Shift = TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1);
        (await server.Anonymous(child.Text).GetAsync("/api/auth/tokens")).Is(401);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_login_that_a_token_approves_lives_no_longer_than_the_token(bool byPage)
    {
        await using var server = await TestServer.StartAsync();
        var parent = await MadeAsync(server.NewUser(), """{"expiresInDays":7}""");
        var device = server.Anonymous(await DeviceTokenAsync(server, parent.Text, byPage));
        (await device.GetAsync("/api/auth/tokens")).Is(200);
        server.Clock.Shift = TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1);
        (await device.GetAsync("/api/auth/tokens")).Is(401);
    }

    [Fact]
    public async Task What_was_made_with_a_token_is_revoked_with_it_and_its_siblings_are_not()
    {
        var api = shared.Server.NewUser();
        var (parent, sibling) = (await MadeAsync(api, "{}"), await MadeAsync(api, "{}"));
        var child = await MadeAsync(shared.Server.Anonymous(parent.Text), "{}");
        var grandchild = await MadeAsync(shared.Server.Anonymous(child.Text), "{}");
        var device = await DeviceTokenAsync(shared.Server, grandchild.Text, byPage: false);
        (await api.DeleteAsync($"/api/auth/tokens/{parent.Jti}")).Is(200);
        foreach (var token in (string[])[parent.Text, child.Text, grandchild.Text, device])
            (await shared.Server.Anonymous(token).GetAsync("/api/auth/tokens")).Is(401);
        var listed = (await shared.Server.Anonymous(sibling.Text).GetAsync("/api/auth/tokens")).Ok["tokens"].All.ToList();
        Assert.Equal(5, listed.Count);
        Assert.Equal(sibling.Jti, Assert.Single(listed, t => t["revokedAt"].IsNull)["jti"].Text);
    }

    [Fact]
    public async Task A_login_under_way_ends_with_the_token_that_approved_it()
    {
        var api = shared.Server.NewUser();
        var parent = await MadeAsync(api, "{}");
        var hash = await DeviceLogin.ApproveAsync(shared.Server, shared.Server.Anonymous(parent.Text));
        var access = (await DeviceLogin.PollAsync(shared.Server.Anonymous(), hash)).Ok["access_token"].Text;
        (await api.DeleteAsync($"/api/auth/tokens/{parent.Jti}")).Is(200);
        (await shared.Server.Anonymous(access).SendAsync(HttpMethod.Post, "/api/auth/exchange")).Is(401);
    }

    [Fact]
    public async Task Tokens_are_made_one_with_the_other_only_so_often()
    {
        var token = await MadeAsync(shared.Server.NewUser(), "{}");
        for (var i = 0; i < 15; i++)
            token = await MadeAsync(shared.Server.Anonymous(token.Text), "{}");
        (await shared.Server.Anonymous(token.Text).PostAsync("/api/auth/tokens", "{}")).Is(409);
    }

    private static async Task<(string Jti, string Text, string? EndsAt)> MadeAsync(Api api, string wish)
    {
        var made = (await api.PostAsync("/api/auth/tokens", wish)).Is(201).Json;
        var token = made["token"];
        return (token["jti"].Text, made["ml_dash_token"].Text, token["expiresAt"].IsNull ? null : token["expiresAt"].Text);
    }

    private static async Task<string> DeviceTokenAsync(TestServer server, string approvedWith, bool byPage)
    {
        if (!byPage)
            return await DeviceLogin.ExchangeAsync(server, await DeviceLogin.ApproveAsync(server, server.Anonymous(approvedWith)));
        var hash = Api.Sha256(Guid.NewGuid().ToByteArray());
        var code = (await DeviceLogin.StartAsync(server.Anonymous(), hash)).Ok["user_code"].Text;
        var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["code"] = code, ["decision"] = "approve", ["token"] = approvedWith });
        (await server.Anonymous().SendAsync(HttpMethod.Post, "/device/verification", form)).Is(200);
        return await DeviceLogin.ExchangeAsync(server, hash);
    }
}
