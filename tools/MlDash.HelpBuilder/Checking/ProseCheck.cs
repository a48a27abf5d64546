using MlDash.HelpBuilder.Pages;

namespace MlDash.HelpBuilder.Checking;

/// <summary>Whether a person has written what only a person can: a page without gaps.</summary>
internal static class ProseCheck
{
    private const int ExamplesExpected = 2;
    private const string WriteIt = "Write it.";

    public static IEnumerable<Difference> Of(Page page)
    {
        foreach (var section in new[] { CommandPage.Synopsis, CommandPage.Description })
        {
            if (IsMissing(page.Find(section)?.Text))
                yield return new(page.File, $"a text below {section}", Found(page.Find(section)?.Text), WriteIt);
        }

        foreach (var section in page.Sections.Where(section => !CommandPage.SectionOrder.Contains(section.Title)))
            yield return new(page.File, $"the sections of PlatyPS ({string.Join(", ", CommandPage.SectionOrder)})", $"'{section.Title}'", "Move its text.");
        foreach (var (name, part) in CommandPage.ParametersOf(page))
        {
            var prose = ParameterText.Parse(part.Text).Prose;
            if (IsMissing(prose))
                yield return new(page.File, $"a text for {PageFacts.PlaceOf(name)}", Found(prose), WriteIt);
        }

        var types = new[] { CommandPage.Inputs, CommandPage.Outputs }.SelectMany(section => page.Find(section)?.Parts ?? []);
        foreach (var part in types.Where(part => IsMissing(part.Text)))
            yield return new(page.File, $"a text for {part.Title}", Found(part.Text), WriteIt);
        foreach (var difference in Examples(page))
            yield return difference;
    }

    private static IEnumerable<Difference> Examples(Page page)
    {
        var examples = page.Find(CommandPage.Examples)?.Parts ?? [];
        if (examples.Count < ExamplesExpected)
            yield return new(page.File, $"at least {ExamplesExpected} examples", $"{examples.Count}", WriteIt);
        foreach (var example in examples)
        {
            if (IsMissing(example.Text) || ExampleCode.In(example.Text).Count == 0)
                yield return new(page.File, $"code in a block ```powershell in '{example.Title}'", Found(example.Text), WriteIt);
            // PlatyPS takes a heading up to its first code or emphasis.
            if (example.Title.IndexOfAny(['`', '*', '[', '<']) >= 0)
                yield return new(page.File, "a title of plain text", $"'{example.Title}'", "Take the marks out.");
        }
    }

    private static bool IsMissing(string? text) => string.IsNullOrWhiteSpace(text) || text.Contains(CommandPage.PlaceholderMark, StringComparison.Ordinal);

    private static string Found(string? text) => string.IsNullOrWhiteSpace(text) ? Difference.Nothing : $"'{text.Split('\n')[0]}'";
}
