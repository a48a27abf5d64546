using System.Reflection;
using System.Runtime.CompilerServices;
using PublicApiGenerator;

namespace MlDash.Tests.PublicApi;

/// <summary>
/// <c>MlDash.Core.txt</c> beside this file is what other assemblies see of Core, so that a change of it is seen in a review. To write it anew, run this class
/// with <c>MLDASH_UPDATE_API=1</c>.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly string _file = Path.Combine(
        typeof(PublicApiTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Project").Value!,
        "PublicApi",
        "MlDash.Core.txt");

    /// <summary>Attributes of the assembly name its build, and those of iterators a type that the compiler numbers: neither is surface.</summary>
    private static readonly ApiGeneratorOptions _options = new()
    {
        IncludeAssemblyAttributes = false,
        ExcludeAttributes = [typeof(AsyncIteratorStateMachineAttribute).FullName!, typeof(IteratorStateMachineAttribute).FullName!],
    };

    [Fact]
    public void The_committed_text_is_the_public_surface_of_Core()
    {
        var found = SurfaceOf(typeof(Experiment).Assembly);
        if (Environment.GetEnvironmentVariable("MLDASH_UPDATE_API") == "1")
            File.WriteAllText(_file, found);
        var approved = File.Exists(_file) ? File.ReadAllText(_file) : "";

        Assert.True(
            found == approved,
            $"""
            The public surface of MlDash.Core is not that of tests/MlDash.Core.Tests/PublicApi/MlDash.Core.txt.
            Only committed:
            {LinesOnlyIn(approved, found)}
            Only found:
            {LinesOnlyIn(found, approved)}
            If the change is meant, run this class with MLDASH_UPDATE_API=1 and commit the file:
            MLDASH_UPDATE_API=1 dotnet tests/MlDash.Core.Tests/bin/Debug/net10.0/MlDash.Core.Tests.dll -class '*.PublicApiTests'
            """);
    }

    private static string SurfaceOf(Assembly assembly) => assembly.GeneratePublicApi(_options).ReplaceLineEndings("\n").TrimEnd() + "\n";

    private static string LinesOnlyIn(string one, string other) => string.Join('\n', one.Split('\n').Except(other.Split('\n')).Take(20));
}
