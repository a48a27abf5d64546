using System.Xml.Linq;
using MlDash.HelpBuilder.Pages;

namespace MlDash.HelpBuilder.Building;

/// <summary>One cmdlet's page as a <c>command:command</c>.</summary>
internal static class MamlCommand
{
    public static XElement Of(Page page)
    {
        var parameters = CommandPage.ParametersOf(page).ToDictionary(given => given.Name, given => MamlParameter.Parse(page, given.Name, given.Part));
        return new(
            Maml.Command + "command",
            Maml.Prefixes(),
            Details(page),
            Maml.Paragraphs(Maml.Text + "description", Text(page, CommandPage.Description)),
            new XElement(Maml.Command + "syntax", Parts(page, CommandPage.Syntax).Select(set => SyntaxItem(page, set, parameters))),
            new XElement(Maml.Command + "parameters", parameters.Values.Select(parameter => parameter.Element())),
            new XElement(Maml.Command + "inputTypes", Types(page, CommandPage.Inputs, "inputType")),
            new XElement(Maml.Command + "returnValues", Types(page, CommandPage.Outputs, "returnValue")),
            new XElement(Maml.Text + "alertSet", Maml.Paragraphs(Maml.Text + "alert", Text(page, CommandPage.Notes))),
            new XElement(Maml.Command + "examples", Parts(page, CommandPage.Examples).Select(MamlExample.Of)),
            new XElement(Maml.Command + "relatedLinks", Links(page)));
    }

    private static XElement Details(Page page)
    {
        var dash = page.Title.IndexOf('-', StringComparison.Ordinal);
        return new(
            Maml.Command + "details",
            new XElement(Maml.Command + "name", page.Title),
            new XElement(Maml.Command + "verb", page.Title[..dash]),
            new XElement(Maml.Command + "noun", page.Title[(dash + 1)..]),
            new XElement(Maml.Text + "description", new XElement(Maml.Text + "para", PlainText.OneLine(Text(page, CommandPage.Synopsis)))));
    }

    private static XElement SyntaxItem(Page page, Part set, Dictionary<string, MamlParameter> parameters)
    {
        var (name, _) = CommandPage.SetOf(set);
        var shown = SyntaxText.ParameterNames(SyntaxText.Parse(set.Text)).Select(parameter => parameters.GetValueOrDefault(parameter)
            ?? throw new HelpException($"{page.File}: the part '### -{parameter}' is missing, although SYNTAX has it. Run update."));
        return new(Maml.Command + "syntaxItem", new XElement(Maml.Text + "name", page.Title), shown.Select(parameter => parameter.ElementIn(name)));
    }

    private static IEnumerable<XElement> Types(Page page, string section, string element) => Parts(page, section).Select(part =>
        new XElement(Maml.Command + element, Maml.Type(part.Title), Maml.Paragraphs(Maml.Text + "description", part.Text)));

    /// <summary>Links to pages beside this one are names that Get-Help finds; others have an address.</summary>
    private static IEnumerable<XElement> Links(Page page) => PageLinks.In(Text(page, CommandPage.RelatedLinks)).Select(link => new XElement(
        Maml.Text + "navigationLink",
        new XElement(Maml.Text + "linkText", link.Text),
        link.IsAddress ? new XElement(Maml.Text + "uri", link.Target) : null));

    private static string Text(Page page, string section) => page.Find(section)?.Text ?? string.Empty;

    private static List<Part> Parts(Page page, string section) => page.Find(section)?.Parts ?? [];
}
