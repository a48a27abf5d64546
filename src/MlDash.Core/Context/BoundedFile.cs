using System.Text;

namespace MlDash.Context;

/// <summary>Reads small files that anybody may have put there: no link is followed, and nothing that never ends is read.</summary>
internal static class BoundedFile
{
    private const int LongestText = 1 << 20;

    /// <summary>The text of a file; null when there is none, or it is a link, a pipe, a device, or too long.</summary>
    public static string? ReadText(string path) => Read(path, LongestText) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>The bytes of a file; null as for a text.</summary>
    public static byte[]? Read(string path, int longest)
    {
        try
        {
            // A pipe and a device have no length, and would be waited for.
            if (new FileInfo(path) is not { Exists: true, LinkTarget: null } file || file.Length <= 0 || file.Length > longest)
                return null;
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var bytes = new byte[Math.Min(stream.Length, longest)];
            return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception fault) when (IsUnreadable(fault))
        {
            return null;
        }
    }

    /// <summary>Whether a fault means that a file or folder cannot be looked at.</summary>
    public static bool IsUnreadable(Exception fault) => fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
