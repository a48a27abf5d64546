using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MlDash.Dashboard.Routing;

namespace MlDash.Dashboard.Listening;

/// <summary>
/// The right to read one file for some minutes, in its address: a video or a sound that the browser itself fetches, in parts, carries no header. Whoever has the
/// token makes it; it does not tell the token.
/// </summary>
internal static class FileTicket
{
    private const string Until = "until=";
    private const string Mark = "&ticket=";

    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(10);
    private static readonly string[] _questions = [DashboardRouter.Questions + "file", DashboardRouter.Questions + "folderfile"];

    /// <summary>Whether a request has a ticket for what it asks for.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="address">Its path and query, as they were sent.</param>
    /// <param name="token">The token that tickets are made with.</param>
    /// <param name="now">The time.</param>
    public static bool Allows(string method, string address, string token, DateTimeOffset now)
    {
        if (method is not ("GET" or "HEAD") || address.LastIndexOf(Mark, StringComparison.Ordinal) is var mark && mark < 0)
            return false;
        var (signed, ticket) = (address[..mark], address[(mark + Mark.Length)..]);
        if (signed.IndexOf('?', StringComparison.Ordinal) is var query && (query < 0 || !_questions.Contains(signed[..query])))
            return false;
        // It is the last thing that is signed, and nothing of the question is behind it.
        var until = signed[(signed.LastIndexOf('&') + 1)..];
        if (!until.StartsWith(Until, StringComparison.Ordinal)
            || !long.TryParse(until[Until.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var end)
            || end <= now.ToUnixTimeMilliseconds() || end > (now + _longest).ToUnixTimeMilliseconds())
            return false;
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(ticket), Encoding.UTF8.GetBytes(Of(signed, token)));
    }

    /// <summary>The ticket of an address, as lib/tickets.ts makes it.</summary>
    internal static string Of(string signed, string token) =>
        Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(signed))).ToLowerInvariant();
}
