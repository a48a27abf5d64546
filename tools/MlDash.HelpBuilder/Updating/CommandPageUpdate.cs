using System.Globalization;
using MlDash.HelpBuilder.Commands;
using MlDash.HelpBuilder.Pages;

namespace MlDash.HelpBuilder.Updating;

/// <summary>
/// Brings what the code decides into a cmdlet's page and leaves what a person wrote as it is. What is missing is taken from the doc comments; what
/// nobody has written is marked as a placeholder, which <c>check</c> refuses.
/// </summary>
internal static class CommandPageUpdate
{
    private const string CommonParametersText = """
        This cmdlet supports the common parameters: -Debug, -ErrorAction, -ErrorVariable,
        -InformationAction, -InformationVariable, -OutBuffer, -OutVariable, -PipelineVariable,
        -ProgressAction, -Verbose, -WarningAction, and -WarningVariable. For more information, see
        [about_CommonParameters](https://go.microsoft.com/fwlink/?LinkID=113216).
        """;

    /// <summary>Changes the page in place.</summary>
    public static void Apply(Page page, string module, CommandDescription command)
    {
        page.Title = command.Name;
        foreach (var (key, value) in CommandPage.Metadata(command.Name, module, command.HelpFile))
            page.Front[key] = value;
        if (!page.Front.Values.ContainsKey("HelpUri"))
            page.Front["HelpUri"] = "''";
        if (page.Front["ms.date"].Length == 0)
            page.Front["ms.date"] = DateTime.Now.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture);
        PutInOrder(page.Sections);
        FillText(page.Find(CommandPage.Synopsis)!, FirstSentence(command.Comment), "the Synopsis");
        FillText(page.Find(CommandPage.Description)!, command.Comment, "the Description");
        FillExamples(page.Find(CommandPage.Examples)!);
        page.Find(CommandPage.Aliases)!.Text = string.Join('\n', command.Aliases);
        Rewrite(page.Find(CommandPage.Syntax)!, command.Sets.Select(Syntax));
        Rewrite(page.Find(CommandPage.Parameters)!, Parameters(page, command));
        Rewrite(page.Find(CommandPage.Inputs)!, Inputs(page.Find(CommandPage.Inputs)!, command));
        Rewrite(page.Find(CommandPage.Outputs)!, Outputs(page.Find(CommandPage.Outputs)!, command));
    }

    private static void PutInOrder(List<Section> sections)
    {
        var given = sections.ToList();
        sections.Clear();
        foreach (var title in CommandPage.SectionOrder)
            sections.Add(given.Find(section => section.Title == title) ?? new(title, string.Empty));
        sections.AddRange(given.Except(sections));
    }

    private static void FillText(Section section, string comment, string what)
    {
        if (section is { Text.Length: 0, Parts.Count: 0 })
            section.Text = Or(comment, what);
    }

    private static void FillExamples(Section examples)
    {
        if (examples.Parts.Count == 0)
            examples.Parts.AddRange(Enumerable.Range(1, 2).Select(number => new Part($"Example {number}", Placeholder("an Example"))));
    }

    private static Part Syntax(ParameterSetDescription set) =>
        new(set.Name + (set.IsDefault ? CommandPage.DefaultMark : string.Empty), SyntaxText.Format(set.Syntax));

    private static IEnumerable<Part> Parameters(Page page, CommandDescription command)
    {
        var prose = CommandPage.ParametersOf(page).ToDictionary(given => given.Name, given => ParameterText.Parse(given.Part.Text).Prose);
        foreach (var parameter in command.Parameters)
        {
            var text = prose.GetValueOrDefault(parameter.Name, string.Empty);
            if (text.Length == 0)
                text = Or(parameter.Comment, $"{parameter.Name} Description");
            yield return new($"-{parameter.Name}", ParameterText.Format(text, parameter.Facts));
        }

        yield return new(CommandPage.CommonParameters, CommonParametersText.ReplaceLineEndings("\n"));
    }

    /// <summary>A page may explain more inputs than the code can tell apart.</summary>
    private static List<Part> Inputs(Section inputs, CommandDescription command)
    {
        var given = inputs.Parts.Where(part => command.Inputs.Count == 0 || part.Title != CommandPage.None).ToList();
        var missing = command.Inputs.Where(type => inputs.Find(type) is null)
            .Select(type => new Part(type, Or(TextOfInput(command, type), $"{type} Description")));
        var parts = given.Concat(missing).ToList();
        return parts.Count > 0 ? parts : [new(CommandPage.None, "This cmdlet takes nothing from the pipeline as a whole.")];
    }

    private static string TextOfInput(CommandDescription command, string type) =>
        command.Parameters.First(parameter => parameter.Facts.Type == type && parameter.Facts.ParameterSets.Exists(set => set.ValueFromPipeline)).Comment;

    private static IEnumerable<Part> Outputs(Section outputs, CommandDescription command) => command.Outputs.Count > 0
        ? command.Outputs.Select(type => outputs.Find(type) ?? new Part(type, Placeholder($"{type} Description")))
        : [outputs.Find(CommandPage.None) ?? new Part(CommandPage.None, "This cmdlet writes nothing to the pipeline.")];

    private static void Rewrite(Section section, IEnumerable<Part> parts)
    {
        var all = parts.ToList();
        section.Parts.Clear();
        section.Parts.AddRange(all);
    }

    private static string FirstSentence(string text) => text.IndexOf(". ", StringComparison.Ordinal) is > 0 and var end ? text[..(end + 1)] : text;

    private static string Or(string text, string what) => text.Length > 0 ? text : Placeholder(what);

    private static string Placeholder(string what) => $"{CommandPage.PlaceholderMark}Fill in {what} }}}}";
}
