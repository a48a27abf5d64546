using MlDash.Import.Runs;

namespace MlDash.Import.Reading;

/// <summary>Looks into folders that other programs have written: no link is followed, so that nothing outside of them is read.</summary>
internal static class SourceFolder
{
    private static readonly EnumerationOptions _oneLevel = new()
    {
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = true,
    };

    private static readonly EnumerationOptions _allLevels = new()
    {
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = true,
        RecurseSubdirectories = true,
    };

    /// <summary>Folders right in a folder, in the order of their names.</summary>
    public static IEnumerable<string> Folders(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder, "*", _oneLevel).Order(StringComparer.Ordinal) : [];

    /// <summary>Files right in a folder, in the order of their names.</summary>
    public static IEnumerable<string> Files(string folder, string pattern = "*") =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern, _oneLevel).Order(StringComparer.Ordinal) : [];

    /// <summary>Files in a folder and those below it, in the order of their paths.</summary>
    public static IEnumerable<string> FilesBelow(string folder, string pattern = "*") =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern, _allLevels).Order(StringComparer.Ordinal) : [];

    /// <summary>Whether something below a folder is there, and neither it nor what is between them is a link.</summary>
    public static bool IsReal(string folder, string path)
    {
        for (var at = path; at.Length > folder.Length; at = Path.GetDirectoryName(at)!)
        {
            FileSystemInfo entry = Directory.Exists(at) ? new DirectoryInfo(at) : new FileInfo(at);
            if (!entry.Exists || entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
                return false;
        }

        return true;
    }

    /// <summary>The path of a file below a folder, segments joined by <c>/</c>.</summary>
    public static string NameBelow(string folder, string file) => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>The name of a folder, whether its path ends with a separator or not.</summary>
    public static string NameOf(string folder) => Path.GetFileName(folder.TrimEnd(Path.DirectorySeparatorChar));

    /// <summary>A file below a folder as one of a run, by its path there.</summary>
    public static SourceFile FileBelow(string folder, string file) =>
        new(NameBelow(folder, file), () => SmallFile.Open(file), File.GetLastWriteTimeUtc(file));
}
