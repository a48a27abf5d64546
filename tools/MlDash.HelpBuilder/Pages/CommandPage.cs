namespace MlDash.HelpBuilder.Pages;

/// <summary>Names of what a cmdlet's page is made of, as PlatyPS reads them.</summary>
internal static class CommandPage
{
    public const string SchemaVersion = "2024-05-01";
    public const string Synopsis = "SYNOPSIS";
    public const string Syntax = "SYNTAX";
    public const string Aliases = "ALIASES";
    public const string Description = "DESCRIPTION";
    public const string Examples = "EXAMPLES";
    public const string Parameters = "PARAMETERS";
    public const string Inputs = "INPUTS";
    public const string Outputs = "OUTPUTS";
    public const string Notes = "NOTES";
    public const string RelatedLinks = "RELATED LINKS";

    /// <summary>The last part of PARAMETERS, which stands for those that every cmdlet has.</summary>
    public const string CommonParameters = "CommonParameters";

    /// <summary>Stands below INPUTS or OUTPUTS where there are none.</summary>
    public const string None = "None";

    /// <summary>What follows the name of the default parameter set.</summary>
    public const string DefaultMark = " (Default)";

    /// <summary>Opens a text that nobody has written yet.</summary>
    public const string PlaceholderMark = "{{ ";

    /// <summary>The sections in the order in which PlatyPS expects them.</summary>
    public static readonly IReadOnlyList<string> SectionOrder =
        [Synopsis, Syntax, Aliases, Description, Examples, Parameters, Inputs, Outputs, Notes, RelatedLinks];

    /// <summary>What the metadata of a cmdlet's page has to say, whoever wrote the page.</summary>
    public static IEnumerable<(string Key, string Value)> Metadata(string command, string module, string helpFile) =>
    [
        ("document type", "cmdlet"),
        ("external help file", helpFile),
        ("Locale", "en-US"),
        ("Module Name", module),
        ("PlatyPS schema version", SchemaVersion),
        ("title", command),
    ];

    public static bool IsCommandPage(Page page) => page.Front["document type"] == "cmdlet";

    public static bool IsModulePage(Page page) => page.Front["document type"] == "module";

    /// <summary>The parts of PARAMETERS that are about one parameter, and the name of each.</summary>
    public static IEnumerable<(string Name, Part Part)> ParametersOf(Page page) =>
        (page.Find(Parameters)?.Parts ?? []).Where(part => part.Title.StartsWith('-')).Select(part => (part.Title[1..], part));

    /// <summary>Names of a parameter set and whether it is the default one.</summary>
    public static (string Name, bool IsDefault) SetOf(Part syntax) => syntax.Title.EndsWith(DefaultMark, StringComparison.Ordinal)
        ? (syntax.Title[..^DefaultMark.Length], true)
        : (syntax.Title, false);
}
