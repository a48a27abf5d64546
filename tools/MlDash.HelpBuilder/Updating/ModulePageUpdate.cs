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
        foreach (var (key, value) in new[] { ("Help Version", "1.0.0.0"), ("HelpInfoUri", "''"), ("ms.date", DateTime.Now.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture)) })
        {
            if (!page.Front.Values.ContainsKey(key))
                page.Front[key] = value;
        }

        if (page.Find("Description") is null)
            page.Sections.Insert(0, new("Description", $"{CommandPage.PlaceholderMark}Fill in the Description }}}}"));
        // PlatyPS takes whatever follows the first cmdlet for cmdlets, so the list comes last.
        page.Sections.RemoveAll(IsList);
        var list = new Section($"{module.Name} Cmdlets", string.Empty);
        list.Parts.AddRange(module.Commands.Select(command => new Part($"[{command.Name}]({command.Name}.md)", synopses.GetValueOrDefault(command.Name, string.Empty))));
        page.Sections.Add(list);
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

    private static bool IsList(Section section) => section.Parts.Exists(part => part.Title.StartsWith('['));
}
