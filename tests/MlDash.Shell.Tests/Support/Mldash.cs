using System.Diagnostics;
using System.Reflection;
using Xunit;

namespace MlDash.Shell.Tests;

/// <summary>The program under test.</summary>
internal static class Mldash
{
    /// <summary>The folder of the scripts that a newcomer runs first.</summary>
    public static string Examples => Metadata("Examples");

    /// <summary>The program, for <c>dotnet</c>.</summary>
    public static string Program => Metadata("Shell");

    /// <summary>A program that makes it hard to run it, for <c>dotnet</c>.</summary>
    public static string NastyProgram => Metadata("NastyProgram");

    /// <summary>The script that runs the Pester files.</summary>
    public static string PesterRun => Metadata("PesterRun");

    /// <summary>
    /// Starts it with its streams in the test's hands, without the colours that PowerShell writes into a pipe, too, and outside of whatever CI system runs the
    /// test.
    /// </summary>
    public static Process Start(string[] arguments, string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? string.Empty,
        };
        start.Environment["NO_COLOR"] = "1";
        start.Environment["CI"] = "false";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(string Output, string Error, int Code)> RunAsync(
        string[] arguments, string input = "", string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(arguments, folder, environment);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (output, await error, process.ExitCode);
    }

    private static string Metadata(string key) =>
        typeof(Mldash).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
