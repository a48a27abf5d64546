using MlDash.HelpBuilder.Building;
using MlDash.HelpBuilder.Commands;
using MlDash.HelpBuilder.Pages;

namespace MlDash.HelpBuilder.Updating;

/// <summary>Makes missing pages and refreshes what the code decides in the others.</summary>
internal static class UpdateVerb
{
    /// <returns>Names of the files that were written; nothing when all was true already.</returns>
    public static IReadOnlyList<string> Run(ModuleDescription module, PageFolder folder)
    {
        var written = new List<string>();
        var synopses = new Dictionary<string, string>();
        foreach (var command in module.Commands)
        {
            var page = folder.Find(command.Name) ?? Page.New($"{command.Name}.md", command.Name);
            CommandPageUpdate.Apply(page, module.Name, command);
            synopses[command.Name] = PlainText.OneLine(page.Find(CommandPage.Synopsis)!.Text);
            Save(command.Name, page);
        }

        var about = folder.Find(module.Name) ?? Page.New($"{module.Name}.md", module.Name);
        ModulePageUpdate.Apply(about, module, synopses);
        Save(module.Name, about);
        return written;

        void Save(string name, Page page)
        {
            if (folder.Save(name, page))
                written.Add(page.File);
        }
    }
}
