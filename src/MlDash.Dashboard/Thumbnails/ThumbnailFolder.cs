namespace MlDash.Dashboard.Thumbnails;

/// <summary>
/// Keeps small pictures in a folder that only this user can read, by what they were made of. When they take more than a bound, those that were not asked for
/// the longest are removed; the folder is removed when the process ends.
/// </summary>
/// <param name="mostBytes">The bound.</param>
internal sealed class ThumbnailFolder(long mostBytes) : IDisposable
{
    private const string Png = ".png";
    private const string Jpeg = ".jpg";

    private readonly object _lock = new();
    private readonly Dictionary<string, LinkedListNode<Kept>> _known = new(StringComparer.Ordinal);
    private readonly LinkedList<Kept> _byUse = new();
    private string? _folder;
    private long _bytes;
    private long _number;

    /// <summary>The one of this process.</summary>
    public static ThumbnailFolder OfProcess { get; } = UntilExit(new(256 << 20));

    /// <summary>Where they are; null before the first one.</summary>
    public string? Path => _folder;

    /// <summary>The small picture of a key; null when it is not kept.</summary>
    public Thumbnail? Find(string key)
    {
        lock (_lock)
        {
            if (!_known.TryGetValue(key, out var node))
                return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            try
            {
                return new(node.Value.File.EndsWith(Png, StringComparison.Ordinal) ? "image/png" : "image/jpeg", File.ReadAllBytes(node.Value.File));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Whoever cleans the temporary files of the machine has removed it: it is made again.
                Forget(node);
                return null;
            }
        }
    }

    /// <summary>Keeps one. When the disk takes none, it is made again the next time.</summary>
    public void Keep(string key, Thumbnail thumbnail)
    {
        lock (_lock)
        {
            if (thumbnail.Bytes.Length > mostBytes || _known.ContainsKey(key))
                return;
            try
            {
                if (!Directory.Exists(_folder))
                    _folder = Directory.CreateTempSubdirectory("mldash-thumbnails-").FullName;
                var file = System.IO.Path.Combine(_folder, $"{++_number}{(thumbnail.ContentType == "image/png" ? Png : Jpeg)}");
                File.WriteAllBytes(file, thumbnail.Bytes);
                _known[key] = _byUse.AddFirst(new Kept(key, file, thumbnail.Bytes.Length));
                _bytes += thumbnail.Bytes.Length;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return;
            }

            while (_bytes > mostBytes)
                Forget(_byUse.Last!);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_lock)
        {
            try
            {
                if (_folder is not null)
                    Directory.Delete(_folder, recursive: true);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // The system cleans its temporary files itself.
            }

            _folder = null;
            _known.Clear();
            _byUse.Clear();
            _bytes = 0;
        }
    }

    private static ThumbnailFolder UntilExit(ThumbnailFolder folder)
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return folder;
    }

    private void Forget(LinkedListNode<Kept> node)
    {
        _byUse.Remove(node);
        _known.Remove(node.Value.Key);
        _bytes -= node.Value.Length;
        try
        {
            File.Delete(node.Value.File);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It goes with the folder.
        }
    }

    private sealed record Kept(string Key, string File, long Length);
}
