using System.Buffers;

namespace MlDash.Context;

/// <summary>What HEAD of a work tree points to.</summary>
internal static class GitReferences
{
    private const string Pointer = "ref:";
    private const string Heads = "refs/heads/";

    /// <summary>What HEAD names where references are kept in another way than this class reads.</summary>
    private const string NoBranch = ".invalid";

    private const int MostSteps = 5;
    private const int LongestList = 64 << 20;

    private static readonly SearchValues<char> _hexadecimal = SearchValues.Create("0123456789abcdef");

    /// <summary>The commit, and the branch unless HEAD is detached; null for what cannot be read, such as the commit of a branch without any.</summary>
    public static (string? Commit, string? Branch) Head(GitFolder git)
    {
        var text = BoundedFile.ReadText(Path.Combine(git.Own, "HEAD"))?.Trim();
        if (text is null)
            return (null, null);
        if (!text.StartsWith(Pointer, StringComparison.Ordinal))
            return (Commit(text), null);
        var name = text[Pointer.Length..].Trim();
        return IsSafe(name) ? (Resolve(git, name), name.StartsWith(Heads, StringComparison.Ordinal) ? name[Heads.Length..] : name) : (null, null);
    }

    private static string? Resolve(GitFolder git, string name)
    {
        for (var steps = 0; steps < MostSteps && IsSafe(name); steps++)
        {
            var text = (BoundedFile.ReadText(Path.Combine(git.Own, name)) ?? BoundedFile.ReadText(Path.Combine(git.Common, name)))?.Trim();
            if (text is null)
                return Packed(git, name);
            if (!text.StartsWith(Pointer, StringComparison.Ordinal))
                return Commit(text);
            name = text[Pointer.Length..].Trim();
        }

        return null;
    }

    /// <summary>The commit in the list of references that have no file of their own: a line each, commit and name.</summary>
    private static string? Packed(GitFolder git, string name)
    {
        if (BoundedFile.Read(Path.Combine(git.Common, "packed-refs"), LongestList) is not { } list)
            return null;
        var sought = System.Text.Encoding.UTF8.GetBytes($" {name}");
        for (var rest = list.AsSpan(); rest.Length > 0;)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            if (line.TrimEnd((byte)'\r') is var whole && whole.EndsWith(sought) && whole.IndexOf((byte)' ') == whole.Length - sought.Length)
                return Commit(System.Text.Encoding.ASCII.GetString(whole[..^sought.Length]));
            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return null;
    }

    /// <summary>Names below <c>refs</c>, so that a name leads to no other file of the machine.</summary>
    private static bool IsSafe(string name) =>
        name.StartsWith("refs/", StringComparison.Ordinal) && name.Length <= 1000 && !name.Any(char.IsControl) && !name.Contains('\\', StringComparison.Ordinal)
        && name.Split('/').All(part => part is not ("" or "." or ".." or NoBranch) && !part.Contains(':', StringComparison.Ordinal));

    private static string? Commit(string text) => text.Length is 40 or 64 && !text.AsSpan().ContainsAnyExcept(_hexadecimal) ? text : null;
}
