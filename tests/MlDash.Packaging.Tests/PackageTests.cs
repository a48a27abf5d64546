using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace MlDash.Packaging.Tests;

/// <summary>What is in the packages, and what they say of themselves.</summary>
public sealed partial class PackageTests(Packages packages) : IClassFixture<Packages>
{
    public static TheoryData<string> Ids() => ["MlDash", "mldash.tool", .. Packages.Platforms.Select(platform => $"mldash.tool.{platform}")];

    public static TheoryData<string> Platforms() => [.. Packages.Platforms];

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_same_sources_make_the_same_bytes_wherever_they_lie(string id) =>
        Assert.Equal(File.ReadAllBytes(Packages.PackageIn(packages.Copy, id)), File.ReadAllBytes(Packages.PackageIn(packages.OtherCopy, id)));

    [Fact]
    public void The_package_holds_the_module_as_it_is_laid_out_and_nothing_else()
    {
        string[] ofEveryPackage =
        [
            "MlDash.nuspec",
            "README.md",
            "[Content_Types].xml",
            "_rels/.rels",
            "package/services/metadata/core-properties/nuget.psmdcp"
        ];
        var laidOut = Directory.GetDirectories(Path.Combine(packages.Copy, "out", "MlDash")).Single();

        Assert.Equal(FilesOf(laidOut), FilesOf(packages.Module).Except(ofEveryPackage));
        Assert.Contains("bin/Dependencies/MlDash.Core.dll", FilesOf(packages.Module));
        Assert.Contains("bin/Dependencies/MlDash.Protocol.dll", FilesOf(packages.Module));
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public void Mldash_travels_with_the_same_module(string platform)
    {
        var carried = Directory.GetDirectories(Path.Combine(packages.Tool(platform), "Modules", "MlDash")).Single();

        Assert.Equal(FilesOf(Directory.GetDirectories(Path.Combine(packages.Copy, "out", "MlDash")).Single()), FilesOf(carried));
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public void Mldash_carries_PowerShell_of_its_platform_alone(string platform)
    {
        var files = FilesOf(packages.Tool(platform));

        Assert.DoesNotContain(files, file => file.StartsWith("runtimes/", StringComparison.Ordinal));
        Assert.Contains("Modules/Microsoft.PowerShell.Utility/Microsoft.PowerShell.Utility.psd1", files);
        Assert.Contains("ref/System.Runtime.dll", files);
        Assert.Contains("profile.ps1", files);
        // Cmdlets for event logs and performance counters.
        Assert.Equal(platform.StartsWith("win", StringComparison.Ordinal), files.Contains("Microsoft.PowerShell.Commands.Diagnostics.dll"));
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public void Mldash_carries_nothing_that_Microsoft_alone_may_pass_on(string platform)
    {
        var files = FilesOf(packages.Tool(platform));

        Assert.DoesNotContain(files, file => file.Contains("Infrastructure.Native", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(files, file => file.StartsWith("Modules/CimCmdlets/", StringComparison.Ordinal));
        var shipped = Path.Combine(packages.Tool(platform), "Microsoft.Management.Infrastructure.dll");
        Assert.Equal(File.ReadAllBytes(Packages.OpenManagement), File.ReadAllBytes(shipped));
        var notices = File.ReadAllText(Path.Combine(packages.Module, "THIRD-PARTY-NOTICES.txt"));
        Assert.DoesNotContain("Microsoft Software License Terms", notices, StringComparison.Ordinal);
    }

    [Fact]
    public void The_package_says_what_the_manifest_says()
    {
        using var engine = new Engine();
        dynamic manifest = engine.Run("Test-ModuleManifest $args[0]", Path.Combine(packages.Module, "MlDash.psd1")).Single();
        var said = XDocument.Load(Path.Combine(packages.Module, "MlDash.nuspec")).Root!.Elements().Single();
        string Said(string name) => said.Elements().Single(element => element.Name.LocalName == name).Value;
        var tags = Said("tags").Split(' ');

        Assert.Equal("MlDash", Said("id"));
        Assert.Equal(manifest.Version.ToString(), Said("version"));
        Assert.Equal(manifest.Description, Said("description"));
        Assert.Equal(manifest.ProjectUri.ToString(), Said("projectUrl"));
        Assert.Equal(manifest.ReleaseNotes, Said("releaseNotes"));
        Assert.Equal("MIT", Said("license"));
        Assert.Contains("PSModule", tags);
        Assert.Contains("PSEdition_Core", tags);
        foreach (string tag in manifest.Tags)
            Assert.Contains(tag, tags);
        foreach (string command in manifest.ExportedCmdlets.Keys)
            Assert.Contains($"PSCommand_{command}", tags);
        Assert.True(Said("tags").Length < 4000, "A repository takes at most 4,000 characters of tags.");
        Assert.DoesNotContain(said.Elements(), element => element.Name.LocalName == "dependencies");
    }

    [Fact]
    public void The_manifest_is_complete()
    {
        using var engine = new Engine();
        dynamic manifest = engine.Run("Test-ModuleManifest $args[0]", Path.Combine(packages.Module, "MlDash.psd1")).Single();

        Assert.Equal(new Version(7, 4), manifest.PowerShellVersion);
        Assert.Equal(["Core"], (IEnumerable<string>)manifest.CompatiblePSEditions);
        Assert.NotEmpty((string)manifest.Author);
        Assert.NotEmpty((string)manifest.CompanyName);
        Assert.NotEmpty((string)manifest.Copyright);
        Assert.NotEmpty((string)manifest.ReleaseNotes);
        Assert.NotNull((Uri)manifest.LicenseUri);
        Assert.NotNull((Uri)manifest.ProjectUri);
        Assert.Contains("Linux", (IEnumerable<string>)manifest.Tags);
    }

    [Fact]
    public void Every_package_that_is_shipped_is_named_in_the_notices_with_its_version()
    {
        // The tests of the server hold its own part against what it ships.
        var notices = File.ReadAllLines(Path.Combine(packages.Module, "THIRD-PARTY-NOTICES.txt"))
            .TakeWhile(line => !line.StartsWith("In the server", StringComparison.Ordinal));
        string[] shipped =
        [
            .. PackagesOf(Path.Combine(packages.Copy, "src/MlDash.Cmdlets/bin/Release/net8.0/MlDash.Cmdlets.deps.json")),
            .. Packages.Platforms.SelectMany(platform => PackagesOf(Path.Combine(packages.Tool(platform), "mldash.deps.json"))),
        ];

        Assert.Contains(shipped, package => package.StartsWith("Parquet.Net ", StringComparison.Ordinal));
        Assert.Equal(
            shipped.Distinct().Order(), notices.Where(line => line.EndsWith(')') && line[0] != ' ').Select(line => line.Split(" (")[0]).Distinct().Order());
    }

    [Fact]
    public void The_packed_module_imports_in_a_clean_process_and_records()
    {
        Assert.DoesNotContain(AppDomain.CurrentDomain.GetAssemblies(), assembly => assembly.GetName().Name!.StartsWith("MlDash.C", StringComparison.Ordinal));
        using var engine = new Engine();

        var found = engine.Run(
            """
            param($Manifest, $Root)
            Import-Module $Manifest
            Invoke-MlDashExperiment packed -Root $Root { Add-MlDashMetric train @{ loss = 0.5 } }
            Get-MlDashExperiment packed -Root $Root | Get-MlDashMetric train -Points
            """,
            Path.Combine(packages.Module, "MlDash.psd1"),
            packages.NewFolder());

        Assert.Equal(0.5, Assert.Single(found).Properties["loss"].Value);
    }

    [Fact]
    public async Task Mldash_installs_as_a_tool_and_records_with_the_module_it_brings()
    {
        var (tools, work) = (packages.NewFolder(), packages.NewFolder());
        await Packages.RunAsync(work, "dotnet", "tool", "install", "mldash.tool", "--tool-path", tools, "--source", Path.Combine(packages.Copy, "packages"));
        var program = Path.Combine(tools, OperatingSystem.IsWindows() ? "mldash.exe" : "mldash");

        var output = await Packages.RunAsync(
            work,
            program,
            "-NoProfile",
            "-Command",
            "Invoke-MlDashExperiment packed { Write-MlDashLog hello }; (Get-MlDashExperiment | Get-MlDashLog).Message");

        Assert.Equal("hello", output.Trim());
    }

    [GeneratedRegex(@"^runtime\.[a-z]+(-[a-z0-9]+)+\.")]
    private static partial Regex OfAPlatform();

    private static string[] FilesOf(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    /// <summary>Name and version of the packages whose files a program needs at run time; what is there once a platform counts once.</summary>
    private static IEnumerable<string> PackagesOf(string dependencies)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(dependencies));
        foreach (var library in document.RootElement.GetProperty("libraries").EnumerateObject())
        {
            if (library.Value.GetProperty("type").GetString() == "package")
                yield return OfAPlatform().Replace(library.Name.Replace('/', ' '), string.Empty);
        }
    }
}
