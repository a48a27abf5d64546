using System.Text;
using System.Text.RegularExpressions;

namespace MlDash.Cmdlets.Sessions;

/// <summary>
/// A path as the engine hands it to the provider: the drive's name first, so that a path tells its drive also when it comes alone (<c>PSPath</c>), then the
/// names on the way. The one place that cuts and joins such paths. What a name from the data holds and a path cannot (<c>/</c>, <c>\</c>, control
/// characters, a name that is <c>.</c> or <c>..</c> or empty) is written as <c>%2F</c> and so on.
/// </summary>
internal sealed partial class DrivePath
{
    /// <summary>How a name without a character is written.</summary>
    private const string Nothing = "%00";

    private static readonly char[] _separators = ['/', '\\'];

    private DrivePath(string drive, string[] names) => (Drive, Names) = (drive, names);

    /// <summary>Name of the drive.</summary>
    public string Drive { get; }

    /// <summary>The names below the drive, as the data has them.</summary>
    public string[] Names { get; }

    /// <summary>The last name as a path writes it; the drive's at its root.</summary>
    public string Leaf => Names.Length == 0 ? Drive : Written(Names[^1]);

    /// <summary>The path as users write it: <c>MlDash:/vision/run-1</c>.</summary>
    public string Shown => $"{Drive}:/{string.Join('/', Names.Select(Written))}";

    /// <summary>Takes a path of the engine apart.</summary>
    public static DrivePath Parse(string path) =>
        Cut(path) is [var drive, .. var names] ? new(drive, Array.ConvertAll(names, Read)) : new(string.Empty, []);

    /// <summary>The root of a drive, which is what its paths begin with.</summary>
    public static string RootOf(string drive) => Path.DirectorySeparatorChar + drive;

    /// <summary>The last name of a path, as it is written.</summary>
    public static string LeafOf(string path) => Cut(path) is [.., var last] ? last : path;

    /// <summary>The path above, rooted when the path is; empty above a drive, and above <paramref name="root"/>.</summary>
    public static string ParentOf(string path, string? root)
    {
        var end = path.TrimEnd(_separators).LastIndexOfAny(_separators);
        return end <= 0 || (!string.IsNullOrEmpty(root) && Cut(path).Length <= Cut(root).Length) ? string.Empty : path[..end];
    }

    /// <summary>Whether a path says that files of an experiment are meant; nothing is looked up.</summary>
    public static bool SpeaksOfFiles(string path) => Cut(path).Contains("files", StringComparer.OrdinalIgnoreCase);

    /// <summary>The path of something inside.</summary>
    public DrivePath Child(string name) => new(Drive, [.. Names, name]);

    /// <summary>The path of the ancestor at a given depth below the drive.</summary>
    public DrivePath Above(int names) => new(Drive, Names[..names]);

    /// <inheritdoc />
    public override string ToString() => Join([Drive, .. Names.Select(Written)]);

    private static string[] Cut(string path) => path.Split(_separators, StringSplitOptions.RemoveEmptyEntries);

    private static string Join(string[] parts) => Path.DirectorySeparatorChar + string.Join(Path.DirectorySeparatorChar, parts);

    private static string Written(string name) => name switch
    {
        "" => Nothing,
        "." or ".." => name.Replace(".", "%2E", StringComparison.Ordinal),
        _ => Unwritable().Replace(name, match => string.Concat(Encoding.UTF8.GetBytes(match.Value).Select(part => $"%{part:X2}"))),
    };

    private static string Read(string written) =>
        written == Nothing ? string.Empty : written.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(written) : written;

    /// <summary>What would not come back as it was: separators, control characters, and a percent sign that looks like one of ours.</summary>
    [GeneratedRegex(@"[/\\\p{Cc}]|%(?=[0-9A-Fa-f]{2})", RegexOptions.CultureInvariant)]
    private static partial Regex Unwritable();
}
