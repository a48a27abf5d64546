using System.Collections.Specialized;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MlDash.Errors;
using MlDash.Identity;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Client;

/// <summary>What the user does in a browser to let a device in.</summary>
/// <param name="UserCode">The code to type; fit for a terminal.</param>
/// <param name="VerificationUri">Where to type it: a page of the web.</param>
/// <param name="CompleteUri">The same with the code in it.</param>
/// <param name="ExpiresAt">When the code ends.</param>
public sealed record DeviceCode(string UserCode, Uri VerificationUri, Uri CompleteUri, DateTimeOffset ExpiresAt);

/// <summary>
/// Login on a machine without a browser of its own: the user types a code elsewhere, this machine polls until that is done (RFC 8628, with a secret of
/// this machine in place of the device code), and trades what it gets for a token of the server. Every login has a secret of its own, so that a host that
/// was asked once learns nothing that collects a later login from another.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="authority">The host of logins; mostly the server itself.</param>
/// <param name="clock">The clock of codes and pauses; the system's when absent.</param>
public sealed class DeviceLogin(Uri server, Uri authority, TimeProvider? clock = null)
{
    private const string ClientId = "ml-dash-client";
    private const int LongestCode = 64;
    private const int LargestAnswer = 1024 * 1024;

    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(30);

    /// <summary>The longest that a code may be waited for, whatever a server says.</summary>
    private static readonly TimeSpan _longestWait = TimeSpan.FromHours(1);

    private readonly string _secretHash = Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(NewSecret()))).ToLowerInvariant();
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private TimeSpan _pause = _interval;

    /// <summary>Asks for a code.</summary>
    /// <exception cref="AuthenticationException"><c>DeviceLoginRefused</c>: a login cannot continue with the answer.</exception>
    /// <exception cref="NetworkException">The host cannot be reached.</exception>
    public async Task<DeviceCode> StartAsync(CancellationToken cancellationToken)
    {
        var (status, answer) = await PostAsync(
            authority,
            Routes.DeviceStart,
            new() { [RequestMembers.ClientId] = ClientId, [RequestMembers.Scope] = "openid profile email", [RequestMembers.DeviceSecretHash] = _secretHash },
            null,
            cancellationToken).ConfigureAwait(false);
        if (status >= 300 || answer[WireMembers.UserCode] is not string { Length: > 0 and <= LongestCode } code)
            throw Refused($"{authority} did not return a code for the login; it answered {status}.");
        if (PageOf(answer[WireMembers.VerificationUri]) is not { } page)
            throw Refused($"The answer of {authority} to the login has no address of a web page for its code.");
        _pause = answer[WireMembers.Interval] is long and > 0 and <= 60 and var seconds ? TimeSpan.FromSeconds(seconds) : _interval;
        var complete = PageOf(answer[WireMembers.VerificationUriComplete])
            ?? new Uri($"{page.AbsoluteUri}?code={Uri.EscapeDataString(code.Replace("-", string.Empty, StringComparison.Ordinal))}");
        var lasts = answer[WireMembers.ExpiresIn] is long and > 0 and var given && given < _longestWait.TotalSeconds
            ? TimeSpan.FromSeconds(given)
            : TimeSpan.FromMinutes(10);
        return new DeviceCode(ScreenText.Line(code), page, complete, _clock.GetUtcNow() + lasts);
    }

    /// <summary>Waits until the user has let this machine in.</summary>
    /// <returns>The token of the server.</returns>
    /// <exception cref="AuthenticationException"><c>DeviceCodeExpired</c>, <c>AuthorizationDenied</c>, <c>TokenExchangeFailed</c>.</exception>
    public async Task<string> WaitForTokenAsync(DeviceCode code, CancellationToken cancellationToken)
    {
        while (_clock.GetUtcNow() < code.ExpiresAt)
        {
            await Task.Delay(_pause, _clock, cancellationToken).ConfigureAwait(false);
            try
            {
                var (_, answer) = await PostAsync(
                    authority,
                    Routes.DevicePoll,
                    new() { [RequestMembers.ClientId] = ClientId, [RequestMembers.DeviceSecretHash] = _secretHash },
                    null,
                    cancellationToken).ConfigureAwait(false);
                if (answer[WireMembers.AccessToken] is string access)
                    return await ExchangeAsync(access, cancellationToken).ConfigureAwait(false);
                switch (answer[WireMembers.Error] as string)
                {
                    case DeviceErrors.SlowDown: _pause += _interval; break;
                    case DeviceErrors.Expired: throw Expired();
                    case DeviceErrors.Denied:
                        throw new AuthenticationException(
                        "AuthorizationDenied", "The login was refused in the browser.", "Start again with Connect-MlDash.");
                }
            }
            catch (NetworkException away) when (away.IsTransient)
            {
                // The network may come back while the code lasts.
            }
        }

        throw Expired();
    }

    private static string NewSecret() => Convert.ToHexString(RandomNumberGenerator.GetBytes(32)).ToLowerInvariant();

    /// <summary>An address that a browser shows; null for every other, which might start a program or read a file of this machine.</summary>
    private Uri? PageOf(object? address) =>
        address is string text && Uri.TryCreate(authority, text, out var page) && (page.Scheme == Uri.UriSchemeHttps || page.Scheme == Uri.UriSchemeHttp)
        ? page
        : null;

    private AuthenticationException Refused(string message) => new("DeviceLoginRefused", message, "Check the address.") { Target = authority };

    private static AuthenticationException Expired() =>
        new("DeviceCodeExpired", "The code of the login expired before it was entered.", "Start again with Connect-MlDash.");

    private async Task<string> ExchangeAsync(string access, CancellationToken cancellationToken)
    {
        var (status, answer) = await PostAsync(server, Routes.Exchange, null, access, cancellationToken).ConfigureAwait(false);
        return answer[WireMembers.MlDashToken] as string ?? throw new AuthenticationException(
            "TokenExchangeFailed",
            $"The server {server} did not return a token; it answered {status}.",
            "Check that the login host belongs to the server, then start again.")
        { Target = server };
    }

    private async Task<(int Status, OrderedDictionary Answer)> PostAsync(
        Uri host, string path, OrderedDictionary? body, string? bearer, CancellationToken cancellationToken)
    {
        TransportSafety.Require(host);
        using var request = ServerHttp.Request(HttpMethod.Post, host.GetLeftPart(UriPartial.Path).TrimEnd('/') + path, bearer);
        request.Content = new ByteArrayContent(body is null ? [] : JsonText.Write(body));
        if (body is not null)
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var answer = await AskAsync(host, request, cancellationToken).ConfigureAwait(false);
        await using var stream = await AnswerStream.OpenAsync(answer, host, _silence, _clock).ConfigureAwait(false);
        var text = await stream.ReadWholeAsync(LargestAnswer, cancellationToken).ConfigureAwait(false);
        try
        {
            return ((int)answer.StatusCode, JsonValues.Parse(text) as OrderedDictionary ?? JsonValues.NewMap());
        }
        catch (JsonException)
        {
            return ((int)answer.StatusCode, JsonValues.NewMap());
        }
    }

    private async Task<HttpResponseMessage> AskAsync(Uri host, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_silence, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await ServerHttp.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is OperationCanceledException or HttpRequestException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw fault is OperationCanceledException ? ServerFaults.Silent(host, _silence) : ServerFaults.NotReached(host, fault);
        }
    }
}
