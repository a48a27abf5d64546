using System.Text.Json;

namespace MlDash.Mutants;

/// <summary>A bug to plant: one text of one source file is replaced by another.</summary>
/// <param name="Id">A short name.</param>
/// <param name="Bug">What is wrong with the planted code, in words.</param>
/// <param name="File">The source file, from the root of the repository: one of a project in <c>src</c>.</param>
/// <param name="Find">The text that is replaced; it occurs in the file exactly once.</param>
/// <param name="Replace">What stands there instead.</param>
/// <param name="Suite">The test project that should notice.</param>
/// <param name="Only">Tests of the suite to run, by class and method with wildcards; none: the whole suite.</param>
internal sealed record Mutant(string Id, string Bug, string File, string Find, string Replace, string Suite, string[]? Only = null)
{
    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip };

    /// <summary>The list beside the program.</summary>
    public static Mutant[] ReadAll() =>
        JsonSerializer.Deserialize<Mutant[]>(System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "mutants.json")), _options)!;

    /// <summary>The source with the bug in it.</summary>
    /// <exception cref="MutantException">The text to replace is not there, or is there more than once.</exception>
    public string Plant(string source)
    {
        var first = source.IndexOf(Find, StringComparison.Ordinal);
        if (first < 0 || source.IndexOf(Find, first + 1, StringComparison.Ordinal) >= 0)
            throw new MutantException($"{Id}: the text to replace must occur exactly once in {File}, and does not. Correct mutants.json.");
        return string.Concat(source.AsSpan(0, first), Replace, source.AsSpan(first + Find.Length));
    }
}
