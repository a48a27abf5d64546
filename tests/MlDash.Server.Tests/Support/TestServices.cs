using System.Reflection;

namespace MlDash.Server.Tests;

/// <summary>Where this repository lies, and in it the scripts that start the engines of tests.</summary>
internal static class TestServices
{
    public static string Repository { get; } =
        typeof(TestServices).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Repository").Value!;

    public static string Folder => Path.Combine(Repository, "tests", "services");
}
