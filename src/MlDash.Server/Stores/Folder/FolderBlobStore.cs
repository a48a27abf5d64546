using System.Runtime.CompilerServices;
using MlDash.Files;
using MlDash.Server.Diagnostics;

namespace MlDash.Server.Stores.Folder;

/// <summary>Blobs as files below one folder. A blob is written beside its place and moved there when it is whole and on disk.</summary>
internal sealed class FolderBlobStore : IBlobStore
{
    private const int BufferSize = 512 * 1024;
    private const int ProbeBytes = 64 * 1024;
    private const string Arriving = ".arriving";
    private readonly string _root;
    private readonly string _arriving;

    /// <summary>Opens the folder, and makes it when there is none.</summary>
    public FolderBlobStore(string root) : this(root, make: true)
    {
    }

    private FolderBlobStore(string root, bool make)
    {
        _root = Path.GetFullPath(root);
        _arriving = Path.Combine(_root, Arriving);
        if (make)
            Directory.CreateDirectory(_arriving);
    }

    /// <summary>Opens a folder for reading alone; one that is not there holds no blobs.</summary>
    public static FolderBlobStore OpenToRead(string root) => new(root, make: false);

    public string Name => "folder";

    public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        var place = PlaceOf(key);
        var arriving = Path.Combine(_arriving, Path.GetRandomFileName());
        try
        {
            await using (var file = new FileStream(arriving, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous))
            {
                await content.CopyToAsync(file, BufferSize, cancellationToken);
                file.Flush(flushToDisk: true);
            }
            CrashPoint.Pass("blob.arrived");
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Move(arriving, place, overwrite: true);
            // Its name must outlive a loss of power as its bytes do: the document that names the blob is written next.
            DiskSync.FoldersUpTo(_root, Path.GetDirectoryName(place)!);
        }
        catch
        {
            File.Delete(arriving);
            throw;
        }
    }

    public Task<Stream?> OpenAsync(string key, long offset, CancellationToken cancellationToken)
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

    public async Task<ReadOnlyMemory<byte>> ReadAsync(string key, long offset, int length, CancellationToken cancellationToken)
    {
        try
        {
            using var file = File.OpenHandle(
                PlaceOf(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.Asynchronous | FileOptions.RandomAccess);
            var bytes = new byte[Math.Max(0, Math.Min(length, RandomAccess.GetLength(file) - offset))];
            return bytes.AsMemory(0, await RandomAccess.ReadAsync(file, bytes, offset, cancellationToken));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return default;
        }
    }

    public Task<long> SizeAsync(string key, CancellationToken cancellationToken)
    {
        var file = new FileInfo(PlaceOf(key));
        return Task.FromResult(file.Exists ? file.Length : 0);
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var place = PlaceOf(key);
        if (Directory.Exists(Path.GetDirectoryName(place)))
            File.Delete(place);
        return Task.CompletedTask;
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var probe = Path.Combine(_arriving, Path.GetRandomFileName());
        try
        {
            // A full disk still takes an empty file.
            await File.WriteAllBytesAsync(probe, new byte[ProbeBytes], cancellationToken);
        }
        finally
        {
            File.Delete(probe);
        }
    }

    public async IAsyncEnumerable<StoredBlob> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var root = new DirectoryInfo(_root);
        if (!root.Exists)
            yield break;
        var tops = root.EnumerateDirectories().Where(d => d.Name != Arriving).OrderBy(OrderOf, StringComparer.Ordinal).ToList();
        foreach (var spread in tops.SelectMany(top => top.EnumerateDirectories()).DistinctBy(d => d.Name).OrderBy(OrderOf, StringComparer.Ordinal))
        {
            foreach (var top in tops.Where(t => Directory.Exists(Path.Combine(t.FullName, spread.Name))))
            {
                foreach (var blob in Below(new DirectoryInfo(Path.Combine(top.FullName, spread.Name)), top.Name))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return blob;
                }
            }
        }
    }

    public Task<int> FreeUnfinishedAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        // A file's time is that of the last byte that arrived.
        var left = new DirectoryInfo(_arriving).EnumerateFiles().Where(file => file.LastWriteTimeUtc < since.UtcDateTime).ToList();
        foreach (var file in left)
            file.Delete();
        return Task.FromResult(left.Count);
    }

    public Task<Uri?> LinkAsync(string key, string contentType, string disposition) => Task.FromResult<Uri?>(null);

    private static IEnumerable<StoredBlob> Below(DirectoryInfo folder, string key)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().OrderBy(OrderOf, StringComparer.Ordinal))
        {
            var name = $"{key}/{entry.Name}";
            if (entry is DirectoryInfo inner)
            {
                foreach (var blob in Below(inner, name))
                    yield return blob;
            }
            else if (entry is FileInfo { Exists: true } file)
            {
                yield return new StoredBlob(name, file.Length, file.LastWriteTimeUtc);
            }
        }
    }

    // A folder stands where its files stand: '/' is below every letter and digit.
    private static string OrderOf(FileSystemInfo entry) => entry is DirectoryInfo ? entry.Name + "/" : entry.Name;

    // Keys are made of ids, never of names that a user chose; this is the second lock on that door.
    private string PlaceOf(string key)
    {
        BlobKeys.Check(key);
        var segments = key.Split('/');
        return Path.Combine(_root, segments[0], BlobKeys.Spread(key), Path.Combine(segments[1..]));
    }
}
