using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MlDash.HelpBuilder.Commands;

/// <summary>The doc comments of an assembly, from the XML file that the compiler writes beside it.</summary>
internal sealed partial class CommentFile
{
    private readonly Dictionary<string, XElement> _summaries;

    private CommentFile(Dictionary<string, XElement> summaries) => _summaries = summaries;

    /// <exception cref="HelpException">There is no such file.</exception>
    public static CommentFile BesideOf(string assembly)
    {
        var path = Path.ChangeExtension(assembly, ".xml");
        if (!File.Exists(path))
            throw new HelpException($"The doc comments of the cmdlets were not found at '{path}'. Build src/MlDash.Cmdlets.");
        return new(XDocument.Load(path).Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!));
    }

    /// <summary>The summary of a class, as one paragraph of Markdown; empty when there is none.</summary>
    public string Of(Type type) => Text($"T:{type.FullName}");

    /// <summary>The summary of a property where it is declared.</summary>
    public string Of(PropertyInfo property) => Text($"P:{property.DeclaringType!.FullName}.{property.Name}");

    private string Text(string member) =>
        _summaries.TryGetValue(member, out var summary) ? Blanks().Replace(Markdown(summary), " ").Trim() : string.Empty;

    private static string Markdown(XElement element)
    {
        var text = new StringBuilder();
        foreach (var node in element.Nodes())
        {
            text.Append(node switch
            {
                XText plain => plain.Value,
                XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                XElement { Name.LocalName: "see" or "paramref" } reference => $"`{NameIn(reference)}`",
                XElement other => " " + Markdown(other),
                _ => string.Empty,
            });
        }

        return text.ToString();
    }

    private static string NameIn(XElement reference)
    {
        var name = (reference.Attribute("cref") ?? reference.Attribute("name") ?? reference.Attribute("langword"))?.Value ?? reference.Value;
        return name[(name.LastIndexOf('.') + 1)..];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
