using MlDash.Experiments;

namespace MlDash;

/// <summary>
/// The identity of an experiment: its path under the root, segments joined by <c>/</c>. None of them is empty or leads elsewhere.
/// </summary>
public sealed record ExperimentPath
{
    /// <summary>Folders of an experiment that hold its data; no experiment is made in one.</summary>
    internal static readonly string[] DataFolders = ["logs", "metrics", "tracks", "files"];

    /// <summary>Tells names of files and folders apart as disks of this system do.</summary>
    internal static readonly StringComparer DiskNames =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    private ExperimentPath(string[] segments) => Value = string.Join('/', segments);

    /// <summary>The path, for example <c>vision/resnet50</c>.</summary>
    public string Value { get; }

    /// <summary>The last segment.</summary>
    public string Name => Value[(Value.LastIndexOf('/') + 1)..];

    /// <summary>The project of an experiment that is given no other: its first folder; null where it lies in none.</summary>
    public string? Project => Segments is [var first, _, ..] ? first : null;

    /// <summary>
    /// The project that the Python SDK reads from the path, in which it expects the owner first: the second of three or more segments, else as here.
    /// </summary>
    internal string? ProjectOfSdk => Segments is [_, var second, _, ..] ? second : Project;

    /// <summary>Whether an experiment may be made under this path; one that is there already may have any other.</summary>
    public bool MayBeMade => PathRules.MayBeMade(Segments);

    /// <summary>Whether a folder right below an experiment holds its data; names are compared as disks of this system do.</summary>
    internal static bool IsDataFolder(string name) => DataFolders.Contains(name, DiskNames);

    /// <summary>Whether it lies in a folder, or in one below that.</summary>
    internal bool LiesUnder(ExperimentPath folder) =>
        Value.Length > folder.Value.Length && Value[folder.Value.Length] == '/' && Value.StartsWith(folder.Value, StringComparison.Ordinal);

    /// <summary>The segments in order.</summary>
    internal string[] Segments => Value.Split('/');

    /// <summary>Checks and takes the path of an experiment that is to be made, as the user wrote it.</summary>
    /// <param name="path">Segments joined by <c>/</c>; slashes at both ends are dropped.</param>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>, naming the segment and what is wrong with it.</exception>
    public static ExperimentPath Parse(string path) => new(PathRules.Split(path, "prefix"));

    /// <summary>
    /// Takes the path of an experiment that is there already, in a folder or on a server, whichever tool named it: <c>run:1</c> too. Names for new
    /// experiments go through <see cref="Parse"/>.
    /// </summary>
    /// <param name="path">Segments joined by <c>/</c>; slashes at both ends are dropped.</param>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>: a segment is empty, or leads elsewhere.</exception>
    public static ExperimentPath Recorded(string path) => new(PathRules.SplitRecorded(path, "prefix"));

    /// <summary>
    /// The path of an experiment in a project: <c>project/folder/prefix</c>, absent parts left out. It may be there already under any name; a store checks
    /// the names of those it makes.
    /// </summary>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>: a segment is empty, or leads elsewhere.</exception>
    public static ExperimentPath Of(string? project, string? folder, string prefix) =>
        Recorded(string.Join('/', new[] { project, folder, prefix }.Where(part => !string.IsNullOrEmpty(part)).Select(part => part!.Trim('/'))));

    /// <inheritdoc />
    public override string ToString() => Value;
}
