using MlDash.Text;

namespace MlDash;

/// <summary>Which files of an experiment to find; every filter given must hold.</summary>
public sealed record FileQuery
{
    /// <summary>Files in this folder or below; null: anywhere. Whole segments are compared.</summary>
    public string? Folder { get; init; }

    /// <summary>Patterns for the path; one must fit.</summary>
    public Wildcard[] Paths { get; init; } = [];

    /// <summary>Tags; a file with any of them is found.</summary>
    public string[] Tags { get; init; } = [];

    /// <summary>Bindrs; a file with any of them is found.</summary>
    public string[] Bindrs { get; init; } = [];

    /// <summary>Whether <paramref name="file"/> is asked for.</summary>
    public bool Matches(FileEntry file) =>
        (Folder is null || IsUnder(file.Folder, Folder.Trim('/')))
        && (Paths.Length == 0 || Paths.Any(pattern => pattern.IsMatch(file.Path)))
        && (Tags.Length == 0 || Tags.Any(tag => file.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase)))
        && (Bindrs.Length == 0 || Bindrs.Any(bindr => file.Bindrs.Contains(bindr, StringComparer.OrdinalIgnoreCase)));

    private static bool IsUnder(string folder, string parent) =>
        parent.Length == 0 || folder == parent || folder.StartsWith(parent + '/', StringComparison.Ordinal);
}
