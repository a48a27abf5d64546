using MlDash.Text;

namespace MlDash.Following;

/// <summary>
/// A pattern for paths of files: <c>*</c> and <c>?</c> stay inside a segment, <c>**</c> stands for any folders. Folders whose name begins with a dot are only
/// looked into where the pattern names them, and links to folders are not followed by <c>**</c>, so that no walk goes round in circles.
/// </summary>
internal sealed class FileGlob
{
    private const string AnyFolders = "**";
    private const int Deepest = 64;

    private static readonly EnumerationOptions _here = new() { IgnoreInaccessible = true, AttributesToSkip = 0 };

    private readonly string[] _segments;
    private readonly Wildcard?[] _wildcards;

    /// <param name="pattern">The pattern.</param>
    /// <param name="folder">The folder that it begins at.</param>
    public FileGlob(string pattern, string folder)
    {
        Pattern = pattern;
        var path = OperatingSystem.IsWindows() ? pattern.Replace('\\', '/') : pattern;
        var root = Path.GetPathRoot(path) ?? string.Empty;
        var segments = path[root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var named = segments.TakeWhile(segment => !Wildcard.IsPattern(segment)).Count();
        named = Math.Min(named, Math.Max(0, segments.Length - 1));
        Base = Path.GetFullPath(Path.Combine([folder, root, .. segments[..named]]));
        _segments = segments[named..];
        _wildcards = Array.ConvertAll(_segments, segment => Wildcard.IsPattern(segment) && segment != AnyFolders ? Wildcard.ForPath(segment) : null);
    }

    /// <summary>The pattern as it was written.</summary>
    public string Pattern { get; }

    /// <summary>The folder above everything that it can match.</summary>
    public string Base { get; }

    /// <summary>The segment for the name of the file.</summary>
    public string Name => _segments.Length > 0 ? _segments[^1] : string.Empty;

    /// <summary>The files that match, below folders that are not left out.</summary>
    /// <param name="leftOut">A folder that is not looked into, or null.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public IEnumerable<string> Find(string? leftOut, CancellationToken cancellationToken)
    {
        var waiting = new Stack<(string Folder, int Segment, int Depth)>([(Base, 0, 0)]);
        while (waiting.TryPop(out var place))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (folder, at, depth) = place;
            if (at == _segments.Length - 1)
            {
                foreach (var file in Files(folder, at))
                    yield return file;
            }
            else if (_segments[at] == AnyFolders)
            {
                waiting.Push((folder, at + 1, depth));
                if (depth < Deepest)
                    Push(Folders(folder, null).Where(one => !one.Attributes.HasFlag(FileAttributes.ReparsePoint)), at, depth + 1);
            }
            else if (_wildcards[at] is { } wildcard)
            {
                Push(Folders(folder, wildcard), at + 1, depth);
            }
            else
            {
                waiting.Push((Path.GetFullPath(Path.Combine(folder, _segments[at])), at + 1, depth));
            }
        }

        void Push(IEnumerable<DirectoryInfo> folders, int segment, int depth)
        {
            foreach (var one in folders)
            {
                if (one.FullName != leftOut)
                    waiting.Push((one.FullName, segment, depth));
            }
        }
    }

    private IEnumerable<string> Files(string folder, int at)
    {
        if (_wildcards[at] is not { } wildcard)
            return File.Exists(Path.Combine(folder, _segments[at])) ? [Path.Combine(folder, _segments[at])] : [];
        return Entries(folder).OfType<FileInfo>().Where(file => wildcard.IsMatch(file.Name)).Select(file => file.FullName);
    }

    private static IEnumerable<DirectoryInfo> Folders(string folder, Wildcard? wildcard) => Entries(folder).OfType<DirectoryInfo>().Where(one =>
        (!one.Name.StartsWith('.') || wildcard?.Pattern.StartsWith('.') == true) && wildcard?.IsMatch(one.Name) != false);

    /// <summary>What is in a folder; nothing when it is not there, or may not be read.</summary>
    private static List<FileSystemInfo> Entries(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos("*", _here)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
