namespace MlDash.Files;

/// <summary>Errors about files that more than one place raises.</summary>
internal static class FileErrors
{
    public static ExperimentException NotFound(ExperimentPath experiment, string path) => new(
        "FileNotFound", $"File '{path}' was not found in the experiment '{experiment}'.", "Run Get-MlDashFile to list its files.")
    { Category = FaultCategory.ObjectNotFound, Target = path };

    public static StorageException ChecksumMismatch(FileEntry file, string found) => new(
        "ChecksumMismatch",
        $"The content of '{file.Path}' should have the SHA-256 {file.Checksum}, but has {found}.",
        "The stored copy is damaged; save the file again. Nothing was kept of what was read.")
    { Category = FaultCategory.InvalidData, Target = file };
}
