namespace MlDash.Sampling;

/// <summary>Folders in which the kernel lists what the machine has.</summary>
internal static class KernelFolders
{
    private const int Most = 256;

    /// <summary>The folders in one, by name; none when it does not exist or may not be read.</summary>
    public static IReadOnlyList<string> Under(string path, string pattern = "*")
    {
        try
        {
            return Directory.Exists(path) ? [.. Directory.EnumerateDirectories(path, pattern).Order(StringComparer.Ordinal).Take(Most)] : [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Whether a name is among those that were looked up.</summary>
    public static bool Contains(List<byte[]> names, ReadOnlySpan<byte> name)
    {
        foreach (var known in names)
        {
            if (name.SequenceEqual(known))
                return true;
        }

        return false;
    }
}
