namespace MlDash.Files;

/// <summary>Errors about files that more than one place raises.</summary>
internal static class FileErrors
{
    public static ExperimentException NotFound(ExperimentPath experiment, string path) => new(
        "FileNotFound", $"File '{path}' was not found in the experiment '{experiment}'.", "Run Get-MlDashFile to list its files.")
    { Category = FaultCategory.ObjectNotFound, Target = path };

    public static ExperimentException NotInFolder(ExperimentPath? folder, string name) => new(
        "FileNotFound", $"File '{name}' was not found in the folder '{folder}'.", "It may have been deleted or renamed.")
    { Category = FaultCategory.ObjectNotFound, Target = name };

    public static ExperimentException NoFolder(ExperimentPath? folder) => new(
        "FolderNotFound", $"Folder '{folder}' was not found.", "It may have been deleted or renamed.")
    { Category = FaultCategory.ObjectNotFound, Target = folder?.Value };

    public static ExperimentException Stale(ExperimentPath? folder, string name) => new(
        "Stale",
        $"File '{name}' of '{folder}' was changed since it was read, so it was left as it is.",
        "Read it again, then make the change.")
    { Category = FaultCategory.InvalidOperation, Target = name };

    public static StorageException ChecksumMismatch(FileEntry file, string found) => new(
        "ChecksumMismatch",
        $"The content of '{file.Path}' should have the SHA-256 {file.Checksum}, but has {found}.",
        "The stored copy is damaged; save the file again. Nothing was kept of what was read.")
    { Category = FaultCategory.InvalidData, Target = file };
}
