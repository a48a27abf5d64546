using System.Text;
using MlDash.Experiments;

namespace MlDash.Storage.Local;

/// <summary>Where a new experiment may lie below a root, and what is new in one.</summary>
internal static class ExperimentPlace
{
    /// <summary>
    /// Systems take paths of 1,024 bytes (macOS) or 4,096 and more (others); what an experiment keeps in its folder needs a name or two more.
    /// </summary>
    private static readonly int _longestFolder = OperatingSystem.IsMacOS() ? 600 : 3500;

    /// <summary>For what lies in an experiment: beside it there is room for the names of the format's own files alone.</summary>
    private static readonly int _longestInside = OperatingSystem.IsMacOS() ? 950 : 4000;

    /// <summary>Makes sure that an experiment that is not there yet may be made under its path.</summary>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>: the name, or its place among the experiments there are.</exception>
    public static void RefuseNew(string root, ExperimentPath path)
    {
        PathRules.Split(path.Value, "prefix");
        if (Encoding.UTF8.GetByteCount(new LocalLayout(root, path).Folder) is var bytes && bytes > _longestFolder)
            throw Unusable(path, $"its folder takes {bytes} bytes with the root, more than {_longestFolder}", "Choose a shorter prefix or root.");
        RefuseTwins(root, path.Segments, "prefix");
        RefuseCollision(root, path);
    }

    /// <summary>Makes sure that systems take the whole path of something new in an experiment, however short its segments are.</summary>
    /// <param name="place">Full path of its folder or file.</param>
    /// <param name="name">The name as given.</param>
    /// <param name="what">What the name is, for the error.</param>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>.</exception>
    public static void RefuseTooLong(string place, string name, string what)
    {
        if (Encoding.UTF8.GetByteCount(place) is var bytes && bytes > _longestInside)
            throw Unusable(
                name, what, $"its path on disk takes {bytes} bytes with the root and the experiment, more than {_longestInside}", $"Choose a shorter {what}.");
    }

    /// <summary>
    /// Makes sure that no experiment comes to lie in another one's data: neither this one in that of an experiment above it, nor one below it in its own.
    /// </summary>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>, naming the other experiment.</exception>
    public static void RefuseCollision(string root, ExperimentPath path)
    {
        var segments = path.Segments;
        for (var depth = 1; depth < segments.Length; depth++)
        {
            if (!ExperimentPath.IsDataFolder(segments[depth]))
                continue;
            var outer = string.Join('/', segments[..depth]);
            if (File.Exists(Path.Combine(root, outer, LocalLayout.ExperimentFile)))
            {
                throw Unusable(
                    path,
                    $"'{segments[depth]}' is where the experiment '{outer}' keeps its data",
                    $"Choose another segment than {string.Join(", ", ExperimentPath.DataFolders)}.");
            }
        }

        foreach (var folder in DataFoldersIn(new LocalLayout(root, path).Folder))
        {
            if (new ExperimentWalk(root, new ExperimentQuery(), _ => { }).FoldersInData(folder).FirstOrDefault() is not { } inner)
                continue;
            var name = Path.GetRelativePath(root, inner).Replace(Path.DirectorySeparatorChar, '/');
            throw Unusable(
                path,
                $"the experiment '{name}' lies in '{Path.GetFileName(folder)}', where it would keep its data",
                "Choose another prefix, or move the other experiment.");
        }
    }

    /// <summary>
    /// Makes sure that no folder on the way has a name that looks the same but is written in other code points: a composed letter against a letter and its
    /// accent. Some disks take both for one, others for two, and nobody can tell them apart.
    /// </summary>
    /// <param name="root">The folder the names lie under.</param>
    /// <param name="segments">The names.</param>
    /// <param name="what">What they are, for the error.</param>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>, naming the other folder.</exception>
    public static void RefuseTwins(string root, string[] segments, string what)
    {
        var at = root;
        foreach (var segment in segments)
        {
            if (!Directory.Exists(at))
                return;
            if (!Ascii.IsValid(segment) && TwinOf(at, segment) is { } twin)
                throw PathRules.Illegal(string.Join('/', segments), what, segment, $"'{twin}' in '{at}' looks the same but is written in other code points");
            at = Path.Combine(at, segment);
        }
    }

    private static string? TwinOf(string folder, string name)
    {
        var composed = name.Normalize();
        return Directory.EnumerateDirectories(folder)
            .Select(path => Path.GetFileName(path))
            .FirstOrDefault(other => other != name && IsComposed(other, composed));
    }

    /// <summary>Whether a name on the disk is another one composed; names that are no text, as disks hold them, are like no other.</summary>
    private static bool IsComposed(string name, string composed) => !PathRules.HoldsHalfCharacter(name) && name.Normalize() == composed;

    private static IEnumerable<string> DataFoldersIn(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Where(inner => ExperimentPath.IsDataFolder(Path.GetFileName(inner))) : [];

    private static ExperimentException Unusable(ExperimentPath path, string why, string remedy) => Unusable(path.Value, "prefix", why, remedy);

    private static ExperimentException Unusable(string name, string what, string why, string remedy) =>
        new("IllegalPath", $"The {what} '{PathRules.Shortened(name)}' cannot be used: {why}.", remedy) { Target = name };
}
