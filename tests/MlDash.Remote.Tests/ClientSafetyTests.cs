using Microsoft.AspNetCore.Http;
using MlDash.Client;

namespace MlDash.Remote.Tests;

/// <summary>What a client gives away to a server, and what it lets a server do to the machine it runs on.</summary>
public sealed class ClientSafetyTests
{
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_named_and_not_followed(int status)
    {
        await using var server = await OddServer.StartAsync();
        await using var other = await OddServer.StartAsync();
        server.Take = (_, context) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = $"{other.Url}login?token=secret";
            return Task.FromResult(true);
        };
        var fault = await Assert.ThrowsAsync<NetworkException>(() => server.ReceiveAsync());
        Assert.Equal("ServerRefused", fault.ErrorId);
        Assert.Contains($"{status} and points to {other.Url}login.", fault.Message, StringComparison.Ordinal);
        Assert.Contains("-Remote", fault.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<MlDashException>(() => new DeviceLogin(server.Url, server.Url).StartAsync(CancellationToken.None));
        Assert.Empty(other.Seen);
    }

    [Fact]
    public async Task Every_request_says_who_asks_and_what_is_understood()
    {
        await using var server = await OddServer.StartAsync();
        await server.ReceiveAsync();
        await server.Client.SendAsync(HttpMethod.Post, "/api/anything", "{}"u8.ToArray(), "key", 0, CancellationToken.None);
        await Assert.ThrowsAsync<AuthenticationException>(() => new DeviceLogin(server.Url, server.Url).StartAsync(CancellationToken.None));
        Assert.True(server.Seen.Select(request => request.Place).Distinct().Count() > 10);
        Assert.All(server.Seen, request =>
        {
            Assert.Matches(@"^MlDash/\d+\.\d+\.\d+$", request.Headers["User-Agent"]);
            Assert.StartsWith("application/json", request.Headers["Accept"], StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Control_characters_of_a_server_reach_no_message()
    {
        const string escape = "\u001b]0;pwned\u0007\u009b2J";
        await using var server = await OddServer.StartAsync();
        server.Take = async (_, context) =>
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsJsonAsync(new { message = escape });
            return true;
        };
        var fault = await Assert.ThrowsAsync<NetworkException>(() => server.ReceiveAsync());
        Assert.Contains("pwned", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(fault.Message, char.IsControl);

        server.Take = async (_, context) =>
        {
            await context.Response.WriteAsJsonAsync(new { errors = new[] { new { message = escape + new string('x', 100_000) } } });
            return true;
        };
        fault = await Assert.ThrowsAsync<NetworkException>(() => server.ReceiveAsync());
        Assert.Equal("QueryRefused", fault.ErrorId);
        Assert.DoesNotContain(fault.Message, char.IsControl);
        Assert.InRange(fault.Message.Length, 1, 2000);
    }

    [Fact]
    public async Task Each_login_has_a_secret_of_its_own()
    {
        await using var server = await OddServer.StartAsync();
        var hashes = new List<string>();
        server.Take = async (_, context) =>
        {
            hashes.Add((await System.Text.Json.Nodes.JsonNode.ParseAsync(context.Request.Body))!["device_secret_hash"]!.GetValue<string>());
            await context.Response.WriteAsJsonAsync(new { user_code = "ABCD-EFGH", verification_uri = "/device" });
            return true;
        };
        for (var i = 0; i < 3; i++)
        {
            var code = await new DeviceLogin(server.Url, server.Url).StartAsync(CancellationToken.None);
            Assert.Equal(new Uri(server.Url, "/device?code=ABCDEFGH"), code.CompleteUri);
        }

        Assert.Equal(3, hashes.Distinct().Count());
        Assert.All(hashes, hash => Assert.Matches("^[0-9a-f]{64}$", hash));
    }

    [Theory]
    [InlineData("file:///tmp/evil.desktop")]
    [InlineData("file://host/share/evil.exe")]
    [InlineData("ms-settings:privacy")]
    [InlineData("javascript:alert(1)")]
    public async Task Only_pages_of_the_web_are_opened_for_a_login(string address)
    {
        await using var server = await OddServer.StartAsync();
        object answer = new { user_code = "ABCD-EFGH", verification_uri = "https://example.org/device", verification_uri_complete = address };
        server.Take = async (_, context) =>
        {
            await context.Response.WriteAsJsonAsync(answer);
            return true;
        };
        var code = await new DeviceLogin(server.Url, server.Url).StartAsync(CancellationToken.None);
        Assert.Equal("https://example.org/device?code=ABCDEFGH", code.CompleteUri.AbsoluteUri);

        answer = new { user_code = "ABCD-EFGH", verification_uri = address };
        var refused = await Assert.ThrowsAsync<AuthenticationException>(() => new DeviceLogin(server.Url, server.Url).StartAsync(CancellationToken.None));
        Assert.Equal("DeviceLoginRefused", refused.ErrorId);
    }

    [Fact]
    public async Task A_code_that_would_move_the_cursor_is_shown_without_that()
    {
        await using var server = await OddServer.StartAsync();
        object answer = new { user_code = "AB\u001b[2JCD", verification_uri = "https://example.org/", expires_in = long.MaxValue, interval = -5 };
        server.Take = async (_, context) =>
        {
            await context.Response.WriteAsJsonAsync(answer);
            return true;
        };
        var code = await new DeviceLogin(server.Url, server.Url).StartAsync(CancellationToken.None);
        Assert.DoesNotContain(code.UserCode, char.IsControl);
        Assert.InRange(code.ExpiresAt, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1));

        answer = new { user_code = new string('A', 10_000), verification_uri = "https://example.org/" };
        Assert.Equal(
            "DeviceLoginRefused",
            (await Assert.ThrowsAsync<AuthenticationException>(() => new DeviceLogin(server.Url, server.Url).StartAsync(CancellationToken.None))).ErrorId);
    }

    [Theory]
    [InlineData(1000, 3_000_000)]
    [InlineData(3_000_000, 1000)]
    public async Task A_file_that_changes_while_it_is_sent_is_no_fault_of_the_network(int announced, int found)
    {
        await using var server = await OddServer.StartAsync();
        server.Take = async (_, context) =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            return false;
        };
        var fault = await Assert.ThrowsAsync<StorageException>(() => server.Client.UploadAsync(
            "/api/anything", () => new FileForm(
                [], "a.bin", "application/octet-stream", () => new MemoryStream(new byte[found]), announced, _ => { }), "key", CancellationToken.None));
        Assert.Equal("FileChanged", fault.ErrorId);
    }
}
