using MlDash.HelpBuilder.Building;
using MlDash.HelpBuilder.Commands;
using MlDash.HelpBuilder.Pages;
using MlDash.HelpBuilder.Updating;

namespace MlDash.HelpBuilder.Checking;

/// <summary>Tells where pages and code differ, and what nobody has written yet.</summary>
internal static class CheckVerb
{
    public static IReadOnlyList<Difference> Run(ModuleDescription module, PageFolder folder) =>
    [
        .. module.Commands.SelectMany(command => OfCommand(module, command, folder)),
        .. Strangers(module, folder),
        .. OfModule(module, folder),
        .. folder.All().SelectMany(LinkCheck.Of),
        .. folder.All().SelectMany(file => UnwantedWords.In(Path.GetFileName(file), File.ReadAllText(file))),
    ];

    private static IEnumerable<Difference> OfCommand(ModuleDescription module, CommandDescription command, PageFolder folder) =>
        folder.Find(command.Name) is { } page
            ? FactCheck.Of(page, module.Name, command).Concat(ProseCheck.Of(page))
            : [new($"{command.Name}.md", $"a page of {command.Name}", Difference.Nothing, "Run update, then write its text.")];

    private static IEnumerable<Difference> Strangers(ModuleDescription module, PageFolder folder) => folder.Pages()
        .Where(page => !CommandPage.IsModulePage(page) && module.Commands.All(command => $"{command.Name}.md" != page.File))
        .Select(page => new Difference(
            page.File,
            "a page of a cmdlet or of the module",
            $"'{page.Title}', which the module does not export",
            "Remove the page, or rename it as the cmdlet was."));

    private static IEnumerable<Difference> OfModule(ModuleDescription module, PageFolder folder)
    {
        var file = $"{module.Name}.md";
        if (folder.Find(module.Name) is not { } page)
            return [new(file, "a page of the module", Difference.Nothing, "Run update, then write its description.")];
        var updated = Page.Parse(file, page.ToString());
        ModulePageUpdate.Apply(updated, module, Synopses(module, folder));
        return updated.ToString() == page.ToString()
            ? []
            : [new(file, "the cmdlets with the synopses of their pages", "another list or metadata", Difference.RunUpdate)];
    }

    private static Dictionary<string, string> Synopses(ModuleDescription module, PageFolder folder) => module.Commands.ToDictionary(
        command => command.Name,
        command => PlainText.OneLine(folder.Find(command.Name)?.Find(CommandPage.Synopsis)?.Text ?? string.Empty));
}
