using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace MlDash.HelpBuilder.Pages;

/// <summary>
/// What the yaml block of a parameter says. Names, order and spelling are those of PlatyPS, schema 2024-05-01; a key that it does not know is refused,
/// as PlatyPS does.
/// </summary>
internal sealed record ParameterFacts
{
    public string Type { get; set; } = string.Empty;

    public string DefaultValue { get; set; } = string.Empty;

    public bool SupportsWildcards { get; set; }

    public List<string> Aliases { get; set; } = [];

    public List<ParameterSetFacts> ParameterSets { get; set; } = [];

    public bool DontShow { get; set; }

    public List<string> AcceptedValues { get; set; } = [];

    public string HelpMessage { get; set; } = string.Empty;

    /// <exception cref="HelpException">The text is not such a block.</exception>
    public static ParameterFacts Parse(string yaml)
    {
        try
        {
            return new DeserializerBuilder().Build().Deserialize<ParameterFacts?>(yaml) ?? new();
        }
        catch (YamlException fault)
        {
            throw new HelpException($"the yaml block does not follow schema 2024-05-01 of PlatyPS: {fault.InnerException?.Message ?? fault.Message}");
        }
    }

    /// <summary>The block without its fence, lines ended by a line feed.</summary>
    public string ToYaml() => new SerializerBuilder().WithNewLine("\n").Build().Serialize(this);

    public bool Takes(string set) => ParameterSets.Exists(one => one.Name == set || one.Name == ParameterSetFacts.All);

    public ParameterSetFacts In(string set) => ParameterSets.Find(one => one.Name == set) ?? ParameterSets[0];

    [YamlIgnore]
    public bool IsSwitch => Type == "System.Management.Automation.SwitchParameter";
}

/// <summary>A parameter in one parameter set.</summary>
internal sealed record ParameterSetFacts
{
    /// <summary>The name that stands for every set.</summary>
    public const string All = "(All)";

    /// <summary>The position of a parameter that has none.</summary>
    public const string Named = "Named";

    public string Name { get; set; } = string.Empty;

    public string Position { get; set; } = string.Empty;

    public bool IsRequired { get; set; }

    public bool ValueFromPipeline { get; set; }

    public bool ValueFromPipelineByPropertyName { get; set; }

    public bool ValueFromRemainingArguments { get; set; }
}
