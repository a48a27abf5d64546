using Markdig;
using Markdig.Syntax;

namespace MlDash.HelpBuilder.Pages;

/// <summary>The code in a text that a reader may run.</summary>
internal static class ExampleCode
{
    /// <summary>The blocks marked as <c>powershell</c>; what is marked otherwise is output or another language.</summary>
    public static IReadOnlyList<string> In(string markdown) =>
        [.. Markdown.Parse(markdown).OfType<FencedCodeBlock>().Where(block => block.Info == "powershell").Select(block => block.Lines.ToString())];
}
