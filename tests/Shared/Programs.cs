using System.Diagnostics;

namespace MlDash.Tests;

/// <summary>Programs of ours that tests start.</summary>
internal static class Programs
{
    /// <summary>How a program is started whose output can be read: by itself where it lies beside the tests with all it needs, else by dotnet.</summary>
    /// <param name="assembly">Its assembly.</param>
    /// <param name="arguments">What it is given.</param>
    public static ProcessStartInfo Of(string assembly, params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, Path.GetFileNameWithoutExtension(assembly) + ".exe");
        var start = OperatingSystem.IsWindows() && File.Exists(program)
            ? new ProcessStartInfo(program, arguments)
            : new ProcessStartInfo("dotnet", [assembly, .. arguments]);
        start.RedirectStandardOutput = true;
        return start;
    }
}
