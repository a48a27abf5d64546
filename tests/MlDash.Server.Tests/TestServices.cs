using System.Reflection;

namespace MlDash.Server.Tests;

/// <summary>The scripts that start the engines of tests.</summary>
internal static class TestServices
{
    public static string Folder => Path.Combine(
        typeof(TestServices).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Repository").Value!, "tests", "services");
}
