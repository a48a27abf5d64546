using System.Globalization;
using System.Text;
using MlDash.Errors;

namespace MlDash.Ci;

/// <summary>Text of users in Markdown: it is shown as it is, and is neither format, HTML, link, mention nor command.</summary>
internal static class MarkdownText
{
    private const string OfAddresses = "-._~:/?=&%";
    private const string Special = "&<>\"'`*_[](){}#!|~\\$+=^";

    /// <summary>The text in one line.</summary>
    public static string Escape(string? text)
    {
        var line = ScreenText.Line(text);
        var safe = new StringBuilder(line.Length);
        for (var at = 0; at < line.Length; at++)
        {
            var letter = line[at];
            // A mention is looked for in the text that is shown, so the name is kept away from the sign.
            if (letter == '@')
                safe.Append("&#64;\u200b");
            else if (Special.Contains(letter, StringComparison.Ordinal) || (letter is ':' or '.' && IsInAddress(line, at)))
                safe.Append(CultureInfo.InvariantCulture, $"&#{(int)letter};");
            else
                safe.Append(letter);
        }

        return safe.ToString();
    }

    /// <summary>An address that is ours, in parentheses of a link.</summary>
    public static string Address(string address) => string.Concat(address.Select(letter =>
        char.IsAsciiLetterOrDigit(letter) || OfAddresses.Contains(letter, StringComparison.Ordinal)
            ? letter.ToString()
            : Uri.EscapeDataString(letter.ToString())));

    /// <summary>Whether a sign would make an address of the text around it: <c>https://…</c>, <c>www.…</c>, a command that begins with two colons.</summary>
    private static bool IsInAddress(string line, int at) => line[at] == ':'
        ? (at + 1 < line.Length && line[at + 1] is '/' or ':') || (at > 0 && line[at - 1] == ':')
        : at >= 3 && line.AsSpan(at - 3, 3).Equals("www", StringComparison.OrdinalIgnoreCase);
}
