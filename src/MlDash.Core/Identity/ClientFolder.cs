namespace MlDash.Identity;

/// <summary>The folder where a user's login, settings and unsent records are kept: <c>ML_DASH_HOME</c>, else <c>~/.dash</c>, as the Python SDK has it.</summary>
public static class ClientFolder
{
    /// <summary>Full path of the folder.</summary>
    public static string Path => Environment.GetEnvironmentVariable("ML_DASH_HOME") is { Length: > 0 } given
        ? System.IO.Path.GetFullPath(given)
        : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dash");

    /// <summary>Makes a folder that nobody but the user may look into.</summary>
    internal static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else if (!Directory.Exists(folder))
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Puts a file that nobody but the user may read in the place of what is there. No one else could read it at any moment.</summary>
    internal static void WritePrivate(string path, ReadOnlySpan<byte> content)
    {
        MakePrivate(System.IO.Path.GetDirectoryName(path)!);
        var beside = $"{path}.{Guid.NewGuid():N}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using (var file = new FileStream(beside, options))
                file.Write(content);
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
