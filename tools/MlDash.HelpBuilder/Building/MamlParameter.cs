using System.Xml.Linq;
using MlDash.HelpBuilder.Pages;

namespace MlDash.HelpBuilder.Building;

/// <summary>One parameter, as it is listed and as it stands in a line of syntax.</summary>
internal sealed record MamlParameter(string Name, string Prose, ParameterFacts Facts)
{
    /// <exception cref="HelpException">The page does not say what the parameter is.</exception>
    public static MamlParameter Parse(Page page, string name, Part part)
    {
        var text = ParameterText.Parse(part.Text);
        if (text.Yaml is null)
            throw new HelpException($"{page.File}: the yaml block below '### -{name}' is missing. Run update.");
        var facts = ParameterFacts.Parse(text.Yaml);
        return facts.ParameterSets.Count > 0
            ? new(name, text.Prose, facts)
            : throw new HelpException($"{page.File}: '-{name}' has no parameter set. Run update.");
    }

    /// <summary>As it is listed: required when some set requires it; the position is that of the first set.</summary>
    public XElement Element() => Element(
        Facts.ParameterSets[0],
        Facts.ParameterSets.Exists(set => set.IsRequired),
        Maml.Paragraphs(Maml.Text + "description", Prose),
        Value(),
        Maml.Type(Facts.Type),
        new XElement(Maml.Dev + "defaultValue", Facts.DefaultValue.Length > 0 ? Facts.DefaultValue : "None"));

    /// <summary>
    /// As it stands in the syntax of a set: a switch without a value, and what may be given where that is a list. Its text is not said again.
    /// </summary>
    public XElement ElementIn(string set)
    {
        var facts = Facts.In(set);
        return Element(facts, facts.IsRequired, Facts switch
        {
            { IsSwitch: true } => null,
            { AcceptedValues.Count: > 0 } => new(Maml.Command + "parameterValueGroup", Facts.AcceptedValues.Select(value => new XElement(
                Maml.Command + "parameterValue", new XAttribute("required", "false"), new XAttribute("variableLength", "false"), value))),
            _ => Value(),
        });
    }

    private XElement Element(ParameterSetFacts set, bool required, params XElement?[] rest) => new(
        Maml.Command + "parameter",
        new XAttribute("required", required),
        new XAttribute("variableLength", Facts.Type.EndsWith("[]", StringComparison.Ordinal)),
        new XAttribute("globbing", Facts.SupportsWildcards),
        new XAttribute("pipelineInput", PipelineInput),
        new XAttribute("position", set.Position.ToLowerInvariant()),
        new XAttribute("aliases", Facts.Aliases.Count > 0 ? string.Join(", ", Facts.Aliases) : "none"),
        new XElement(Maml.Text + "name", Name),
        rest);

    private XElement Value() => new(
        Maml.Command + "parameterValue",
        new XAttribute("required", !Facts.IsSwitch),
        new XAttribute("variableLength", Facts.Type.EndsWith("[]", StringComparison.Ordinal)),
        Facts.Type[(Facts.Type.LastIndexOf('.') + 1)..]);

    private string PipelineInput
    {
        get
        {
            string[] ways =
            [
                .. Facts.ParameterSets.Exists(set => set.ValueFromPipelineByPropertyName) ? ["ByPropertyName"] : Array.Empty<string>(),
                .. Facts.ParameterSets.Exists(set => set.ValueFromPipeline) ? ["ByValue"] : Array.Empty<string>(),
            ];
            return ways.Length == 0 ? "False" : $"True ({string.Join(", ", ways)})";
        }
    }
}
