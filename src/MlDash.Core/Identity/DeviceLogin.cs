using System.Collections.Specialized;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MlDash.Json;
using MlDash.Storage.Remote;

namespace MlDash.Identity;

/// <summary>What the user does in a browser to let a device in.</summary>
/// <param name="UserCode">The code to type.</param>
/// <param name="VerificationUri">Where to type it.</param>
/// <param name="CompleteUri">The same with the code in it.</param>
/// <param name="ExpiresAt">When the code ends.</param>
public sealed record DeviceCode(string UserCode, Uri VerificationUri, Uri CompleteUri, DateTimeOffset ExpiresAt);

/// <summary>
/// Login on a machine without a browser of its own: the user types a code elsewhere, this machine polls until that is done (RFC 8628, with a secret of
/// this machine in place of the device code), and trades what it gets for a token of the server.
/// </summary>
/// <param name="http">For the requests.</param>
/// <param name="server">The server.</param>
/// <param name="authority">The host of logins; mostly the server itself.</param>
/// <param name="deviceSecret">The machine's secret.</param>
public sealed class DeviceLogin(HttpClient http, Uri server, Uri authority, string deviceSecret)
{
    private const string ClientId = "ml-dash-client";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly string _secretHash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(deviceSecret))).ToLowerInvariant();
    private TimeSpan _pause = Interval;

    /// <summary>Asks for a code.</summary>
    public async Task<DeviceCode> StartAsync(CancellationToken cancellationToken)
    {
        var (status, answer) = await PostAsync(
            authority, "/api/device/start", new() { ["client_id"] = ClientId, ["scope"] = "openid profile email", ["device_secret_hash"] = _secretHash }, null, cancellationToken).ConfigureAwait(false);
        if (status >= 300 || answer["user_code"] is not string code || answer["verification_uri"] is not string address || !Uri.TryCreate(authority, address, out var where))
            throw new AuthenticationException("DeviceLoginRefused", $"A code for a login was expected of {authority}, found the answer {status}.", "Check the address.") { Target = authority };
        _pause = answer["interval"] is long and > 0 and <= 60 and var seconds ? TimeSpan.FromSeconds(seconds) : Interval;
        var complete = answer["verification_uri_complete"] is string whole && Uri.TryCreate(authority, whole, out var given)
            ? given
            : new Uri($"{where.AbsoluteUri}?code={code.Replace("-", string.Empty, StringComparison.Ordinal)}");
        return new DeviceCode(code, where, complete, DateTimeOffset.UtcNow.AddSeconds(answer["expires_in"] as long? ?? 600));
    }

    /// <summary>Waits until the user has let this machine in.</summary>
    /// <returns>The token of the server.</returns>
    /// <exception cref="AuthenticationException"><c>DeviceCodeExpired</c>, <c>AuthorizationDenied</c>, <c>TokenExchangeFailed</c>.</exception>
    public async Task<string> WaitForTokenAsync(DeviceCode code, CancellationToken cancellationToken)
    {
        while (DateTimeOffset.UtcNow < code.ExpiresAt)
        {
            await Task.Delay(_pause, cancellationToken).ConfigureAwait(false);
            try
            {
                var (_, answer) = await PostAsync(
                    authority, "/api/device/poll", new() { ["client_id"] = ClientId, ["device_secret_hash"] = _secretHash }, null, cancellationToken).ConfigureAwait(false);
                if (answer["access_token"] is string access)
                    return await ExchangeAsync(access, cancellationToken).ConfigureAwait(false);
                switch (answer["error"] as string)
                {
                    case "slow_down": _pause += Interval; break;
                    case "expired_token": throw Expired();
                    case "access_denied": throw new AuthenticationException("AuthorizationDenied", "The login was refused in the browser.", "Start again with Connect-MlDash.");
                }
            }
            catch (HttpRequestException)
            {
                // The network may come back while the code lasts.
            }
        }

        throw Expired();
    }

    private static AuthenticationException Expired() => new("DeviceCodeExpired", "The code of the login has expired before it was typed.", "Start again with Connect-MlDash.");

    private async Task<string> ExchangeAsync(string access, CancellationToken cancellationToken)
    {
        var (status, answer) = await PostAsync(server, "/api/auth/exchange", null, access, cancellationToken).ConfigureAwait(false);
        return answer["ml_dash_token"] as string ?? throw new AuthenticationException(
            "TokenExchangeFailed", $"A token of the server {server} was expected, found the answer {status}.", "Check that the login host belongs to the server, then start again.") { Target = server };
    }

    private async Task<(int Status, OrderedDictionary Answer)> PostAsync(Uri host, string path, OrderedDictionary? body, string? bearer, CancellationToken cancellationToken)
    {
        TransportSafety.Require(host);
        using var request = new HttpRequestMessage(HttpMethod.Post, host.GetLeftPart(UriPartial.Path).TrimEnd('/') + path);
        request.Content = new ByteArrayContent(body is null ? [] : ServerClient.Write(body));
        if (body is not null)
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        using var answer = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var text = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return ((int)answer.StatusCode, JsonValues.Parse(text) as OrderedDictionary ?? JsonValues.NewMap());
        }
        catch (JsonException)
        {
            return ((int)answer.StatusCode, JsonValues.NewMap());
        }
    }
}
