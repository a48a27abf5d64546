using System.Runtime.InteropServices;

namespace MlDash.Watching;

/// <summary>
/// Starts a program in its working folder where the system cannot do that by itself: glibc before 2.29, which RHEL 8 has. A shell changes the folder and
/// becomes the program; it reads neither the folder nor the arguments as its own language.
/// </summary>
internal static class FolderShell
{
    private const string Shell = "/bin/sh";

    private static readonly Lazy<bool> _isNeeded = new(() => !NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), Posix.AddFolderName, out _));

    /// <summary>Whether this system needs it.</summary>
    public static bool IsNeeded => _isNeeded.Value;

    /// <summary>The start of the shell that becomes the program.</summary>
    /// <exception cref="ConfigurationException"><c>ProgramNotStarted</c>.</exception>
    public static ProgramStart Of(ProgramStart start)
    {
        // The shell would only say it on the standard error of the program.
        if (!Directory.Exists(start.WorkingFolder) || !File.Exists(start.FilePath))
            throw ProgramErrors.NotStarted(start, "No such file or directory", null);
        return start with
        {
            FilePath = Shell,
            Arguments = ["-c", "cd -- \"$1\" && shift && exec \"$@\"", "sh", start.WorkingFolder, start.FilePath, .. start.Arguments],
            WorkingFolder = null,
        };
    }
}
