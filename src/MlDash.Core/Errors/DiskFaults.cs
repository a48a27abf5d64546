namespace MlDash.Errors;

/// <summary>Says what a fault of the disk means to the user.</summary>
internal static class DiskFaults
{
    /// <summary>Error of Linux for a lock that someone has.</summary>
    public const int WouldBlock = 11;

    /// <summary>Error of macOS for a lock that someone has.</summary>
    public const int WouldBlockMac = 35;

    private const int NoSpaceUnix = 28;
    private const int QuotaUnix = 122;
    private const int FileTooBigUnix = 27;
    private const int NoSpaceWindows = 112;
    private const int SharingViolation = 32;
    private const int LockViolation = 33;

    /// <summary>Runs a change on disk; faults of the operating system come out as <see cref="StorageException"/>.</summary>
    public static T Translate<T>(string what, Func<T> change)
    {
        try
        {
            return change();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Explain(what, fault);
        }
    }

    public static void Translate(string what, Action change) => Translate(what, () =>
    {
        change();
        return true;
    });

    /// <summary>The error for a fault, saying what was being done.</summary>
    public static StorageException Explain(string what, Exception fault) => fault switch
    {
        UnauthorizedAccessException => new("AccessDenied", $"{what} failed: the folder or file cannot be written to. {fault.Message}", "Grant your account write access to that folder, or choose another -Root.", fault)
            { Category = FaultCategory.PermissionDenied },
        IOException when IsFull(fault) => new("DiskFull", $"{what} failed: the disk is full. {fault.Message}", "Free disk space; queued records are kept and retried.", fault),
        PathTooLongException => new("PathTooLong", $"{what} failed: the path is longer than this system allows. {fault.Message}", "Choose a shorter root, prefix or name.", fault),
        DirectoryNotFoundException => new("FolderMissing", $"{what} failed: the folder no longer exists. {fault.Message}", "Restore the folder, or start the experiment again.", fault),
        IOException when fault.Message.Contains("Read-only", StringComparison.OrdinalIgnoreCase) => new("AccessDenied", $"{what} failed: the disk is read-only. {fault.Message}", "Choose a root on a writable disk.", fault)
            { Category = FaultCategory.PermissionDenied },
        _ => new("DiskFault", $"{what} failed. {fault.Message}", "Check the disk, then try again.", fault),
    };

    /// <summary>The error for a fault of a file or folder that was to be read, not written.</summary>
    public static StorageException ExplainReading(string source, Exception fault) => fault switch
    {
        UnauthorizedAccessException when Directory.Exists(source) =>
            new("SourceUnreadable", $"'{source}' cannot be read: it is a folder.", "Move the folder, or give a file.", fault)
                { Category = FaultCategory.PermissionDenied, Target = source },
        UnauthorizedAccessException => new("SourceUnreadable", $"'{source}' cannot be read. {fault.Message}", "Grant your account read access to it.", fault)
            { Category = FaultCategory.PermissionDenied, Target = source },
        FileNotFoundException or DirectoryNotFoundException => new("SourceFileNotFound", $"'{source}' cannot be read: it does not exist. {fault.Message}", "Check the path.", fault)
            { Category = FaultCategory.ObjectNotFound, Target = source },
        _ => new("DiskFault", $"'{source}' cannot be read. {fault.Message}", "Check where it comes from, then try again.", fault) { Target = source },
    };

    /// <summary>Whether someone has a file open who does not share it.</summary>
    public static bool IsInUse(Exception fault) => OperatingSystem.IsWindows()
        ? (fault.HResult & 0xFFFF) is SharingViolation or LockViolation
        : fault is IOException && fault.HResult is WouldBlock or WouldBlockMac;

    private static bool IsFull(Exception fault)
    {
        var code = fault.HResult & 0xFFFF;
        return OperatingSystem.IsWindows() ? code == NoSpaceWindows : code is NoSpaceUnix or QuotaUnix or FileTooBigUnix;
    }
}
