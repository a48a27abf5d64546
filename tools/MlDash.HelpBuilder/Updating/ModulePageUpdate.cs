using System.Globalization;
using MlDash.HelpBuilder.Commands;
using MlDash.HelpBuilder.Pages;

namespace MlDash.HelpBuilder.Updating;

/// <summary>The module's page: a description by hand, and the list of cmdlets with the synopsis of each one's page.</summary>
internal static class ModulePageUpdate
{
    /// <summary>Changes the page in place.</summary>
    /// <param name="page">The page.</param>
    /// <param name="module">What the engine knows of the module.</param>
    /// <param name="synopses">What each cmdlet's page says of it, by name.</param>
    public static void Apply(Page page, ModuleDescription module, IReadOnlyDictionary<string, string> synopses)
    {
        page.Title = $"{module.Name} Module";
        foreach (var (key, value) in Metadata(module))
            page.Front[key] = value;
        var today = DateTime.Now.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture);
        foreach (var (key, value) in new[] { ("Help Version", "1.0.0.0"), ("HelpInfoUri", "''"), ("ms.date", today) })
        {
            if (!page.Front.Values.ContainsKey(key))
                page.Front[key] = value;
        }

        if (page.Find("Description") is null)
            page.Sections.Insert(0, new("Description", $"{CommandPage.PlaceholderMark}Fill in the Description }}}}"));
        ListCommands(page, module, synopses);
    }

    /// <summary>Groups and their order are the author's; a cmdlet in no group goes into the last one.</summary>
    private static void ListCommands(Page page, ModuleDescription module, IReadOnlyDictionary<string, string> synopses)
    {
        var listed = new HashSet<string>();
        foreach (var section in page.Sections.Where(IsGroup))
        {
            section.Parts.RemoveAll(part => !synopses.ContainsKey(NameIn(part)) || !listed.Add(NameIn(part)));
            foreach (var part in section.Parts)
                part.Text = synopses[NameIn(part)];
        }

        var missing = module.Commands.Where(command => !listed.Contains(command.Name)).ToList();
        if (missing.Count == 0)
            return;
        if (page.Sections.FindLast(IsGroup) is not { } last)
            page.Sections.Add(last = new($"{module.Name} Cmdlets", string.Empty));
        last.Parts.AddRange(missing.Select(command => new Part($"[{command.Name}]({command.Name}.md)", synopses[command.Name])));
    }

    private static IEnumerable<(string Key, string Value)> Metadata(ModuleDescription module) =>
    [
        ("document type", "module"),
        ("Locale", "en-US"),
        ("Module Guid", $"{module.Guid}"),
        ("Module Name", module.Name),
        ("PlatyPS schema version", CommandPage.SchemaVersion),
        ("title", $"{module.Name} Module"),
    ];

    private static bool IsGroup(Section section) => section.Parts.Exists(part => part.Title.StartsWith('['));

    private static string NameIn(Part part) => part.Title.TrimStart('[').Split(']')[0];
}
