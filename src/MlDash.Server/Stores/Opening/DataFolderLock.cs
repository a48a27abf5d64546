using MlDash.Errors;

namespace MlDash.Server.Stores.Opening;

/// <summary>
/// Who uses a data folder: any number of servers and commands at once, or one that needs it to stand still. A lock of the operating system on an empty
/// file, so that it ends with its process, however that ends.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    private const string Name = "server.lock";
    private readonly FileStream? _file;

    private DataFolderLock(FileStream? file) => _file = file;

    /// <summary>For a server; null while another process needs the folder to stand still.</summary>
    public static DataFolderLock? TryShare(string folder) => TryOpen(folder, FileMode.OpenOrCreate, FileShare.Read);

    /// <summary>
    /// For one that needs the folder to stand still; null while a server uses it. The folder is left as it is: without a lock file no server was ever in it.
    /// </summary>
    public static DataFolderLock? TryTakeAlone(string folder) =>
        File.Exists(Path.Combine(folder, Name)) ? TryOpen(folder, FileMode.Open, FileShare.None) : new DataFolderLock(null);

    public void Dispose() => _file?.Dispose();

    private static DataFolderLock? TryOpen(string folder, FileMode mode, FileShare share)
    {
        try
        {
            // Opened for reading, it is locked for all or for one, as it is shared.
            return new DataFolderLock(new FileStream(Path.Combine(folder, Name), mode, FileAccess.Read, share, bufferSize: 0));
        }
        catch (IOException held) when (DiskCodes.IsInUse(held))
        {
            return null;
        }
    }
}
