namespace MlDash;

/// <summary>
/// The identity of an experiment: its path under the root, segments joined by <c>/</c>, checked when made.
/// </summary>
public sealed record ExperimentPath
{
    /// <summary>Folders of an experiment that hold its data; no experiment may lie in one.</summary>
    internal static readonly string[] DataFolders = ["logs", "metrics", "tracks", "files"];

    private ExperimentPath(string[] segments) => Value = string.Join('/', segments);

    /// <summary>The path, for example <c>vision/resnet50</c>.</summary>
    public string Value { get; }

    /// <summary>The last segment.</summary>
    public string Name => Value[(Value.LastIndexOf('/') + 1)..];

    /// <summary>The project the path speaks of: the second of three or more segments, else the first of two, else null.</summary>
    public string? Project => Segments switch
    {
        [_, var second, _, ..] => second,
        [var first, _] => first,
        _ => null,
    };

    /// <summary>The segments in order.</summary>
    internal string[] Segments => Value.Split('/');

    /// <summary>Checks and takes a path as the user wrote it.</summary>
    /// <param name="path">Segments joined by <c>/</c>; slashes at both ends are dropped.</param>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>, naming the segment and what is wrong with it.</exception>
    public static ExperimentPath Parse(string path) => new(PathRules.Split(path, "prefix"));

    /// <summary>
    /// Takes the path of an experiment that is there already, in a folder or on a server, whichever tool named it: <c>run:1</c> too. Names for new
    /// experiments go through <see cref="Parse"/>.
    /// </summary>
    /// <param name="path">Segments joined by <c>/</c>; slashes at both ends are dropped.</param>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>: it would lead out of its root.</exception>
    public static ExperimentPath Recorded(string path) => new(PathRules.SplitRecorded(path, "prefix"));

    /// <summary>The path of an experiment in a project: <c>project/folder/prefix</c>, absent parts left out.</summary>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>.</exception>
    public static ExperimentPath Of(string? project, string? folder, string prefix) =>
        Parse(string.Join('/', new[] { project, folder, prefix }.Where(part => !string.IsNullOrEmpty(part)).Select(part => part!.Trim('/'))));

    /// <inheritdoc />
    public override string ToString() => Value;
}
