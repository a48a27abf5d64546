using System.Globalization;
using MlDash.Experiments;
using MlDash.Metrics;

namespace MlDash.Following;

/// <summary>
/// The metrics of files: a file is called by its name without the ending, behind the folders that its pattern leaves open. Event files all have names that
/// nobody chose, so they are called by these folders alone.
/// </summary>
/// <param name="globs">All patterns.</param>
/// <param name="folder">The folder that patterns begin at.</param>
internal sealed class FollowedNames(IReadOnlyList<FileGlob> globs, string folder)
{
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The metric of a file; empty for event files in the folder that its pattern names.</summary>
    /// <param name="file">The file.</param>
    /// <param name="form">What it holds.</param>
    /// <param name="glob">The pattern that has found it.</param>
    public string Of(string file, FollowedForm form, FileGlob glob)
    {
        var isShared = globs.Any(other => other != glob && other.Base != glob.Base && StemOf(other.Name) == StemOf(glob.Name));
        var within = Path.GetRelativePath(isShared ? folder : glob.Base, file);
        if (form == FollowedForm.Events)
            return Plain(Path.GetDirectoryName(within)!);
        var name = Plain(StemOf(within));
        if (_taken.Add(name))
            return name;
        name = Plain(within);
        var free = name;
        for (var number = 2; !_taken.Add(free); number++)
            free = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
        return free;
    }

    /// <summary>The metric of a row of a file.</summary>
    /// <param name="metric">The metric of the file.</param>
    /// <param name="below">The folder of the row below it.</param>
    public static string Of(string metric, string below)
    {
        var name = $"{metric}/{Plain(below)}".Trim('/');
        return name.Length > 0 ? name : EventTag.UngroupedMetric;
    }

    private static string StemOf(string name) => Path.ChangeExtension(name, null);

    private static string Plain(string path) =>
        string.Join('/', path.Split('/', '\\').Where(part => part is not ("" or "." or "..")).Select(PlainSegment.Of));
}
