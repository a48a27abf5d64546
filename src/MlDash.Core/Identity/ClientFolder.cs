using MlDash.Files;

namespace MlDash.Identity;

/// <summary>
/// The folder where a user's login, settings and unsent records are kept: <c>ML_DASH_HOME</c>, else <c>~/.dash</c>, as the Python SDK has it.
/// </summary>
public static class ClientFolder
{
    /// <summary>Id of the error for a folder that cannot be used.</summary>
    internal const string UnusableId = "ClientFolderUnusable";

    /// <summary>Full path of the folder.</summary>
    /// <exception cref="ConfigurationException"><c>ClientFolderUnusable</c>: the user has no folder, and none is set.</exception>
    public static string Path
    {
        get
        {
            if (Environment.GetEnvironmentVariable("ML_DASH_HOME") is { Length: > 0 } given)
                return System.IO.Path.GetFullPath(given);
            // Empty for a user without an account, as containers have them: a relative path would put logins into whatever folder is the current one.
            return Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home
                ? System.IO.Path.Combine(home, ".dash")
                : throw Unusable("This user has no home folder, so there is no place for logins, settings and unsent records.", null);
        }
    }

    /// <summary>The error for a folder that this process may not use.</summary>
    internal static ConfigurationException Unusable(Exception reason) =>
        Unusable($"The folder '{Path}' for logins, settings and unsent records cannot be used: {reason.Message}", reason);

    /// <summary>Makes a folder that nobody but the user may look into.</summary>
    /// <exception cref="ConfigurationException"><c>ClientFolderUnusable</c>.</exception>
    internal static void MakePrivate(string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else if (!Directory.Exists(folder))
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw Unusable($"The folder '{folder}' for logins, settings and unsent records cannot be made: {denied.Message}", denied);
        }
    }

    /// <summary>Puts a file that nobody but the user may read in the place of what is there. No one else could read it at any moment.</summary>
    /// <exception cref="ConfigurationException"><c>ClientFolderUnusable</c>.</exception>
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
            DiskChanges.Move(beside, path, overwrite: true);
        }
        catch (Exception fault)
        {
            DiskChanges.Delete(beside);
            if (fault is UnauthorizedAccessException)
                throw Unusable(fault);
            throw;
        }
    }

    private static ConfigurationException Unusable(string message, Exception? reason) => new(
        UnusableId, message, "Set ML_DASH_HOME to a folder that you can write to and that outlives this session.", reason);
}
