using System.Text;
using System.Text.RegularExpressions;
using MlDash.Server.Http;

namespace MlDash.Server.Search;

/// <summary>Glob patterns as regular expressions that run in linear time, whatever the pattern.</summary>
internal static class Glob
{
    private const int Longest = 1000;
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline;

    /// <summary>A pattern over file paths: <c>**/</c> is zero or more folders, <c>*</c> and <c>?</c> stay inside a segment.</summary>
    public static Regex ForPaths(string pattern)
    {
        Check(pattern);
        var regex = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            var rest = pattern.AsSpan(i);
            if (rest.StartsWith("**/") && (i == 0 || pattern[i - 1] == '/'))
            {
                regex.Append("(?:[^/]+/)*");
                i += 2;
            }
            else if (rest.StartsWith("**"))
            {
                regex.Append(".*");
                i++;
            }
            else
            {
                regex.Append(pattern[i] switch { '*' => "[^/]*", '?' => "[^/]", var c => Regex.Escape(c.ToString()) });
            }
        }
        return new Regex(regex.Append('$').ToString(), Options);
    }

    /// <summary>A pattern over names: <c>*</c> and <c>?</c> cross '/', <c>[a-z]</c> and <c>[!a]</c> are sets; case counts, unless it is ignored.</summary>
    public static Regex ForNames(string pattern, bool ignoreCase = false)
    {
        Check(pattern);
        var regex = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            // A ']' right after the opening belongs to the set.
            var end = pattern[i] == '[' ? pattern.IndexOf(']', Math.Min(pattern.Length, i + (i + 1 < pattern.Length && pattern[i + 1] == '!' ? 3 : 2))) : -1;
            if (end > 0)
            {
                regex.Append(Set(pattern[(i + 1)..end]));
                i = end;
            }
            else
            {
                regex.Append(pattern[i] switch { '*' => ".*", '?' => ".", var c => Regex.Escape(c.ToString()) });
            }
        }
        try
        {
            return new Regex(regex.Append('$').ToString(), ignoreCase ? Options | RegexOptions.IgnoreCase : Options);
        }
        catch (ArgumentException)
        {
            throw ApiException.Malformed($"'{pattern}' is no glob pattern: a range in [ ] runs backwards.");
        }
    }

    private static string Set(string content)
    {
        var negated = content.StartsWith('!');
        var members = (negated ? content[1..] : content).Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal).Replace("^", "\\^", StringComparison.Ordinal);
        return $"[{(negated ? "^" : "")}{members}]";
    }

    private static void Check(string pattern)
    {
        if (pattern.Length > Longest)
            throw ApiException.Malformed($"A pattern has at most {Longest} characters.");
    }
}
