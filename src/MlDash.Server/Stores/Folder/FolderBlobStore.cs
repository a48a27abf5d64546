namespace MlDash.Server.Stores.Folder;

/// <summary>Blobs as files below one folder. A blob is written beside its place and moved there when it is whole and on disk.</summary>
internal sealed class FolderBlobStore : IBlobStore
{
    private const int BufferSize = 512 * 1024;
    private readonly string _root;
    private readonly string _arriving;

    public FolderBlobStore(string root)
    {
        _root = Path.GetFullPath(root);
        _arriving = Path.Combine(_root, ".arriving");
        Directory.CreateDirectory(_arriving);
    }

    public string Name => "folder";

    public async Task PutAsync(string key, Stream content, CancellationToken cancel)
    {
        var place = PlaceOf(key);
        var arriving = Path.Combine(_arriving, Path.GetRandomFileName());
        try
        {
            await using (var file = new FileStream(arriving, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous))
            {
                await content.CopyToAsync(file, BufferSize, cancel);
                file.Flush(flushToDisk: true);
            }
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Move(arriving, place, overwrite: true);
        }
        catch
        {
            File.Delete(arriving);
            throw;
        }
    }

    public Task<Stream?> OpenAsync(string key, long offset, CancellationToken cancel)
    {
        try
        {
            var file = new FileStream(PlaceOf(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize,
                FileOptions.Asynchronous | FileOptions.SequentialScan);
            file.Position = offset;
            return Task.FromResult<Stream?>(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancel)
    {
        var place = PlaceOf(key);
        if (Directory.Exists(Path.GetDirectoryName(place)))
            File.Delete(place);
        return Task.CompletedTask;
    }

    public async Task CheckAsync(CancellationToken cancel)
    {
        var probe = Path.Combine(_arriving, Path.GetRandomFileName());
        await File.WriteAllBytesAsync(probe, [], cancel);
        File.Delete(probe);
    }

    // Keys are made of ids, never of names that a user chose; this is the second lock on that door.
    private string PlaceOf(string key)
    {
        BlobKeys.Check(key);
        var segments = key.Split('/');
        return Path.Combine(_root, segments[0], BlobKeys.Spread(key), Path.Combine(segments[1..]));
    }
}
