using System.Text;
using System.Text.RegularExpressions;

namespace MlDash.Text;

/// <summary>
/// Patterns users write. For names (<see cref="ForName"/>) <c>*</c> stands for anything; for paths of files (<see cref="ForPath"/>)
/// <c>*</c> and <c>?</c> stay inside a segment and <c>**</c> crosses segments. Both know <c>[a-z]</c>, <c>[!a]</c> and the escape <c>`</c>.
/// </summary>
public sealed partial class Wildcard
{
    private readonly Regex _regex;

    private Wildcard(string pattern, string regex, RegexOptions options)
    {
        Pattern = pattern;
        try
        {
            _regex = new Regex(regex, options | RegexOptions.CultureInvariant | RegexOptions.Singleline, TimeSpan.FromSeconds(1));
        }
        catch (RegexParseException fault)
        {
            throw new ConfigurationException(
                "IllegalPattern",
                $"The pattern '{pattern}' cannot be used: {fault.Message}",
                "Give ranges in order, such as [a-c]; write `[ for a bracket itself.",
                fault)
            { Target = pattern };
        }
    }

    /// <summary>The pattern as it was written.</summary>
    public string Pattern { get; }

    /// <summary>True when <paramref name="text"/> holds a character with a meaning of its own.</summary>
    public static bool IsPattern(string text) => text.AsSpan().IndexOfAny("*?[`") >= 0;

    /// <summary>A pattern that fits <paramref name="text"/> and nothing else.</summary>
    public static string Escape(string text) => Special().Replace(text, "`$0");

    /// <summary>The text that a pattern fits when its wildcards are taken for themselves.</summary>
    public static string Unescape(string pattern) => Escaped().Replace(pattern, "$1");

    /// <summary>True when <paramref name="pattern"/> stands for more than one text.</summary>
    public static bool HasWildcard(string pattern) => Escaped().Replace(pattern, string.Empty).AsSpan().IndexOfAny("*?[") >= 0;

    /// <summary>Whether a pattern that fits nothing may have been meant as the name that it is: brackets are common in names.</summary>
    public static bool MayBeName(string pattern) => pattern.Contains('[', StringComparison.Ordinal) && pattern.AsSpan().IndexOfAny("*?`") < 0;

    /// <summary>The patterns, escaped, that fit none of the texts but may have been meant as names: see <see cref="MayBeName"/>.</summary>
    public static IEnumerable<string> NamesAmong(IEnumerable<Wildcard> patterns, IEnumerable<string> found) =>
        patterns.Where(pattern => MayBeName(pattern.Pattern) && !found.Any(pattern.IsMatch)).Select(pattern => Escape(pattern.Pattern));

    /// <summary>What to add to the advice about a name that was not found, when it holds what patterns give a meaning; nothing otherwise.</summary>
    public static string Hint(string name) => name.AsSpan().IndexOfAny("*?[]") < 0
        ? string.Empty
        : $" In names, * ? [ ] are wildcards; to mean the characters themselves, write '{Escape(name)}' in single quotes, "
            + "or use -LiteralName where there is one.";

    /// <summary>Patterns, with names that are taken as they are behind them.</summary>
    public static string[] All(string[] patterns, string[] literals) => [.. patterns, .. literals.Select(Escape)];

    /// <summary>A pattern for names and prefixes, without regard to case, as PowerShell matches.</summary>
    public static Wildcard ForName(string pattern) => new(pattern, $"^{Translate(pattern, crossing: true)}$", RegexOptions.IgnoreCase);

    /// <summary>A pattern for logical paths of files, with regard to case; without a <c>/</c> it is matched against the file's name alone.</summary>
    public static Wildcard ForPath(string pattern)
    {
        var trimmed = pattern.Trim('/');
        var anywhere = trimmed.Contains('/', StringComparison.Ordinal) ? string.Empty : "(?:.*/)?";
        return new(pattern, $"^{anywhere}{Translate(trimmed, crossing: false)}$", RegexOptions.None);
    }

    /// <summary>Whether the whole of <paramref name="text"/> fits the pattern.</summary>
    public bool IsMatch(string text) => _regex.IsMatch(text);

    /// <inheritdoc />
    public override string ToString() => Pattern;

    private static StringBuilder Translate(string pattern, bool crossing)
    {
        var regex = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*' when !crossing && pattern.AsSpan(i).StartsWith("**/"):
                    regex.Append("(?:.*/)?");
                    i += 2;
                    break;
                case '*' when !crossing && pattern.AsSpan(i).StartsWith("**"):
                    regex.Append(".*");
                    i++;
                    break;
                case '*':
                    regex.Append(crossing ? ".*" : "[^/]*");
                    break;
                case '?':
                    regex.Append(crossing ? "." : "[^/]");
                    break;
                case '[' when pattern.IndexOf(']', i + 2 < pattern.Length ? i + 2 : i) is var end && end > i + 1:
                    regex.Append(Set(pattern[(i + 1)..end]));
                    i = end;
                    break;
                case '`' when i + 1 < pattern.Length:
                    regex.Append(Regex.Escape(pattern[++i].ToString()));
                    break;
                default:
                    regex.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }

        return regex;
    }

    private static string Set(string inside)
    {
        var negated = inside[0] is '!' or '^';
        var members = (negated ? inside[1..] : inside).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal);
        return negated ? $"[^{members}]" : $"[{members}]";
    }

    [GeneratedRegex("`(.)", RegexOptions.Singleline)]
    private static partial Regex Escaped();

    [GeneratedRegex("[*?[`]")]
    private static partial Regex Special();
}
