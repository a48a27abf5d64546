using Markdig.Syntax;

namespace MlDash.HelpBuilder.Pages;

/// <summary>What stands below the name of a parameter: prose, and the yaml block at its end.</summary>
/// <param name="Prose">Everything but the block.</param>
/// <param name="Yaml">The lines inside the block; null when there is none.</param>
internal sealed record ParameterText(string Prose, string? Yaml)
{
    public static ParameterText Parse(string text)
    {
        if (Markdig.Markdown.Parse(text).OfType<FencedCodeBlock>().FirstOrDefault(block => block.Info == "yaml") is not { } block)
            return new(text, null);
        var around = text[..block.Span.Start].TrimEnd() + "\n\n" + text[(block.Span.End + 1)..].TrimStart();
        return new(around.Trim('\n', ' '), block.Lines.ToString());
    }

    /// <summary>PlatyPS takes what stands above the block for the description, so the block comes last.</summary>
    public static string Format(string prose, ParameterFacts facts) => $"{prose}\n\n```yaml\n{facts.ToYaml()}```".TrimStart('\n');
}
