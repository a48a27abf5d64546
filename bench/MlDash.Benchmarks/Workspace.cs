using System.Diagnostics;
using System.Reflection;
using MlDash.Recording;
using MlDash.Storage.Local;

namespace MlDash.Benchmarks;

/// <summary>A temporary root, and the ways the benchmarks use it.</summary>
internal sealed class Workspace : IDisposable
{
    private int _experiments;

    public string Folder { get; } = Directory.CreateTempSubdirectory("mldash-bench-").FullName;

    public static string ModuleFolder { get; } = Metadata("ModuleFolder");

    public static string EmptyModule { get; } = Metadata("EmptyModule");

    /// <summary>The program that the tests of running programs have, too.</summary>
    public static string NastyProgram { get; } = Metadata("NastyProgram");

    public string In(string name) => Path.Combine(Folder, name);

    /// <summary>A new open experiment.</summary>
    public Experiment Start(string? name = null, RecordingOptions? options = null)
    {
        var path = ExperimentPath.Parse(name ?? $"bench/run-{_experiments++}");
        return Experiment.StartAsync(new LocalExperimentStore(In("root")).ToStore(), path, null, new ExperimentChange(), options ?? new RecordingOptions())
            .GetAwaiter()
            .GetResult();
    }

    /// <summary>Runs a command of the shell to its end.</summary>
    public static void Shell(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{command}' ended with {process.ExitCode}.");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string Metadata(string key) =>
        typeof(Workspace).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
