using MlDash.HelpBuilder.Pages;

namespace MlDash.HelpBuilder.Building;

/// <summary>Writes the files that Get-Help reads and removes topics that no longer have a page.</summary>
internal static class BuildVerb
{
    /// <exception cref="HelpException">A page cannot be turned.</exception>
    public static void Run(PageFolder folder, string output)
    {
        Directory.CreateDirectory(output);
        foreach (var file in folder.Pages().Where(CommandPage.IsCommandPage).GroupBy(page => page.Front["external help file"]))
            MamlDocument.Save(MamlDocument.Of(file), Path.Combine(output, file.Key));
        foreach (var stale in Directory.EnumerateFiles(output, "about_*.help.txt"))
            File.Delete(stale);
        foreach (var topic in folder.Topics())
            File.WriteAllText(Path.Combine(output, AboutTopic.FileName(topic)), AboutTopic.Text(topic));
    }
}
