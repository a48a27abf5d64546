using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using MlDash.Client;
using MlDash.Identity;
using MlDash.Server.Tests;

namespace MlDash.Remote.Tests;

/// <summary>Login without a token, against the server and the page a browser would use.</summary>
[Collection(Scene.OneAtATime)]
public sealed class DeviceLoginTests
{
    [Fact]
    public async Task A_code_approved_in_the_browser_gives_a_token_the_server_takes()
    {
        await using var scene = await Scene.WithServerAsync();
        using var http = new HttpClient();
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var login = new DeviceLogin(scene.Url, scene.Url, clock);
        var code = await login.StartAsync(CancellationToken.None);
        Assert.NotEmpty(code.UserCode);
        Assert.Contains(
            code.UserCode.Replace("-", string.Empty, StringComparison.Ordinal),
            code.CompleteUri.AbsoluteUri.Replace("-", string.Empty, StringComparison.Ordinal),
            StringComparison.OrdinalIgnoreCase);
        using (var page = await http.GetAsync(code.CompleteUri))
            Assert.True(page.IsSuccessStatusCode);

        var waiting = login.WaitForTokenAsync(code, CancellationToken.None);
        using var approval = new HttpRequestMessage(
            HttpMethod.Post, new Uri(scene.Url, "/api/device/complete"))
        { Content = JsonContent.Create(new { user_code = code.UserCode }) };
        approval.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Public("alice"));
        (await http.SendAsync(approval)).EnsureSuccessStatusCode();
        await Scene.TurnUntilAsync(clock, TimeSpan.FromMilliseconds(200), waiting);
        var token = await waiting;

        TokenStore.Save(scene.Url, token);
        var store = new Storage.Remote.RemoteExperimentStore(scene.Url, Credentials.Of(null, null), scene.Sending);
        Assert.Equal("alice", (await store.GetProfileAsync(CancellationToken.None))["username"]);
        var experiment = await Scene.StartAsync(store, "run");
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        Assert.Equal("alice/project/run", experiment.Prefix);
    }

    [Fact]
    public async Task A_code_that_nobody_types_ends_the_login_when_its_time_is_over()
    {
        await using var server = await OddServer.StartAsync();
        var asked = 0;
        server.Take = async (place, context) =>
        {
            await context.Response.WriteAsync(place == "start"
                ? """{"user_code":"ABCD-EFGH","verification_uri":"/device","expires_in":600,"interval":5}"""
                : """{"error":"authorization_pending"}""");
            Interlocked.Increment(ref asked);
            return true;
        };
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var login = new DeviceLogin(server.Url, server.Url, clock);
        var code = await login.StartAsync(CancellationToken.None);
        Assert.Equal(clock.GetUtcNow().AddMinutes(10), code.ExpiresAt);

        var expired = await Assert.ThrowsAsync<AuthenticationException>(
            () => Scene.TurnUntilAsync(clock, TimeSpan.FromSeconds(5), login.WaitForTokenAsync(code, CancellationToken.None)));
        Assert.Equal("DeviceCodeExpired", expired.ErrorId);
        Assert.True(clock.GetUtcNow() >= code.ExpiresAt, "It ended before its time.");
        // Once for the code, then once a pause, and no more.
        Assert.InRange(asked, 2, 121);
    }

    [Fact]
    public async Task Waiting_for_the_browser_ends_when_it_is_cancelled()
    {
        await using var scene = await Scene.WithServerAsync();
        var login = new DeviceLogin(scene.Url, scene.Url);
        var code = await login.StartAsync(CancellationToken.None);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => login.WaitForTokenAsync(code, stop.Token));
    }
}
