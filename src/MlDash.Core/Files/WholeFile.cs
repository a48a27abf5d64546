namespace MlDash.Files;

/// <summary>Writes files of the user's beside their place, and puts them there only when they are whole.</summary>
internal static class WholeFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="overwrite">Whether something may be there.</param>
    /// <param name="write">Writes the content; when it fails, nothing is left.</param>
    /// <exception cref="StorageException"><c>FileExists</c>.</exception>
    public static async Task WriteAsync(string path, bool overwrite, Func<Stream, Task> write)
    {
        if (!overwrite && File.Exists(path))
            throw new StorageException("FileExists", $"File '{path}' already exists.", "Use -Force to replace it, or another destination.")
            { Category = FaultCategory.ResourceExists, Target = path };

        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        // Not made of the name: one that just fits the disk would leave no room for more.
        var partial = Path.Combine(folder, $".mldash-{Guid.NewGuid():N}.part");
        try
        {
            await using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0))
                await write(file).ConfigureAwait(false);
            DiskChanges.Move(partial, path, overwrite);
        }
        finally
        {
            DiskChanges.Delete(partial);
        }
    }
}
