using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace MlDash.Layers.Tests;

/// <summary>No line is wider than <c>.editorconfig</c> says, but one that holds a text, which is not torn for it.</summary>
public sealed class LineWidthTests
{
    /// <summary>Text on a line that is this long cannot be read better in two parts.</summary>
    private const int LongText = 90;

    private static readonly int _width = Width();

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("tools")]
    [InlineData("bench")]
    public void No_line_is_too_wide(string folder) => Sentences.None(
        from file in Repository.SourceFiles(Repository.PathOf(folder))
        let name = Path.GetRelativePath(Repository.PathOf(), file).Replace('\\', '/')
        from found in TooWide(File.ReadAllText(file))
        select $"{name}:{found.Line}: {found.Width} characters; at most {_width} are allowed. Break the line.");

    [Theory]
    [InlineData("var sum = {0};", "1 + ", "1", true)]
    [InlineData("// {0}", "word ", "word", true)]
    [InlineData("var text = \"{0}\";", "word ", "word", false)]
    [InlineData("var text = $\"{0}{{1}}\";", "word ", "word", false)]
    [InlineData("var text = \"\"\"\n    {0}\n    \"\"\";", "word ", "word", false)]
    public void A_line_that_is_too_wide_is_found_unless_a_text_makes_it_so(string line, string part, string last, bool found)
    {
        var parts = string.Concat(Enumerable.Repeat(part, _width / part.Length)) + last;

        Assert.Equal(found, TooWide(line.Replace("{0}", parts, StringComparison.Ordinal)).Any());
    }

    private static IEnumerable<(int Line, int Width)> TooWide(string source)
    {
        var text = SourceText.From(source);
        var wide = text.Lines.Where(line => line.Span.Length > _width).ToList();
        if (wide.Count == 0)
            return [];
        var texts = CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes(node => node is not InterpolatedStringExpressionSyntax)
            .Where(node => node is InterpolatedStringExpressionSyntax || node.IsKind(SyntaxKind.StringLiteralExpression)
                || node.IsKind(SyntaxKind.Utf8StringLiteralExpression))
            .Select(node => node.Span).ToList();
        return wide.Where(line => !texts.Any(one => one.Intersection(line.Span) is { Length: >= LongText }))
            .Select(line => (line.LineNumber + 1, line.Span.Length));
    }

    private static int Width()
    {
        const string Setting = "max_line_length = ";
        var line = File.ReadLines(Repository.PathOf(".editorconfig")).Single(line => line.StartsWith(Setting, StringComparison.Ordinal));
        return int.Parse(line[Setting.Length..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
