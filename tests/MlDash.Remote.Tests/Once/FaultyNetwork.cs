using System.Net;

namespace MlDash.Remote.Tests;

/// <summary>What happens to one request on its way.</summary>
internal enum Mishap
{
    None,
    LostRequest,
    LostAnswer,
    CutAnswer,
    KilledBefore,
    KilledAfter,
    Busy,
    Failed,
    NotLoggedIn,
    LoginPage,
    Refused,
    TooLarge,
}

/// <summary>The end of the client's process, in the midst of a request.</summary>
internal sealed class KilledException : Exception;

/// <summary>A stand-in for the network between client and server: every request meets the next mishap of a list, and a limit of the proxy on the way.</summary>
internal sealed class FaultyNetwork(InProcessServer server) : HttpMessageHandler
{
    private readonly Queue<Mishap> _mishaps = new();

    /// <summary>Bodies of more bytes are refused by the proxy.</summary>
    public long Limit { get; set; } = long.MaxValue;

    public void Meet(IEnumerable<Mishap> mishaps)
    {
        foreach (var mishap in mishaps)
            _mishaps.Enqueue(mishap);
    }

    public void Heal()
    {
        _mishaps.Clear();
        Limit = long.MaxValue;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var mishap = _mishaps.TryDequeue(out var next) ? next : Mishap.None;
        switch (mishap)
        {
            case Mishap.LostRequest:
                throw new HttpRequestException("The request is lost.");
            case Mishap.KilledBefore:
                throw new KilledException();
            case Mishap.Busy:
                return Page(HttpStatusCode.TooManyRequests, "busy");
            case Mishap.Failed:
                return Page(HttpStatusCode.BadGateway, "<html>");
            case Mishap.NotLoggedIn:
                return Page(HttpStatusCode.Unauthorized, """{"error": "unauthorized", "message": "Log in."}""");
            case Mishap.LoginPage:
                return Page(HttpStatusCode.OK, "<html>Log in</html>");
            case Mishap.Refused when request.Method == HttpMethod.Post:
                return Page(HttpStatusCode.BadRequest, """{"error": "malformed", "message": "No."}""");
            case Mishap.TooLarge when request.Method == HttpMethod.Post:
                return Page(HttpStatusCode.RequestEntityTooLarge, "<html>413</html>");
        }

        if ((request.Content?.Headers.ContentLength ?? 0) > Limit)
            return Page(HttpStatusCode.RequestEntityTooLarge, "<html>413</html>");
        var answer = await server.SendAsync(request);
        return mishap switch
        {
            Mishap.LostAnswer => throw new HttpRequestException("The answer is lost."),
            Mishap.KilledAfter => throw new KilledException(),
            Mishap.CutAnswer => Page(answer.StatusCode, (await answer.Content.ReadAsStringAsync(cancellationToken))[..^1]),
            _ => answer,
        };
    }

    private static HttpResponseMessage Page(HttpStatusCode status, string text) => new(status) { Content = new StringContent(text) };
}
