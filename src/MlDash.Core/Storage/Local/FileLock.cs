using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MlDash.Errors;

namespace MlDash.Storage.Local;

/// <summary>
/// An exclusive lock on a lock file, the same that other tools of this format take: <c>flock</c> on Unix, a file opened without sharing on Windows.
/// The file is made when missing, stays empty, and is never removed.
/// </summary>
internal sealed partial class FileLock : IDisposable
{
    private const int LockExclusiveNonBlocking = 2 | 4;
    private const int Interrupted = 4;

    /// <summary>A holder keeps a lock for one small change; one that keeps it longer than this is stuck.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <summary>The pauses between two looks at a lock that is kept for a small change; by the time of the machine, as its holder lives by that.</summary>
    private static readonly Backoff _pauses = new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10));

    /// <summary>The pauses between two looks at a lock that may be kept for long.</summary>
    private static readonly Backoff _longPauses = new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(20));

    private readonly SafeFileHandle _handle;

    private FileLock(SafeFileHandle handle) => _handle = handle;

    /// <summary>Waits for the lock.</summary>
    /// <param name="path">The lock file.</param>
    /// <param name="clock">The clock that limits the wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StorageException"><c>LockTimeout</c> when another process keeps it for half a minute.</exception>
    public static FileLock Take(string path, TimeProvider clock, CancellationToken cancellationToken = default)
    {
        var begin = clock.GetTimestamp();
        for (var look = 1; ; look++)
        {
            if (TryTake(path) is { } taken)
                return taken;
            if (clock.GetElapsedTime(begin) > _patience)
            {
                throw new StorageException(
                    "LockTimeout",
                    $"Another process has held the lock '{path}' for {_patience.TotalSeconds:0} seconds.",
                    "End the process that holds it, then try again.")
                { Target = path };
            }

            cancellationToken.ThrowIfCancellationRequested();
            // Whoever holds it lives by the time of the machine, whatever the clock here says.
            Thread.Sleep(_pauses.PauseAfter(look));
        }
    }

    /// <summary>Waits for a lock that others may keep for as long as their work takes.</summary>
    public static async Task<FileLock> TakeAsync(string path, CancellationToken cancellationToken)
    {
        for (var look = 1; ; look++)
        {
            if (TryTake(path) is { } taken)
                return taken;
            await Task.Delay(_longPauses.PauseAfter(look), TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>The lock, or null when another has it.</summary>
    public static FileLock? TryTake(string path)
    {
        if (TryOpenAlone(path) is not { } handle)
            return null;
        if (OperatingSystem.IsWindows())
            return new FileLock(handle);

        // Opened alone, the handle has the lock already, unless the runtime is set to lock no files.
        int error;
        do
        {
            if (Flock(handle, LockExclusiveNonBlocking) == 0)
                return new FileLock(handle);
            error = Marshal.GetLastPInvokeError();
        }
        while (error == Interrupted);

        handle.Dispose();
        return error is DiskCodes.WouldBlock or DiskCodes.WouldBlockMac
            ? null
            : throw new IOException($"The file '{path}' could not be locked: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>Opens without sharing: with any sharing the runtime takes a shared lock of its own, which keeps others from theirs.</summary>
    private static SafeFileHandle? TryOpenAlone(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held) when (DiskCodes.IsInUse(held))
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle handle, int operation);
}
