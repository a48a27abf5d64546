namespace MlDash.Import.Reading;

/// <summary>Reads files that other programs have written and that are small when they are whole.</summary>
internal static class SmallFile
{
    /// <summary>What is larger is no small document: 16 MB.</summary>
    public const int Longest = 16 << 20;

    /// <summary>The bytes; null when there is none, it is larger, or cannot be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="longest">The most bytes that are read.</param>
    public static byte[]? Read(string path, int longest = Longest)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (!file.CanSeek || file.Length > longest)
                return null;
            var bytes = new byte[file.Length];
            return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Opens a file that its writer may still be writing.</summary>
    public static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
}
