using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Runtime.InteropServices;
using Xunit;

namespace MlDash.Packaging.Tests;

/// <summary>The packages, made by <c>dotnet pack</c> from two copies of the sources that lie in different places.</summary>
public sealed class Packages : IAsyncLifetime
{
    private static readonly string[] _sources = ["src", "module", "eng", "tools", "docs"];
    private static readonly string[] _built = ["bin", "obj"];
    private static readonly string[] _projects = ["src/MlDash.Cmdlets", "src/MlDash.Shell"];

    /// <summary>The build of these tests has looked at the sources already, and rules change no byte of what is made.</summary>
    private static readonly string[] _withoutRules = ["-p:RunAnalyzers=false", "-p:EnforceCodeStyleInBuild=false"];

    /// <summary>mldash is a package a platform; these two stand for all.</summary>
    public static readonly string[] Platforms = [.. new[] { Here, "win-x64" }.Distinct()];

    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-packages-").FullName;

    /// <summary>The copy the packages under test were made from.</summary>
    public string Copy => Path.Combine(_folder, "first");

    /// <summary>A copy at a path of another length.</summary>
    public string OtherCopy => Path.Combine(_folder, "a", "second", "place");

    /// <summary>The module's package, unpacked.</summary>
    public string Module => Path.Combine(_folder, "module");

    /// <summary>The platform of this machine.</summary>
    public static string Here => RuntimeInformation.RuntimeIdentifier;

    /// <summary>The build of Windows Management that is MIT.</summary>
    public static string OpenManagement => Path.Combine(
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        "microsoft.management.infrastructure.runtime.unix/3.0.0/runtimes/unix/lib/netstandard1.6/Microsoft.Management.Infrastructure.dll");

    /// <summary>The program in the package of mldash for a platform, unpacked.</summary>
    public string Tool(string platform) => Path.Combine(_folder, platform, "tools", "net10.0", platform);

    /// <summary>A free place of this run.</summary>
    public string NewFolder() => Directory.CreateDirectory(Path.Combine(_folder, Path.GetRandomFileName())).FullName;

    public static string PackageIn(string copy, string id) => Directory.GetFiles(Path.Combine(copy, "packages"), $"{id}.?.?.?.nupkg").Single();

    public async ValueTask InitializeAsync()
    {
        var repository = typeof(Packages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Repository").Value!;
        foreach (var copy in (string[])[Copy, OtherCopy])
        {
            Take(repository, copy);
            foreach (var project in _projects)
                await RunAsync(copy, "dotnet", ["pack", project, "-c", "Release", "-o", "packages", "--nologo", .. _withoutRules]);
        }

        ZipFile.ExtractToDirectory(PackageIn(Copy, "MlDash"), Module);
        foreach (var platform in Platforms)
            ZipFile.ExtractToDirectory(PackageIn(Copy, $"mldash.tool.{platform}"), Path.Combine(_folder, platform));
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs a program that has to succeed; answers what it wrote.</summary>
    public static async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // What this test run was started with is not what a user packs with.
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment.Remove("PSModulePath");
        // A property of MSBuild that comes as a variable may be a list.
        start.Environment["ToolPackageRuntimeIdentifiers"] = string.Join(';', Platforms);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}\n{await error}");
        return output;
    }

    private static void Take(string repository, string copy)
    {
        Directory.CreateDirectory(copy);
        // In a worktree .git is a file, by which the copies would know of commits that are made while they are built.
        foreach (var file in Directory.GetFiles(repository).Where(file => Path.GetFileName(file) != ".git"))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        foreach (var source in _sources.Where(source => Directory.Exists(Path.Combine(repository, source))))
            TakeFolder(new DirectoryInfo(Path.Combine(repository, source)), Path.Combine(copy, source));
    }

    private static void TakeFolder(DirectoryInfo source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var file in source.GetFiles())
            file.CopyTo(Path.Combine(target, file.Name));
        foreach (var folder in source.GetDirectories().Where(folder => !_built.Contains(folder.Name)))
            TakeFolder(folder, Path.Combine(target, folder.Name));
    }
}
