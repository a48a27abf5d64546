namespace MlDash.Context;

/// <summary>
/// Where Git keeps what it knows of a work tree: the <c>.git</c> folder, or the folders that a <c>.git</c> file of a further work tree or a submodule points
/// to.
/// </summary>
/// <param name="WorkTree">The folder with the files.</param>
/// <param name="Own">What belongs to this work tree alone: HEAD and index.</param>
/// <param name="Common">What all work trees of the repository share: references and configuration.</param>
internal sealed record GitFolder(string WorkTree, string Own, string Common)
{
    private const int MostParents = 100;
    private const string GitDirectory = "gitdir:";

    /// <summary>The work tree that a folder lies in; null when it lies in none.</summary>
    public static GitFolder? Around(string folder)
    {
        var parents = 0;
        for (var at = Path.GetFullPath(folder); at is not null && parents < MostParents; at = Path.GetDirectoryName(at), parents++)
        {
            var mark = Path.Combine(at, ".git");
            var own = Directory.Exists(mark) ? mark : BoundedFile.ReadText(mark) is { } text ? Target(text, at) : null;
            if (own is not null && File.Exists(Path.Combine(own, "HEAD")))
                return new(at, own, Shared(own));
        }

        return null;
    }

    private static string? Target(string text, string folder)
    {
        var line = FirstLine(text);
        return line.StartsWith(GitDirectory, StringComparison.Ordinal) ? Combine(folder, line[GitDirectory.Length..].Trim()) : null;
    }

    private static string Shared(string own) =>
        BoundedFile.ReadText(Path.Combine(own, "commondir")) is { } text && Combine(own, FirstLine(text)) is { } common ? common : own;

    /// <summary>A folder that exists. A file that points to a file that points on leads nowhere, so there are no circles.</summary>
    private static string? Combine(string folder, string target)
    {
        try
        {
            var path = Path.GetFullPath(Path.Combine(folder, target));
            return target.Length > 0 && Directory.Exists(path) ? path : null;
        }
        catch (Exception fault) when (BoundedFile.IsUnreadable(fault))
        {
            return null;
        }
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
