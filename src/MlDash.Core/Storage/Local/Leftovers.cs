namespace MlDash.Storage.Local;

/// <summary>Removes what writers that were killed left behind: small documents that never came to their place.</summary>
internal static class Leftovers
{
    /// <summary>Older than any writer that may still be at work on it.</summary>
    private static readonly TimeSpan _age = TimeSpan.FromDays(1);

    /// <summary>Removes temporary files that lie directly in the folders and are older than a day.</summary>
    public static void Remove(ReadOnlySpan<string> folders, DateTimeOffset now)
    {
        var before = now.UtcDateTime - _age;
        foreach (var folder in folders)
        {
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles($"{SmallDocument.TemporaryPrefix}*{SmallDocument.TemporarySuffix}"))
            {
                if (file.LastWriteTimeUtc < before)
                    file.Delete();
            }
        }
    }
}
