using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace MlDash.HelpBuilder.Pages;

/// <summary>A link in a page.</summary>
/// <param name="Text">What is shown of it.</param>
/// <param name="Target">Where it leads.</param>
internal sealed record PageLink(string Text, string Target)
{
    /// <summary>Whether it leads to another host, not to a file beside the page.</summary>
    public bool IsAddress => Target.Contains("://", StringComparison.Ordinal);
}

/// <summary>The links of a text, in their order.</summary>
internal static class PageLinks
{
    public static IEnumerable<PageLink> In(string markdown) => Markdown.Parse(markdown).Descendants<LinkInline>()
        .Select(link => new PageLink(string.Concat(link.Descendants<LiteralInline>().Select(text => text.Content.ToString())), link.Url ?? string.Empty));
}
