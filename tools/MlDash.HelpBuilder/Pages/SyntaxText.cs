using System.Text;
using Markdig.Syntax;

namespace MlDash.HelpBuilder.Pages;

/// <summary>One way to call a cmdlet, as Get-Command -Syntax shows it, in lines of the width that PlatyPS gives them.</summary>
internal static class SyntaxText
{
    private const int Width = 100;

    /// <summary>A code block with the syntax, broken between parameters; further lines begin with a blank.</summary>
    public static string Format(string syntax)
    {
        var text = new StringBuilder();
        var length = 0;
        foreach (var word in Words(syntax))
        {
            if (length > 0 && length + word.Length + 1 > Width)
            {
                text.Append('\n');
                length = 0;
            }

            text.Append(text.Length > 0 ? " " : string.Empty).Append(word);
            length += word.Length + 1;
        }

        return $"```\n{text}\n```";
    }

    /// <summary>The syntax in one line; empty when there is no code block.</summary>
    public static string Parse(string text) =>
        Markdig.Markdown.Parse(text).OfType<FencedCodeBlock>().FirstOrDefault() is { } block
            ? string.Join(' ', block.Lines.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            : string.Empty;

    /// <summary>Names of the parameters in the order in which they are shown.</summary>
    public static IEnumerable<string> ParameterNames(string syntax) => syntax.Split(' ').Skip(1)
        .Select(word => word.TrimStart('[')).Where(word => word.StartsWith('-')).Select(word => word.Trim('-', ']'));

    /// <summary>A parameter and its value are one word.</summary>
    private static IEnumerable<string> Words(string syntax)
    {
        string? open = null;
        foreach (var word in syntax.Split(' '))
        {
            if (open is not null && word.StartsWith('<'))
            {
                yield return $"{open} {word}";
                open = null;
                continue;
            }

            if (open is not null)
                yield return open;
            open = word;
        }

        if (open is not null)
            yield return open;
    }
}
