using MlDash.Errors;

namespace MlDash.Files;

/// <summary>
/// Renames and removes files and folders that another process may have open. Windows refuses that even where both sides share all they can. Readers, virus
/// scanners and indexers are done in a moment, so it is tried again for a while. Elsewhere a name does not mind who has the file open.
/// </summary>
internal static class DiskChanges
{
    /// <summary>With the pauses between them, two seconds in all.</summary>
    private const int Attempts = 12;

    private static readonly Backoff _pauses = new(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));

    // Errors of Windows.
    private const int AccessDenied = 5;
    private const int FolderNotEmpty = 145;
    private const int DeletePending = 303;

    /// <summary>Renames a file.</summary>
    public static void Move(string from, string to, bool overwrite = false) =>
        Retry(() => File.Move(from, to, overwrite), () => IsRefused(from) || IsRefused(to));

    /// <summary>Renames a folder.</summary>
    public static void MoveFolder(string from, string to) => Retry(() => Directory.Move(from, to));

    /// <summary>Removes a file, if there is one.</summary>
    public static void Delete(string file) => Retry(() => File.Delete(file), () => IsRefused(file));

    /// <summary>Removes a folder; a link is removed, not what it leads to.</summary>
    public static void DeleteFolder(string folder, bool recursive = false) => Retry(() => Directory.Delete(folder, recursive));

    /// <summary>Opens a file whose name may be changing at this moment.</summary>
    public static T Open<T>(string path, Func<T> open)
    {
        T opened = default!;
        Retry(() => opened = open(), () => IsRefused(path));
        return opened;
    }

    private static void Retry(Action change, Func<bool>? isRefused = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                change();
                return;
            }
            catch (Exception fault) when (attempt < Attempts && IsBusy(fault, isRefused))
            {
                Thread.Sleep(_pauses.PauseAfter(attempt));
            }
        }
    }

    /// <summary>Whether an error says that someone has it open, which passes. Access is denied for reasons that stay, too.</summary>
    private static bool IsBusy(Exception fault, Func<bool>? isRefused) =>
        DiskCodes.IsInUse(fault) || (OperatingSystem.IsWindows() && IsBusy(fault.HResult & 0xFFFF, isRefused));

    private static bool IsBusy(int error, Func<bool>? isRefused) => error switch
    {
        FolderNotEmpty or DeletePending => true,
        AccessDenied => isRefused?.Invoke() != true,
        _ => false,
    };

    /// <summary>Whether a file is write-protected, or no file.</summary>
    private static bool IsRefused(string file) =>
        Directory.Exists(file) || (File.Exists(file) && (File.GetAttributes(file) & FileAttributes.ReadOnly) != 0);
}
