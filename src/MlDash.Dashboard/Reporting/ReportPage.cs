using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MlDash.Dashboard.Routing;

namespace MlDash.Dashboard.Reporting;

/// <summary>The page as one file: its script and its style are in it, and a policy that lets nothing else run.</summary>
internal static partial class ReportPage
{
    private static readonly string _style = TextOf("app.css").Replace("</", "<\\/", StringComparison.Ordinal);
    private static readonly string _script = Scripted(TextOf("app.js"));

    /// <summary>What comes before the answers.</summary>
    public static string Begin { get; } = Shell()[0];

    /// <summary>What comes behind them: the script finds all of them there.</summary>
    public static string End { get; } = $"<script type=\"module\">{_script}</script>\n{Shell()[1]}";

    private static string[] Shell()
    {
        var page = Linked().Replace(TextOf("index.html"), "");
        // A style has to come behind the policy that allows it.
        var head = $"$0\n<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy()}\" />\n<meta name=\"referrer\" content=\"no-referrer\" />\n";
        page = new Regex("<meta charset=[^>]*>").Replace(page, head, 1);
        var end = page.IndexOf("</head>", StringComparison.Ordinal);
        page = page.Insert(end, $"<style>{_style}</style>\n");
        var body = page.IndexOf("</body>", StringComparison.Ordinal);
        return [page[..body], page[body..]];
    }

    // Pictures are in the file; nothing is asked of any address.
    private static string Policy() =>
        $"default-src 'none'; script-src '{HashOf(_script)}'; style-src '{HashOf(_style)}'; img-src data: blob:; media-src data: blob:; "
        + "base-uri 'none'; form-action 'none'";

    private static string HashOf(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // In texts of the script these would end it, or begin a comment. There < may be written as its number.
    private static string Scripted(string script) => Markup().Replace(script, "\\x3C");

    // A document has no other ends of lines; with them the hash would be that of another text.
    private static string TextOf(string file) =>
        Encoding.UTF8.GetString((PageFiles.Find(file) ?? throw new InvalidOperationException($"The page has no {file}.")).Bytes)
            .Replace("\r\n", "\n", StringComparison.Ordinal);

    [GeneratedRegex("""<script[^>]*></script>\s*|<link rel="(stylesheet|modulepreload)"[^>]*>\s*""")]
    private static partial Regex Linked();

    [GeneratedRegex("<(?=/?script|!--)", RegexOptions.IgnoreCase)]
    private static partial Regex Markup();
}
