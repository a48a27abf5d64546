using System.Reflection;

namespace MlDash.Layers.Tests;

/// <summary>Where the sources and pages of this repository lie.</summary>
internal static class Repository
{
    private static readonly string _root =
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Repository").Value!;

    private static readonly Dictionary<string, Lazy<SourceProject>> _projects =
        Floors.All.ToDictionary(table => table.Project, table => new Lazy<SourceProject>(() => SourceProject.Read(PathOf("src", table.Project))));

    private static readonly Dictionary<string, Lazy<IReadOnlySet<Arrow>>> _arrows =
        Floors.All.ToDictionary(table => table.Project, table => new Lazy<IReadOnlySet<Arrow>>(() => Arrows.Of(Sources(table.Project))));

    /// <summary>Full path of something in the repository.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([_root, .. parts]);

    /// <summary>
    /// The C# files below a folder, in order. What is built is never entered: the Windows lane lays a disk there whose links lead out of the repository.
    /// </summary>
    public static IEnumerable<string> SourceFiles(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs")
            .Concat(Directory.EnumerateDirectories(folder).Where(inner => Path.GetFileName(inner) is not ("obj" or "bin")).SelectMany(SourceFiles))
            .Order(StringComparer.Ordinal);

    /// <summary>The sources of a project, read once.</summary>
    public static SourceProject Sources(string project) => _projects[project].Value;

    /// <summary>The arrows between the rooms of a project, found once.</summary>
    public static IReadOnlySet<Arrow> ArrowsIn(string project) => _arrows[project].Value;
}
