using System.Reflection;
using MlDash.HelpBuilder.Commands;

namespace MlDash.HelpBuilder.Tests;

/// <summary>Where things lie, and the module as the engine sees it, which is asked once.</summary>
internal static class Settings
{
    private static readonly Lazy<ModuleDescription> _read = new(() => ModuleReader.Read(Module));

    public static string Module => Of("Module");

    public static string Repository => Of("Repository");

    public static string Pages => Of("Pages");

    public static string ServerScript => Of("ServerScript");

    public static ModuleDescription Description => _read.Value;

    private static string Of(string key) =>
        typeof(Settings).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
