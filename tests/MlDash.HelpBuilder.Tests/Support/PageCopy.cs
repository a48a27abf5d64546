using MlDash.HelpBuilder.Checking;
using MlDash.HelpBuilder.Pages;
using MlDash.HelpBuilder.Updating;

namespace MlDash.HelpBuilder.Tests;

/// <summary>The real pages in a folder where a test may break them.</summary>
internal sealed class PageCopy : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mldash-pages-");

    public PageCopy()
    {
        foreach (var file in Directory.EnumerateFiles(Settings.Pages))
            File.Copy(file, PathOf(Path.GetFileName(file)));
    }

    public string Folder => _folder.FullName;

    public string PathOf(string file) => Path.Combine(Folder, file);

    public string Text(string file) => File.ReadAllText(PathOf(file));

    /// <summary>Puts one text in place of another, which must be there.</summary>
    public void Change(string file, string from, string to)
    {
        var text = Text(file);
        var at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, $"'{from}' was expected in {file}.");
        File.WriteAllText(PathOf(file), string.Concat(text.AsSpan(0, at), to, text.AsSpan(at + from.Length)));
    }

    public IReadOnlyList<string> Check() => [.. CheckVerb.Run(Settings.Description, new PageFolder(Folder)).Select(difference => difference.ToString())];

    public IReadOnlyList<string> Update() => UpdateVerb.Run(Settings.Description, new PageFolder(Folder));

    public void Dispose() => _folder.Delete(recursive: true);
}
