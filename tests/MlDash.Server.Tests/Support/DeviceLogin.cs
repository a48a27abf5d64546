using System.Text.Json;

namespace MlDash.Server.Tests;

/// <summary>The calls of a device login.</summary>
public static class DeviceLogin
{
    public static Task<Answer> StartAsync(Api device, string hash) => device.PostAsync("/api/device/start",
        $$"""{"client_id":"ml-dash-client","scope":"openid profile email","device_secret_hash":"{{hash}}"}""");

    public static Task<Answer> PollAsync(Api device, string hash) => device.PostAsync("/api/device/poll",
        $$"""{"client_id":"ml-dash-client","device_secret_hash":"{{hash}}"}""");

    /// <summary>Starts the login of a device and lets a person approve it; answers the hash of the device's secret.</summary>
    public static async Task<string> ApproveAsync(TestServer server, Api person)
    {
        var hash = Api.Sha256(Guid.NewGuid().ToByteArray());
        var code = (await StartAsync(server.Anonymous(), hash)).Ok["user_code"].Text;
        (await person.PostAsync("/api/device/complete", JsonSerializer.Serialize(new { user_code = code }))).Is(200);
        return hash;
    }

    /// <summary>Collects an approved login and trades it for a token of the API.</summary>
    public static async Task<string> ExchangeAsync(TestServer server, string hash)
    {
        var access = (await PollAsync(server.Anonymous(), hash)).Ok["access_token"].Text;
        return (await server.Anonymous(access).SendAsync(HttpMethod.Post, "/api/auth/exchange")).Ok["ml_dash_token"].Text;
    }
}
