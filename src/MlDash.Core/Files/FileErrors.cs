namespace MlDash.Files;

/// <summary>Errors about files that more than one place raises.</summary>
internal static class FileErrors
{
    public static ExperimentException NotFound(ExperimentPath experiment, string path) => new(
        "FileNotFound", $"A file '{path}' was expected in the experiment '{experiment}', found none.", "List its files with Get-MlDashFile.")
    { Target = path };

    public static StorageException ChecksumMismatch(FileEntry file, string found) => new(
        "ChecksumMismatch",
        $"The bytes of '{file.Path}' should have the SHA-256 {file.Checksum}, found {found}.",
        "The stored copy is damaged; save the file again. Nothing was kept of what was read.")
    { Target = file };
}
