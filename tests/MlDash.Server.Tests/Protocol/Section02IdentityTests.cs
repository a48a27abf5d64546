using System.Text.Json;

namespace MlDash.Server.Tests;

/// <summary>Section 2: tokens, device login, members.</summary>
public sealed class Section02IdentityTests(SharedServer shared)
{
    private static readonly long _now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    [Fact]
    public async Task A_permanent_token_of_the_public_service_is_accepted_and_its_claims_make_the_user()
    {
        var api = shared.Server.NewUser();
        var me = (await api.GraphAsync("{ me { id username email name given_name family_name picture } }")).Data["me"];
        Assert.Equal(api.User, me["username"].Text);
        Assert.Equal($"{api.User}@example.org", me["email"].Text);
        Assert.Equal(("Ada", "L."), (me["given_name"].Text, me["family_name"].Text));
        Assert.True(me["picture"].IsNull);
    }

    [Fact]
    public async Task A_token_that_the_older_SDK_derived_from_a_name_is_accepted()
    {
        var api = shared.Server.Anonymous(TestTokens.Derived("derived-user", _now));
        Assert.Equal("derived-user", (await api.GraphAsync("{ me { username } }")).Data["me"]["username"].Text);
    }

    [Fact]
    public void The_derivation_of_the_tests_gives_the_test_vector_of_the_protocol()
    {
        var token = TestTokens.Derived("alice", 1_700_000_000);
        Assert.EndsWith(".EtD2s0WlaT6y8UusHlg8DniRwQarajSr0K8eeuW8ccc", token, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_forms_of_one_name_are_one_user()
    {
        var api = shared.Server.NewUser();
        var derived = new Api(shared.Server.Url, api.User, TestTokens.Derived(api.User, _now));
        Assert.Equal((await api.GraphAsync("{ me { id } }")).Text, (await derived.GraphAsync("{ me { id } }")).Text);
    }

    [Fact]
    public async Task A_user_and_the_namespace_of_the_same_name_are_made_on_first_use()
    {
        var api = shared.Server.NewUser();
        Assert.Equal(
            api.User, (await api.GraphAsync("query($s: String!) { namespace(slug: $s) { slug } }", new { s = api.User })).Data["namespace"]["slug"].Text);
    }

    [Fact]
    public async Task An_exchanged_token_has_the_claims_of_row_3_and_works()
    {
        var api = shared.Server.NewUser();
        var token = await DeviceLogin.ExchangeAsync(shared.Server, await DeviceLogin.ApproveAsync(shared.Server, api));
        var claims = Claims(token);
        Assert.Equal(api.User, claims["username"].Text);
        Assert.Equal(JsonValueKind.Number, claims["iat"].Kind);
        Assert.True(claims.Has("jti") && claims.Has("sub"));
        Assert.False(claims.Has("exp"));
        (await shared.Server.Anonymous(token).GraphAsync("{ me { username } }")).Is(200);
    }

    [Fact]
    public async Task JWT_EXPIRATION_gives_new_tokens_an_end()
    {
        await using var server = await TestServer.StartAsync(null, ("JWT_EXPIRATION", "30d"));
        var token = await DeviceLogin.ExchangeAsync(server, await DeviceLogin.ApproveAsync(server, server.NewUser()));
        Assert.Equal(30 * 86_400, Claims(token)["exp"].Number - Claims(token)["iat"].Number);
        server.Clock.Shift = TimeSpan.FromDays(31);
        (await server.Anonymous(token).GetAsync("/api/nodes/1")).Is(401);
    }

    [Fact]
    public async Task An_exchange_with_an_invalid_token_is_401() =>
        (await shared.Server.Anonymous("nonsense").SendAsync(HttpMethod.Post, "/api/auth/exchange")).Is(401);

    [Fact]
    public async Task Device_login_start_poll_approve_exchange()
    {
        var device = shared.Server.Anonymous();
        var person = shared.Server.NewUser();
        var hash = Api.Sha256(Guid.NewGuid().ToByteArray());
        var started = (await DeviceLogin.StartAsync(device, hash)).Ok;
        Assert.Matches("^[A-Z]{4}-[A-Z]{4}$", started["user_code"].Text);
        Assert.Equal($"{shared.Server.Url}/device/verification", started["verification_uri"].Text);
        Assert.EndsWith("?code=" + started["user_code"].Text, started["verification_uri_complete"].Text, StringComparison.Ordinal);
        Assert.Equal((600, 5), (started["expires_in"].Number, started["interval"].Number));

        var pending = (await DeviceLogin.PollAsync(device, hash)).Is(202);
        Assert.Equal("authorization_pending", pending.Json["error"].Text);

        var code = JsonSerializer.Serialize(new { user_code = started["user_code"].Text.Replace("-", "", StringComparison.Ordinal) });
        Assert.Equal("ml-dash-client", (await device.PostAsync("/api/device/verify-code", code)).Ok["clientId"].Text);
        (await device.PostAsync("/api/device/complete", code)).Is(401);
        Assert.True((await person.PostAsync("/api/device/complete", code)).Ok["success"].True);

        var token = (await DeviceLogin.PollAsync(device, hash)).Ok;
        Assert.Equal("Bearer", token["token_type"].Text);
        var access = shared.Server.Anonymous(token["access_token"].Text);
        (await access.GetAsync("/api/nodes/1")).Is(401);
        var real = (await access.SendAsync(HttpMethod.Post, "/api/auth/exchange")).Ok["ml_dash_token"].Text;
        Assert.Equal(person.User, (await shared.Server.Anonymous(real).GraphAsync("{ me { username } }")).Data["me"]["username"].Text);
    }

    [Fact]
    public async Task A_poll_for_an_unknown_device_is_404_access_denied_in_JSON()
    {
        var answer = (await DeviceLogin.PollAsync(shared.Server.Anonymous(), Api.Sha256([7]))).Is(404);
        Assert.Equal("access_denied", answer.Json["error"].Text);
    }

    [Fact]
    public async Task A_poll_after_ten_minutes_is_400_expired_token_and_a_hasty_one_slow_down()
    {
        await using var server = await TestServer.StartAsync();
        var device = server.Anonymous();
        var hash = Api.Sha256([1]);
        (await DeviceLogin.StartAsync(device, hash)).Is(200);
        // However long the machine takes from one poll to the next.
        server.Clock.Stopped = DateTimeOffset.UtcNow;
        (await DeviceLogin.PollAsync(device, hash)).Is(202);
        Assert.Equal("slow_down", (await DeviceLogin.PollAsync(device, hash)).Json["error"].Text);
        server.Clock.Shift = TimeSpan.FromSeconds(5);
        Assert.Equal("authorization_pending", (await DeviceLogin.PollAsync(device, hash)).Is(202).Json["error"].Text);
        server.Clock.Shift = TimeSpan.FromMinutes(11);
        Assert.Equal("expired_token", (await DeviceLogin.PollAsync(device, hash)).Is(400).Json["error"].Text);
    }

    [Theory]
    [InlineData("approve", 200)]
    [InlineData("deny", 404)]
    public async Task The_verification_page_approves_or_refuses_without_any_script(string decision, int polled)
    {
        var device = shared.Server.Anonymous();
        var hash = Api.Sha256(Guid.NewGuid().ToByteArray());
        var code = (await DeviceLogin.StartAsync(device, hash)).Ok["user_code"].Text;
        var page = (await device.GetAsync($"/device/verification?code={code}%22%3E%3Cscript%3E")).Is(200);
        Assert.Contains("default-src 'none'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Text, StringComparison.Ordinal);
        Assert.Contains(code, page.Text, StringComparison.Ordinal);

        Dictionary<string, string> form = new() { ["code"] = code, ["decision"] = decision, ["token"] = "wrong" };
        (await device.SendAsync(HttpMethod.Post, "/device/verification", new FormUrlEncodedContent(form))).Is(401);
        form["token"] = TestTokens.Public("page-user");
        (await device.SendAsync(HttpMethod.Post, "/device/verification", new FormUrlEncodedContent(form))).Is(200);
        (await DeviceLogin.PollAsync(device, hash)).Is(polled);
    }

    [Fact]
    public async Task Tokens_can_be_made_listed_and_revoked()
    {
        var api = shared.Server.NewUser();
        var made = (await api.PostAsync("/api/auth/tokens", """{"name":"ci","expiresInDays":7}""")).Is(201).Json;
        var (jti, text) = (made["token"]["jti"].Text, made["ml_dash_token"].Text);
        var other = shared.Server.Anonymous(text);
        (await other.GraphAsync("{ me { id } }")).Is(200);
        var listed = (await api.GetAsync("/api/auth/tokens")).Ok["tokens"];
        Assert.Equal("ci", listed[0]["name"].Text);
        Assert.DoesNotContain(text, listed.Raw, StringComparison.Ordinal);
        (await shared.Server.NewUser().DeleteAsync($"/api/auth/tokens/{jti}")).Is(404);
        (await api.DeleteAsync($"/api/auth/tokens/{jti}")).Is(200);
        (await other.GraphAsync("{ me { id } }")).Is(401);
    }

    [Fact]
    public async Task A_viewer_reads_an_editor_writes_an_owner_removes()
    {
        var owner = shared.Server.NewUser();
        var run = await owner.OpenAsync();
        var member = shared.Server.NewUser();
        var put = $"/api/namespaces/{owner.User}/members/{member.User}";
        Task<Answer> As(string role) => owner.SendAsync(HttpMethod.Put, put, new StringContent($$"""{"role":"{{role}}"}"""));
        var logs = $"/api/experiments/{run.Id}/logs";

        (await member.GetAsync(logs)).Is(404);
        (await As("viewer")).Is(200);
        (await member.GetAsync(logs)).Is(200);
        (await member.PostAsync(logs, """{"logs":[]}""")).Is(403);
        (await As("editor")).Is(200);
        (await member.PostAsync(logs, """{"logs":[]}""")).Is(200);
        (await member.DeleteAsync($"/api/projects/{run.Project}")).Is(403);
        (await member.SendAsync(HttpMethod.Put, put, new StringContent("""{"role":"owner"}"""))).Is(403);
        (await As("chief")).Is(400);
        Assert.Equal(2, (await member.GetAsync($"/api/namespaces/{owner.User}/members")).Ok["members"].Count);
        (await owner.DeleteAsync(put)).Is(200);
        (await member.GetAsync(logs)).Is(404);
    }

    private static Json Claims(string token)
    {
        var part = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        return new Json(JsonDocument.Parse(Convert.FromBase64String(part.PadRight((part.Length + 3) / 4 * 4, '='))).RootElement);
    }
}
