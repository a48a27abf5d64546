using System.Text;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace MlDash.HelpBuilder.Building;

/// <summary>
/// Markdown as a console shows it: a paragraph is one line that the console breaks; items of a list and rows of a table are lines of one paragraph;
/// of a link to another page only its text is left.
/// </summary>
internal static class PlainText
{
    private const string QuoteIndent = "    ";

    private static readonly MarkdownPipeline _pipeline = new MarkdownPipelineBuilder().UsePipeTables().Build();

    /// <summary>The paragraphs of a text; lines inside one end with a line feed.</summary>
    /// <param name="markdown">The text.</param>
    /// <param name="codeIndent">What stands before each line of code. MAML needs none: its reader cuts what leads a paragraph.</param>
    public static IReadOnlyList<string> Paragraphs(string markdown, string codeIndent = "") => Of(Markdig.Markdown.Parse(markdown, _pipeline), codeIndent);

    /// <summary>A short text in one line.</summary>
    public static string OneLine(string markdown) => string.Join(' ', Paragraphs(markdown)).Replace('\n', ' ');

    /// <summary>What blocks look like.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<Block> blocks, string codeIndent = "") =>
        [.. blocks.SelectMany(block => OfOne(block, codeIndent)).Where(text => text.Length > 0)];

    private static IEnumerable<string> OfOne(Block block, string codeIndent) => block switch
    {
        HtmlBlock or LinkReferenceDefinitionGroup => [],
        ListBlock list => [string.Join('\n', Items(list, codeIndent))],
        Table table => [string.Join('\n', Rows(table))],
        CodeBlock code => [Indent(code.Lines.ToString(), codeIndent)],
        QuoteBlock quote => Of(quote, codeIndent).Select(text => Indent(text, QuoteIndent)),
        LeafBlock { Inline: { } inline } => [Text(inline)],
        _ => [],
    };

    private static IEnumerable<string> Items(ListBlock list, string codeIndent)
    {
        var number = int.TryParse(list.OrderedStart, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var mark = list.IsOrdered ? $"{number++}. " : "- ";
            var text = string.Join('\n', Of(item, codeIndent));
            yield return mark + Indent(text, new(' ', mark.Length)).TrimStart();
        }
    }

    private static IEnumerable<string> Rows(Table table)
    {
        var rows = table.OfType<TableRow>().Select(row => row.OfType<TableCell>().Select(cell => string.Join(' ', Of(cell))).ToList()).ToList();
        var widths = Enumerable.Range(0, rows.Max(row => row.Count)).Select(column => rows.Max(row => row.ElementAtOrDefault(column)?.Length ?? 0)).ToList();
        return rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    private static string Text(ContainerInline container)
    {
        var text = new StringBuilder();
        foreach (var inline in container)
        {
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                LineBreakInline { IsHard: true } => "\n",
                LineBreakInline => " ",
                HtmlEntityInline entity => entity.Transcoded.ToString(),
                AutolinkInline address => address.Url,
                LinkInline { Url: { } url } link when url.Contains("://", StringComparison.Ordinal) && Text(link) != url => $"{Text(link)} ({url})",
                ContainerInline inner => Text(inner),
                _ => string.Empty,
            });
        }

        return text.ToString();
    }

    private static string Indent(string text, string by) => by + text.Replace("\n", "\n" + by, StringComparison.Ordinal);
}
