namespace MlDash.Errors;

/// <summary>Says what a fault of the disk means to the user.</summary>
internal static class DiskFaults
{
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
        UnauthorizedAccessException => new(
            "AccessDenied",
            $"{what} failed: the folder or file cannot be written to. {fault.Message}",
            "Grant your account write access to that folder, or choose another -Root.",
            fault)
        { Category = FaultCategory.PermissionDenied },
        IOException disk when DiskCodes.IsFull(disk) => new(
            "DiskFull", $"{what} failed: the disk is full. {fault.Message}", "Free disk space; queued records are kept and retried.", fault),
        PathTooLongException => new(
            "PathTooLong", $"{what} failed: the path is longer than this system allows. {fault.Message}", "Choose a shorter root, prefix or name.", fault),
        DirectoryNotFoundException => new(
            "FolderMissing", $"{what} failed: the folder no longer exists. {fault.Message}", "Restore the folder, or start the experiment again.", fault),
        IOException when fault.Message.Contains(
            "Read-only",
            StringComparison.OrdinalIgnoreCase) => new(
                "AccessDenied", $"{what} failed: the disk is read-only. {fault.Message}", "Choose a root on a writable disk.", fault)
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
        FileNotFoundException or DirectoryNotFoundException => new(
            "SourceFileNotFound", $"'{source}' cannot be read: it does not exist. {fault.Message}", "Check the path.", fault)
        { Category = FaultCategory.ObjectNotFound, Target = source },
        _ => new("DiskFault", $"'{source}' cannot be read. {fault.Message}", "Check where it comes from, then try again.", fault) { Target = source },
    };
}
