using System.Xml.Linq;
using Markdig.Syntax;
using MlDash.HelpBuilder.Pages;

namespace MlDash.HelpBuilder.Building;

/// <summary>One example: its first block of code is what the console shows as such; everything else is said below it.</summary>
internal static class MamlExample
{
    public static XElement Of(Part example)
    {
        var blocks = Markdig.Markdown.Parse(example.Text).ToList();
        var code = blocks.OfType<FencedCodeBlock>().FirstOrDefault();
        var remarks = blocks.Where(block => block != code).SelectMany(PlainText.Of);
        return new(
            Maml.Command + "example",
            new XElement(Maml.Text + "title", $"-------- {example.Title} --------"),
            new XElement(Maml.Dev + "code", code?.Lines.ToString() ?? string.Empty),
            new XElement(Maml.Dev + "remarks", remarks.Select(text => new XElement(Maml.Text + "para", text))));
    }
}
