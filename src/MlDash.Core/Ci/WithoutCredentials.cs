using System.Text.RegularExpressions;

namespace MlDash.Ci;

/// <summary>Takes user names, passwords and tokens out of the addresses in a text.</summary>
internal static partial class WithoutCredentials
{
    /// <summary>The text with its addresses, but without what stands before their hosts, and without queries and fragments, which may hold tokens.</summary>
    public static string In(string text)
    {
        var clean = Address().Replace(text, "${scheme}");
        return clean.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0
            ? clean.IndexOfAny(['?', '#'], scheme) is var query and >= 0 ? clean[..query] : clean
            : Password().Replace(Scp().Replace(clean, string.Empty), string.Empty);
    }

    /// <summary>What stands before the host. A password with a slash that was not escaped ends the host too early; then the last sign counts.</summary>
    [GeneratedRegex(
        @"(?<scheme>[a-zA-Z][a-zA-Z0-9+.-]*://)(?:[^/?#\s]*@|[^/?#\s@]*:(?![0-9]*(?:[/?#\s]|$))\S*@)", RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    /// <summary>User and password before a host without a scheme.</summary>
    [GeneratedRegex(@"^[^\s@/:]+:[^\s@/]*@(?=[^\s@/]+/)", RegexOptions.CultureInvariant)]
    private static partial Regex Password();

    /// <summary>The short form of Git for SSH: user, host, a colon and the path.</summary>
    [GeneratedRegex(@"^[^\s@/]+@(?=[^\s@/:]+:)", RegexOptions.CultureInvariant)]
    private static partial Regex Scp();
}
