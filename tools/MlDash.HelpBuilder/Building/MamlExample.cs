using System.Xml.Linq;
using Markdig.Syntax;
using MlDash.HelpBuilder.Pages;

namespace MlDash.HelpBuilder.Building;

/// <summary>One example: its first block of code is what the console shows as such; everything else is said below it.</summary>
internal static class MamlExample
{
    /// <summary>The console puts nothing between the last line of an example and the title of the next.</summary>
    private const string SpaceBelow = "";

    public static XElement Of(Part example)
    {
        var blocks = Markdig.Markdown.Parse(example.Text).ToList();
        var code = blocks.OfType<FencedCodeBlock>().FirstOrDefault();
        var remarks = PlainText.Of(blocks.Where(block => block != code));
        return new(
            Maml.Command + "example",
            new XElement(Maml.Text + "title", $"-------- {example.Title} --------"),
            new XElement(Maml.Dev + "code", code?.Lines.ToString() ?? string.Empty),
            new XElement(Maml.Dev + "remarks", remarks.Append(SpaceBelow).Select(text => new XElement(Maml.Text + "para", text))));
    }
}
