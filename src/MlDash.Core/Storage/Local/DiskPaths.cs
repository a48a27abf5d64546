using System.Buffers;
using MlDash.Experiments;
using MlDash.Files;

namespace MlDash.Storage.Local;

/// <summary>Places on this machine's disk: joined from names, never outside their root, whatever links lie on the way.</summary>
internal static class DiskPaths
{
    /// <summary>What a name on a disk of this system never holds; on Windows also the separators and signs that lead elsewhere.</summary>
    private static readonly SearchValues<char> _unholdable = SearchValues.Create(Path.GetInvalidFileNameChars());

    /// <summary>Joins names under a folder of a root.</summary>
    /// <param name="root">The root nothing may lead out of.</param>
    /// <param name="folder">The root, or a folder below it that was joined before.</param>
    /// <param name="names">Names of folders, the last one also of a file.</param>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>: a name no disk of this system can hold. <c>PathEscapesRoot</c>: a link leads out of the
    /// root.</exception>
    public static string Join(string root, string folder, params ReadOnlySpan<string> names)
    {
        var full = folder;
        foreach (var name in names)
        {
            if (Fault(name) is { } fault)
                throw PathRules.Illegal(string.Join('/', names.ToArray()), "path", name, fault);
            full = Path.Combine(full, name);
            RefuseEscape(root, full);
        }

        return full;
    }

    /// <summary>Makes a folder and those above it.</summary>
    /// <exception cref="StorageException"><c>NotAFolder</c>: a file lies on the way.</exception>
    public static void MakeFolder(string folder)
    {
        for (var at = folder; at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
            RefuseFile(at);
        Directory.CreateDirectory(folder);
    }

    /// <summary>Makes sure that no file lies where a folder belongs.</summary>
    /// <exception cref="StorageException"><c>NotAFolder</c>.</exception>
    public static void RefuseFile(string folder)
    {
        if (File.Exists(folder))
        {
            throw new StorageException("NotAFolder", $"'{folder}' is a file, not a folder.", "Choose another root, or move the file.")
            { Target = folder };
        }
    }

    private static void RefuseEscape(string root, string path)
    {
        if (new FileInfo(path) is not { LinkTarget: not null } link || IsUnder(RealPath.Of(root), RealPath.Of(link.FullName)))
            return;
        throw new ExperimentException(
            "PathEscapesRoot",
            $"The link '{path}' leads out of the root '{root}', to '{link.LinkTarget}'.",
            "Remove the link, or use the folder it leads to as the root.")
        { Target = path };
    }

    /// <summary>Why a disk of this system cannot hold a name, or would hold it under another one; null when it can.</summary>
    private static string? Fault(string name)
    {
        if (PathRules.Misleading(name) is { } misleading)
            return misleading;
        if (name.AsSpan().IndexOfAny(_unholdable) is var at and >= 0)
            return $"no disk of this system can hold the character U+{(int)name[at]:X4}";
        if (PathRules.HoldsHalfCharacter(name))
            return "it contains half of a surrogate pair";
        if (!OperatingSystem.IsWindows())
            return PathRules.TooLong(name);
        // Windows counts characters. It would quietly open another file, or a device.
        if (name.Length > PathRules.LongestSegment)
            return $"it takes more than {PathRules.LongestSegment} characters";
        return name[^1] is '.' or ' ' || PathRules.IsDevice(name) ? "Windows takes it for another name" : null;
    }

    private static bool IsUnder(string? root, string? path) =>
        root is not null && path is not null
        && path.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
