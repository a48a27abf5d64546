using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MlDash.Json;

namespace MlDash.Storage.Remote;

/// <summary>What an answer other than a success, or none at all, means to the user.</summary>
internal static class ServerFaults
{
    /// <summary>Error ids of faults after which the server has not been reached.</summary>
    public const string Unreachable = "ServerUnreachable";

    public static NetworkException NotReached(Uri server, Exception reason) => new(
        Unreachable,
        $"An answer of the server {server} was expected, but it cannot be reached: {Innermost(reason).Message}",
        "Check the address and that the server runs. What was recorded stays on this machine and is sent later.",
        reason)
    { Target = server, IsTransient = true };

    public static NetworkException Silent(Uri server, TimeSpan patience) => new(
        Unreachable,
        $"An answer of the server {server} was expected, but it has been silent for {patience.TotalSeconds:0} seconds.",
        "Try again later. What was recorded stays on this machine and is sent later.")
    { Target = server, IsTransient = true };

    public static NetworkException NoJson(Uri server, Exception reason) => new(
        "ServerAnswerNotUnderstood",
        $"A JSON answer of the server {server} was expected, found something else: {reason.Message}",
        "Check that the address is that of an MlDash server, and that no proxy answers in its place.",
        reason)
    { Target = server };

    /// <summary>The error that an answer stands for.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="answer">Its answer; not a success.</param>
    /// <param name="body">What the answer says.</param>
    public static MlDashException Of(Uri server, HttpResponseMessage answer, byte[] body)
    {
        var status = (int)answer.StatusCode;
        var (code, message) = Read(body);
        var said = message ?? answer.ReasonPhrase ?? "no reason given";
        return answer.StatusCode switch
        {
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => new NetworkException(
                "ServerRefused",
                $"The server {server} answered {status} and points to {answer.Headers.Location?.ToString() ?? "no other address"}.",
                "Give the address that it points to, or log in to the network if that is a login page.")
            { Target = server, ServerStatus = status },
            HttpStatusCode.Unauthorized => new AuthenticationException(
                "NotAuthenticated",
                $"The server {server} does not accept the login: {said}",
                "Log in with Connect-MlDash, or give -ApiKey or -UserName.")
            { Target = server, ServerStatus = status, ServerCode = code },
            HttpStatusCode.Forbidden => new AuthenticationException(
                "AccessDenied", $"The server {server} does not allow this: {said}", "Ask the owner of the namespace for the right to write.")
            { Target = server, ServerStatus = status, ServerCode = code },
            HttpStatusCode.NotFound => new ExperimentException(
                "NotOnServer", $"The server {server} has no such thing: {said}", "List what there is with Get-MlDashExperiment -Remote.")
            { Target = server, ServerStatus = status, ServerCode = code },
            HttpStatusCode.UnprocessableEntity => new StorageException(
                "ServerRefusedContent", $"The server {server} refused the content: {said}", "Try again; the bytes may have changed on the way, or while they were read.")
            { Target = server, ServerStatus = status, ServerCode = code },
            _ => new NetworkException(
                status is 429 or 503 ? "ServerBusy" : status >= 500 ? "ServerFailed" : "ServerRefused",
                $"The server {server} answered {status}: {said}",
                status is 429 or >= 500 ? "Try again later. What was recorded stays on this machine and is sent later." : "See what the message says.")
            {
                Target = server,
                IsTransient = status is 408 or 425 or 429 or >= 500,
                RetryAfter = RetryAfter(answer.Headers),
                ServerStatus = status,
                ServerCode = code,
            },
        };
    }

    /// <summary>The pause a server asks for. A date is measured on the server's own clock, which need not be ours.</summary>
    private static TimeSpan? RetryAfter(HttpResponseHeaders headers)
    {
        var asked = headers.RetryAfter is { Date: { } date } ? date - (headers.Date ?? DateTimeOffset.UtcNow) : headers.RetryAfter?.Delta;
        return asked is { } pause && pause > TimeSpan.Zero ? pause : null;
    }

    /// <summary>The server's code and message. A page of something on the way has neither; a server that gives no code has the empty one.</summary>
    private static (string? Code, string? Message) Read(byte[] body)
    {
        try
        {
            return JsonValues.Parse(body) is System.Collections.Specialized.OrderedDictionary error
                ? (error["error"] as string ?? string.Empty, (error["message"] ?? error["detail"]) as string)
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
