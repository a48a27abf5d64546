using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Client;

/// <summary>What an answer other than a success, or none at all, means to the user.</summary>
internal static class ServerFaults
{
    /// <summary>Error id of faults after which the server has not been reached.</summary>
    public const string Unreachable = "ServerUnreachable";

    /// <summary>Error id of an answer that is more than this machine takes into memory.</summary>
    public const string AnswerTooLarge = "ServerAnswerTooLarge";

    /// <summary>A server's words beyond this are no help any more.</summary>
    private const int LongestMessage = 1000;

    private const string NoServerOfOurs = "Check that the address is that of an MlDash server, and that no proxy answers in its place.";

    public static NetworkException NotReached(Uri server, Exception reason) => new(
        Unreachable,
        $"The server {server} cannot be reached: {Innermost(reason).Message}",
        "Check the address and that the server runs. What was recorded stays on this machine and is sent later.",
        reason)
    { Target = server, IsTransient = true };

    public static NetworkException Silent(Uri server, TimeSpan patience) => new(
        Unreachable,
        $"The server {server} has been silent for {patience.TotalSeconds:0} seconds.",
        "Try again later. What was recorded stays on this machine and is sent later.")
    { Target = server, IsTransient = true };

    public static NetworkException NoJson(Uri server, Exception reason) => new(
        "ServerAnswerNotUnderstood",
        $"The answer of the server {server} is not JSON: {reason.Message}",
        NoServerOfOurs,
        reason)
    { Target = server };

    public static NetworkException NotUnderstood(Uri server, string member, string expected, string found) => new(
        "ServerAnswerNotUnderstood",
        $"The answer of the server {server} is not understood: '{member}' should be {expected}, but is {found}.",
        NoServerOfOurs)
    { Target = server };

    public static NetworkException NotPacked(Uri server, Exception reason) => new(
        "ServerAnswerNotUnderstood",
        $"An answer of the server {server} says that it is compressed, but cannot be unpacked: {reason.Message}",
        NoServerOfOurs,
        reason)
    { Target = server };

    public static NetworkException TooLarge(Uri server, long most) => new(
        AnswerTooLarge,
        $"An answer of the server {server} is larger than {most} bytes, which is the most that is read into memory at once.",
        "Ask for fewer records at a time, for example with -First. " + NoServerOfOurs)
    { Target = server };

    public static NetworkException BrokenOff(Uri server, Exception reason) => new(
        Unreachable,
        $"An answer of the server {server} was cut off: {Innermost(reason).Message}",
        "Try again. What has arrived is kept.",
        reason)
    { Target = server, IsTransient = true };

    public static NetworkException EmptyPage(Uri server, string member) => Incomplete(
        server, $"The server {server} says that there are more {member}, but sent a page with nothing new.");

    public static NetworkException Missing(Uri server, string what, long expected, long found) => Incomplete(
        server, $"The server {server} says that {what} has {expected} records, but sent {found}.");

    /// <summary>The error that an answer stands for.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="answer">Its answer; not a success.</param>
    /// <param name="body">What the answer says.</param>
    /// <param name="now">When it came.</param>
    public static MlDashException Of(Uri server, HttpResponseMessage answer, byte[] body, DateTimeOffset now)
    {
        var status = (int)answer.StatusCode;
        var (code, message) = Read(body);
        var said = message ?? answer.ReasonPhrase ?? "no reason given";
        return answer.StatusCode switch
        {
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => Redirected(server, status, answer.Headers.Location),
            HttpStatusCode.Unauthorized => new AuthenticationException(
                "NotAuthenticated",
                $"The server {server} does not accept the login: {said}",
                "Log in with Connect-MlDash, or give -ApiKey or -UserName.")
            { Target = server, ServerStatus = status, ServerCode = code },
            HttpStatusCode.Forbidden => new AuthenticationException(
                "AccessDenied", $"The server {server} does not allow this: {said}", "Ask the owner of the namespace for write access.")
            { Target = server, ServerStatus = status, ServerCode = code },
            HttpStatusCode.NotFound => new ExperimentException(
                "NotOnServer", $"The server {server} does not have it: {said}", "Run Get-MlDashExperiment -Remote to list the experiments there are.")
            { Target = server, ServerStatus = status, ServerCode = code },
            HttpStatusCode.UnprocessableEntity => new StorageException(
                "ServerRefusedContent",
                $"The server {server} refused the content: {said}",
                "Try again; the bytes may have changed on the way, or while they were read.")
            { Target = server, ServerStatus = status, ServerCode = code },
            _ => new NetworkException(
                status is 429 or 503 ? "ServerBusy" : status >= 500 ? "ServerFailed" : "ServerRefused",
                $"The server {server} answered {status}: {said}",
                status is 429 or >= 500 ? "Try again later. Records stay on this machine and are sent later." : "See the message of the server.")
            {
                Target = server,
                IsTransient = status is 408 or 425 or 429 or >= 500,
                RetryAfter = RetryAfter(answer.Headers, now),
                ServerStatus = status,
                ServerCode = code,
            },
        };
    }

    private static NetworkException Incomplete(Uri server, string message) => new(
        "ServerAnswerIncomplete",
        message,
        "Run the command again: what has arrived is kept. If that does not help, check the server and any proxy in front of it.")
    { Target = server };

    /// <summary>Redirects are not followed: the login would go along to wherever they lead.</summary>
    private static NetworkException Redirected(Uri server, int status, Uri? location)
    {
        var target = location is null ? null : Uri.TryCreate(server, location, out var whole) ? whole.GetLeftPart(UriPartial.Path) : location.OriginalString;
        return new NetworkException(
            "ServerRefused",
            $"The server {server} answered {status} and points to {(target is null ? "another address" : Shortened(target))}. "
            + "Redirects are not followed, so that the login is not sent to another host.",
            "If that is the server, give its address with -Remote. "
            + "If it is a sign-in page in front of the server, have it let requests with a token through.")
        { Target = server, ServerStatus = status };
    }

    /// <summary>What a server says, as much of it as fits a message.</summary>
    public static string Shortened(string text) => text.Length <= LongestMessage ? text : text[..LongestMessage] + "…";

    /// <summary>The pause a server asks for. A date is measured on the server's own clock, which need not be ours.</summary>
    private static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now)
    {
        var asked = headers.RetryAfter is { Date: { } date } ? date - (headers.Date ?? now) : headers.RetryAfter?.Delta;
        return asked is { } pause && pause > TimeSpan.Zero ? pause : null;
    }

    /// <summary>The server's code and message. A page of something on the way has neither; a server that gives no code has the empty one.</summary>
    private static (string? Code, string? Message) Read(byte[] body)
    {
        try
        {
            return JsonValues.Parse(body) is System.Collections.Specialized.OrderedDictionary error
                ? (error[WireMembers.Error] as string
                    ?? string.Empty, (error[WireMembers.Message] ?? error[WireMembers.Detail]) is string said ? Shortened(said) : null)
                : (null, null);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static Exception Innermost(Exception reason)
    {
        while (reason.InnerException is { } inner)
            reason = inner;
        return reason;
    }
}
