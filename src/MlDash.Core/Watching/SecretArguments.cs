using System.Text.RegularExpressions;

namespace MlDash.Watching;

/// <summary>Arguments of a program as they may be kept: secrets in them are masked.</summary>
public static partial class SecretArguments
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Mask = "***";

    /// <summary>What takes longer is masked as a whole. On a busy machine a thread may stand still for hundreds of milliseconds.</summary>
    private const int MatchLimit = 2000;

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    /// <summary>Words at the end of a name that say it is one of a secret.</summary>
    private const string Words =
        "(?:password|passwd|passphrase|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|account[-_]?key|shared[-_]?key"
        + "|credentials?|authorization|auth|sas)";

    /// <summary>The arguments with their secrets masked.</summary>
    public static string[] Masked(IReadOnlyList<string> arguments)
    {
        var masked = new string[arguments.Count];
        for (var at = 0; at < masked.Length; at++)
        {
            var isSecret = at > 0 && IsName(arguments[at - 1]) && !IsSwitch(arguments[at]);
            masked[at] = isSecret ? Mask : One(arguments[at]);
        }

        return masked;
    }

    /// <summary>One text with its secrets masked.</summary>
    public static string One(string text)
    {
        try
        {
            var clean = Bearer().Replace(text, "${scheme}" + Mask);
            clean = Assignment().Replace(clean, "${name}" + Mask);
            clean = KnownToken().Replace(clean, Mask);
            return UserInAddress().Replace(clean, "${scheme}" + Mask + "@");
        }
        catch (RegexMatchTimeoutException)
        {
            return Mask;
        }
    }

    /// <summary>The value of an environment variable; masked when its name is one of a secret.</summary>
    public static string? Variable(string name, string? value) =>
        value is null ? null : SecretName().IsMatch($"--{name}") ? Mask : One(value);

    /// <summary>The text of several commands with its secrets masked, also those that are the word behind a name.</summary>
    public static string Text(string commands)
    {
        try
        {
            return One(SecretWord().Replace(commands, "${name}" + Mask));
        }
        catch (RegexMatchTimeoutException)
        {
            return Mask;
        }
    }

    /// <summary>Whether the value of an argument is the next one.</summary>
    private static bool IsName(string argument) => IsSwitch(argument) && SecretName().IsMatch(argument);

    private static bool IsSwitch(string argument) => argument.Length > 1 && (argument[0] == '-' || (argument[0] == '/' && argument.LastIndexOf('/') == 0));

    [GeneratedRegex("^[-/]{1,2}[a-z0-9_.-]*" + Words + "$", Options, MatchLimit)]
    private static partial Regex SecretName();

    /// <summary><c>--password x</c> inside a text.</summary>
    [GeneratedRegex(@"(?<name>(?<!\S)-{1,2}[a-z0-9_.-]*" + Words + @"\s+[""']?)(?![-""'])[^\s""']+", Options, MatchLimit)]
    private static partial Regex SecretWord();

    /// <summary><c>--password=x</c>, <c>API_KEY=x</c>, <c>/p:Password=x</c>, <c>?token=x</c>: a name that ends with such a word, and its value.</summary>
    [GeneratedRegex("(?<name>(?<![a-z0-9])[a-z0-9_.-]*" + Words + @"""?\s?[=:]\s?""?)(?!//)(?:(?:bearer|basic|token)\s+)?[^\s""&;,]+", Options, MatchLimit)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"(?<scheme>\b(?:bearer|basic)\s+)[a-z0-9._~+/=-]{6,}", Options, MatchLimit)]
    private static partial Regex Bearer();

    /// <summary>
    /// Tokens that show by their form what they are: of GitHub, GitLab, AWS, Slack, OpenAI, Hugging Face, Google, npm, PyPI,
    /// and JSON web tokens.
    /// </summary>
    [GeneratedRegex(
        @"\b(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}|(?:AKIA|ASIA)[A-Z0-9]{16}|xox[abprs]-[A-Za-z0-9-]{10,}"
        + @"|sk-[A-Za-z0-9_-]{20,}|hf_[A-Za-z0-9]{20,}|AIza[A-Za-z0-9_-]{30,}|npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{30,}"
        + @"|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)",
        RegexOptions.CultureInvariant,
        MatchLimit)]
    private static partial Regex KnownToken();

    /// <summary>User and password in an address.</summary>
    [GeneratedRegex(@"(?<scheme>[a-z][a-z0-9+.-]*://)[^/?#\s@]+@", Options, MatchLimit)]
    private static partial Regex UserInAddress();
}
