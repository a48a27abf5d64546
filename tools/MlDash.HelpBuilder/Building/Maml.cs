using System.Xml.Linq;

namespace MlDash.HelpBuilder.Building;

/// <summary>Names of MAML and its smallest pieces.</summary>
internal static class Maml
{
    public static readonly XNamespace Text = "http://schemas.microsoft.com/maml/2004/10";
    public static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    public static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static XAttribute[] Prefixes() =>
    [
        new(XNamespace.Xmlns + "maml", Text.NamespaceName),
        new(XNamespace.Xmlns + "command", Command.NamespaceName),
        new(XNamespace.Xmlns + "dev", Dev.NamespaceName),
    ];

    /// <summary>A text in paragraphs.</summary>
    public static XElement Paragraphs(XName name, string markdown) =>
        new(name, PlainText.Paragraphs(markdown).Select(text => new XElement(Text + "para", text)));

    /// <summary>A type, as it stands with parameters, inputs and outputs.</summary>
    public static XElement Type(string name) => new(Dev + "type", new XElement(Text + "name", name), new XElement(Text + "uri"));
}
