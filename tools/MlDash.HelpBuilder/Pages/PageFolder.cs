namespace MlDash.HelpBuilder.Pages;

/// <summary>The folder of the pages: one a cmdlet, one of the module, and the topics <c>about_*.md</c>.</summary>
internal sealed class PageFolder(string path)
{
    private const string TopicPattern = "about_*.md";

    public string PathOf(string name) => Path.Combine(path, name + ".md");

    /// <summary>The page of a cmdlet or of the module; null when there is none.</summary>
    /// <exception cref="HelpException">It is no page.</exception>
    public Page? Find(string name) => File.Exists(PathOf(name)) ? Page.Read(PathOf(name)) : null;

    /// <summary>All pages with metadata of a cmdlet or a module, by name.</summary>
    public IEnumerable<Page> Pages() => Files("*.md").Where(file => !IsTopic(file) && !IsReadme(file)).Select(Page.Read);

    /// <summary>Files of the topics, by name.</summary>
    public IEnumerable<string> Topics() => Files(TopicPattern);

    public IEnumerable<string> All() => Files("*.md");

    /// <summary>Writes a page, unless it is the same as before.</summary>
    /// <returns>Whether it was written.</returns>
    public bool Save(string name, Page page)
    {
        var text = page.ToString();
        var file = PathOf(name);
        if (File.Exists(file) && File.ReadAllText(file) == text)
            return false;
        Directory.CreateDirectory(path);
        File.WriteAllText(file, text);
        return true;
    }

    private IEnumerable<string> Files(string pattern) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, pattern).Order(StringComparer.Ordinal)
        : throw new HelpException($"The folder of the pages '{path}' was not found.");

    private static bool IsTopic(string file) => Path.GetFileName(file).StartsWith("about_", StringComparison.OrdinalIgnoreCase);

    private static bool IsReadme(string file) => Path.GetFileName(file).Equals("README.md", StringComparison.OrdinalIgnoreCase);
}
