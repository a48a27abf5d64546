using System.Security.Cryptography;
using MlDash.Experiments;
using MlDash.Import.Reading;
using MlDash.Storage.Local;

namespace MlDash.Import.Exported;

/// <summary>Files below the folder of an export, whose names stand in a document.</summary>
internal static class ExportedFiles
{
    /// <summary>The full path of a file.</summary>
    /// <param name="root">Full path of the folder.</param>
    /// <param name="place">The file below it: segments joined by <c>/</c>.</param>
    /// <exception cref="InvalidDataException">It would lie elsewhere, or no disk of this system can hold it.</exception>
    public static string At(string root, string place)
    {
        try
        {
            var segments = PathRules.SplitRecorded(place, "path");
            return string.Join('/', segments) == place
                ? DiskPaths.Join(root, root, segments)
                : throw PathRules.Illegal(place, "path", string.Empty, "it is empty");
        }
        catch (ExperimentException illegal)
        {
            throw new InvalidDataException(illegal.Message, illegal);
        }
    }

    /// <summary>Makes sure that a file is as it was exported.</summary>
    /// <param name="root">Full path of the folder.</param>
    /// <param name="place">The file below it.</param>
    /// <param name="checksum">SHA-256 of its bytes.</param>
    /// <exception cref="InvalidDataException">It is missing, or has other bytes.</exception>
    public static void Verify(string root, string place, string checksum)
    {
        if (HashOf(At(root, place)) is not { } found)
            throw new InvalidDataException($"Its file '{place}' is missing.");
        if (!found.Equals(checksum, StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException($"Its file '{place}' is not as it was exported: its checksum differs.");
    }

    /// <summary>SHA-256 of the bytes of a file, in lower-case hexadecimal digits; null when there is none.</summary>
    public static string? HashOf(string file)
    {
        if (!File.Exists(file))
            return null;
        using var bytes = SmallFile.Open(file);
        return Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant();
    }
}
