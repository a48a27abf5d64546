using System.Diagnostics;
using System.Reflection;

namespace MlDash.Shell.Tests;

/// <summary>The program under test.</summary>
internal static class Mldash
{
    /// <summary>The folder of the scripts that a newcomer runs first.</summary>
    public static string Examples => Metadata("Examples");

    /// <summary>Starts it with its streams in the test's hands.</summary>
    public static Process Start(string[] arguments, string? folder = null) => Process.Start(new ProcessStartInfo("dotnet", [Metadata("Shell"), .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        RedirectStandardInput = true,
        WorkingDirectory = folder ?? string.Empty,
    })!;

    private static string Metadata(string key) => typeof(Mldash).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
