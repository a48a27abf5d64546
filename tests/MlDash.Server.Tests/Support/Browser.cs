using System.Net;
using System.Text;
using System.Text.Json;

namespace MlDash.Server.Tests;

/// <summary>A browser at the page: it keeps cookies, and follows redirects only when the test says so.</summary>
public sealed class Browser(string url) : IDisposable
{
    private const int MostRedirects = 20;
    private readonly CookieContainer _cookies = new();
    private HttpClient? _client;

    /// <summary>The headers that every request of it carries.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    private HttpClient Client => _client ??=
        new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = _cookies }) { BaseAddress = new Uri(url) };

    public static async Task<Browser> SignedInAsync(TestServer server, string username)
    {
        var browser = new Browser(server.Url);
        (await browser.SignInAsync(TestTokens.Public(username))).Is(204);
        return browser;
    }

    public Task<Answer> SignInAsync(string token) => PostAsync("/session/token", JsonSerializer.Serialize(new { token }));

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Answer> PostAsync(string path, string json, string? csrf = null) =>
        SendAsync(HttpMethod.Post, path, new StringContent(json, Encoding.UTF8, "application/json"), csrf);

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, string? csrf = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (csrf is not null)
            request.Headers.Add("X-MlDash-Csrf", csrf);
        using var response = await Client.SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Follows redirects from a path; answers the addresses on the way and what came last.</summary>
    public async Task<(IReadOnlyList<Uri> Way, Answer Last)> FollowAsync(string path)
    {
        List<Uri> way = [new(new Uri(url), path)];
        while (true)
        {
            var answer = await GetAsync(way[^1].AbsoluteUri);
            if (answer.Code is < 300 or >= 400 || way.Count > MostRedirects)
                return (way, answer);
            way.Add(new Uri(way[^1], answer.Headers["Location"]));
        }
    }

    /// <summary>What the page learns first.</summary>
    public async Task<Json> SourcesAsync() => (await GetAsync("/q/sources")).Ok;

    /// <summary>What the page proves with that it is the page.</summary>
    public async Task<string> CsrfAsync() => (await SourcesAsync())["csrf"].Text;

    /// <summary>The cookies that it would send to the server.</summary>
    public IReadOnlyList<Cookie> Cookies => [.. _cookies.GetCookies(new Uri(url)).Cast<Cookie>()];

    /// <summary>Takes a cookie of another browser.</summary>
    public void Take(Cookie cookie) => _cookies.Add(new Uri(url), cookie);

    public void Dispose() => _client?.Dispose();
}
