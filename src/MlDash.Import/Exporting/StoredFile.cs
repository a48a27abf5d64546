using MlDash.Files;
using MlDash.Storage;

namespace MlDash.Import.Exporting;

/// <summary>The bytes of a file of an experiment, on their way to an export.</summary>
internal static class StoredFile
{
    /// <summary>Copies the bytes.</summary>
    /// <param name="reader">Reads the experiment.</param>
    /// <param name="file">The file.</param>
    /// <param name="target">Where to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>SHA-256 of them; and when they were changed last, null where only a server knows.</returns>
    /// <exception cref="MlDashException">They are missing or damaged.</exception>
    public static async Task<(string Checksum, DateTime? Modified)> CopyAsync(
        IExperimentReader reader, FileEntry file, Stream target, CancellationToken cancellationToken)
    {
        await using var source = await reader.OpenFileAsync(file, cancellationToken).ConfigureAwait(false);
        var (_, checksum) = await HashingCopy.CopyAsync(source, target, null, cancellationToken).ConfigureAwait(false);
        if (file.Checksum.Length > 0 && checksum != file.Checksum)
            throw FileErrors.ChecksumMismatch(file, checksum);
        return (checksum, source is FileStream local ? File.GetLastWriteTimeUtc(local.Name) : null);
    }

    /// <summary>Whether the bytes are missing or damaged, so that the file is left out.</summary>
    public static bool IsLost(MlDashException fault) => fault.ErrorId is "FileContentMissing" or "FileNotFound" or "ChecksumMismatch";

    /// <summary>Names a file that is left out, and why.</summary>
    public static string LeftOut(FileEntry file, MlDashException fault) => $"The file '{file.Path}': {fault.Message}";
}
