using MlDash.HelpBuilder.Commands;
using MlDash.HelpBuilder.Pages;

namespace MlDash.HelpBuilder.Checking;

/// <summary>
/// What the code decides about a page, each fact under the name of its place: once as the code has it, once as the page has it. What is in one
/// and not in the other is a difference.
/// </summary>
internal static class PageFacts
{
    /// <summary>Parameters, before their facts: one that is missing altogether is one difference, not twelve.</summary>
    public static string PlaceOf(string parameter) => $"parameter -{parameter}";

    public static Dictionary<string, string> Of(CommandDescription command, string module)
    {
        var facts = CommandPage.Metadata(command.Name, module, command.HelpFile).ToDictionary(pair => $"metadata '{pair.Key}'", pair => pair.Value);
        facts["title"] = command.Name;
        facts["ALIASES"] = Names(command.Aliases);
        foreach (var set in command.Sets)
            facts[PlaceOfSet(set.Name)] = Set(set.IsDefault, set.Syntax);
        foreach (var parameter in command.Parameters)
            AddParameter(facts, parameter.Name, parameter.Facts);
        foreach (var input in command.Inputs)
            facts[$"input {input}"] = "its text";
        foreach (var output in command.Outputs.DefaultIfEmpty(CommandPage.None))
            facts[$"output {output}"] = "its text";
        return facts;
    }

    /// <param name="page">The page.</param>
    /// <param name="expected">Places of facts that the code knows: a page may explain more inputs.</param>
    /// <exception cref="HelpException">A yaml block is none.</exception>
    public static Dictionary<string, string> In(Page page, IReadOnlyDictionary<string, string> expected)
    {
        var facts = page.Front.Values.Select(pair => KeyValuePair.Create($"metadata '{pair.Key}'", pair.Value))
            .Where(pair => expected.ContainsKey(pair.Key)).ToDictionary();
        facts["title"] = page.Title;
        facts["ALIASES"] = Names(page.Find(CommandPage.Aliases)?.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? []);
        foreach (var part in page.Find(CommandPage.Syntax)?.Parts ?? [])
        {
            var (name, isDefault) = CommandPage.SetOf(part);
            facts[PlaceOfSet(name)] = Set(isDefault, SyntaxText.Parse(part.Text));
        }

        foreach (var (name, part) in CommandPage.ParametersOf(page))
            AddParameter(facts, name, ParameterText.Parse(part.Text).Yaml is { } yaml ? ParameterFacts.Parse(yaml) : null);
        foreach (var part in page.Find(CommandPage.Inputs)?.Parts ?? [])
        {
            if (expected.ContainsKey($"input {part.Title}"))
                facts[$"input {part.Title}"] = "its text";
        }

        foreach (var part in page.Find(CommandPage.Outputs)?.Parts ?? [])
            facts[$"output {part.Title}"] = "its text";
        return facts;
    }

    private static string PlaceOfSet(string name) => $"parameter set {name}";

    private static string Set(bool isDefault, string syntax) => (isDefault ? "the default set, " : string.Empty) + syntax;

    private static void AddParameter(Dictionary<string, string> facts, string name, ParameterFacts? parameter)
    {
        var place = PlaceOf(name);
        facts[place] = "its text and yaml block";
        if (parameter is null)
            return;
        facts[$"{place} Type"] = parameter.Type;
        facts[$"{place} DefaultValue"] = parameter.DefaultValue;
        facts[$"{place} SupportsWildcards"] = $"{parameter.SupportsWildcards}";
        facts[$"{place} Aliases"] = Names(parameter.Aliases);
        facts[$"{place} DontShow"] = $"{parameter.DontShow}";
        facts[$"{place} AcceptedValues"] = Names(parameter.AcceptedValues);
        facts[$"{place} HelpMessage"] = parameter.HelpMessage;
        foreach (var set in parameter.ParameterSets)
        {
            facts[$"{place} in set {set.Name}"] = "its facts";
            facts[$"{place} in set {set.Name} Position"] = set.Position;
            facts[$"{place} in set {set.Name} IsRequired"] = $"{set.IsRequired}";
            facts[$"{place} in set {set.Name} ValueFromPipeline"] = $"{set.ValueFromPipeline}";
            facts[$"{place} in set {set.Name} ValueFromPipelineByPropertyName"] = $"{set.ValueFromPipelineByPropertyName}";
            facts[$"{place} in set {set.Name} ValueFromRemainingArguments"] = $"{set.ValueFromRemainingArguments}";
        }
    }

    private static string Names(IReadOnlyList<string> names) => names.Count > 0 ? string.Join(", ", names) : Difference.Nothing;
}
