using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MlDash.Files;

/// <summary>Brings bytes and names to the disk itself, for what must be there after a loss of power.</summary>
public static partial class DiskSync
{
    private const int CloseOnExecLinux = 0x80000;
    private const int CloseOnExecMac = 0x1000000;
    private const int Interrupted = 4;

    /// <summary>Brings an open file's bytes to the disk, and the name it has in its folder.</summary>
    public static void Flush(SafeFileHandle file, string path)
    {
        RandomAccess.FlushToDisk(file);
        Folder(Path.GetDirectoryName(path)!);
    }

    /// <summary>
    /// Brings the names in a folder to the disk: a file that was made or renamed there is only as durable as its name. Windows writes names with the files.
    /// </summary>
    public static void Folder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        // The runtime opens files alone, so the folder is opened by the system's own call.
        using var handle = new SafeFileHandle(Open(folder, OperatingSystem.IsLinux() ? CloseOnExecLinux : CloseOnExecMac), ownsHandle: true);
        if (handle.IsInvalid)
            throw Fault(folder);
        while (Sync(handle) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted)
                throw Fault(folder);
        }
    }

    /// <summary>Brings the names of a folder and of those above it to the disk, up to and with <paramref name="top"/>.</summary>
    public static void FoldersUpTo(string top, string folder)
    {
        for (var at = folder; at is not null && at.Length >= top.Length; at = Path.GetDirectoryName(at))
            Folder(at);
    }

    /// <summary>The folder itself when it is there, else the nearest one above it that is.</summary>
    public static string ExistingFolder(string folder)
    {
        var at = folder;
        while (!Directory.Exists(at) && Path.GetDirectoryName(at) is { } above)
            at = above;
        return at;
    }

    private static IOException Fault(string folder) =>
        new($"The names in the folder '{folder}' could not be brought to the disk: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(SafeFileHandle folder);
}
