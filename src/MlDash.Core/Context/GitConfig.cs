using System.Text;
using MlDash.Ci;

namespace MlDash.Context;

/// <summary>The configuration of a repository, as far as it names remotes. Files that it includes are not read.</summary>
internal static class GitConfig
{
    /// <summary>Address of the remote <c>origin</c>, else of the first one, without credentials; null when there is none.</summary>
    public static string? RemoteUrl(GitFolder git)
    {
        if (BoundedFile.ReadText(Path.Combine(git.Common, "config")) is not { } text)
            return null;
        string? remote = null, first = null, origin = null;
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            if (line.StartsWith('['))
                remote = RemoteOf(line);
            else if (remote is not null && Value(line, "url") is { Length: > 0 } url)
                (first, origin) = (first ?? url, remote == "origin" ? origin ?? url : origin);
        }

        return (origin ?? first) is { } found ? WithoutCredentials.In(found.Split('?', '#')[0]) : null;
    }

    /// <summary>The remote that a section such as <c>[remote "origin"]</c> is about.</summary>
    private static string? RemoteOf(string section)
    {
        var parts = section.Split('"');
        return parts.Length >= 3 && parts[0].TrimStart('[').Trim().Equals("remote", StringComparison.OrdinalIgnoreCase) ? parts[1] : null;
    }

    private static string? Value(string line, string name)
    {
        var at = line.IndexOf('=', StringComparison.Ordinal);
        return at > 0 && line[..at].Trim().Equals(name, StringComparison.OrdinalIgnoreCase) ? Plain(line[(at + 1)..]) : null;
    }

    /// <summary>A value without its quotes, escapes and comment.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder();
        var isQuoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '"')
                isQuoted = !isQuoted;
            else if (text[at] == '\\' && at + 1 < text.Length)
                plain.Append(text[++at]);
            else if (text[at] is '#' or ';' && !isQuoted)
                break;
            else
                plain.Append(text[at]);
        }

        return plain.ToString().Trim();
    }
}
