using System.Text;
using System.Xml;
using System.Xml.Linq;
using MlDash.HelpBuilder.Pages;

namespace MlDash.HelpBuilder.Building;

/// <summary>The file that Get-Help reads: all cmdlets' pages as MAML. The same pages give the same bytes.</summary>
internal static class MamlDocument
{
    private static readonly XNamespace _root = "http://msh";

    /// <exception cref="HelpException">A page cannot be turned.</exception>
    public static XDocument Of(IEnumerable<Page> pages) =>
        new(new XElement(_root + "helpItems", new XAttribute("schema", "maml"), pages.Select(MamlCommand.Of)));

    public static void Save(XDocument document, string path)
    {
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", NewLineHandling = NewLineHandling.None, Encoding = new UTF8Encoding(false) };
        using var writer = XmlWriter.Create(path, settings);
        document.Save(writer);
    }
}
