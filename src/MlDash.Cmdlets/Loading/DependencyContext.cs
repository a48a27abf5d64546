using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace MlDash.Cmdlets.Loading;

/// <summary>
/// The private room in which MlDash.Core, MlDash.Dashboard, MlDash.Import, MlDash.Protocol and their packages live, so that a session may hold any other
/// version of the same libraries.
/// </summary>
internal sealed class DependencyContext : AssemblyLoadContext
{
    private static readonly string _folder = Path.Combine(Path.GetDirectoryName(typeof(DependencyContext).Assembly.Location)!, "Dependencies");
    private static readonly DependencyContext _instance = new();

    private DependencyContext()
        : base("MlDash")
    {
    }

    /// <summary>Answers the default context for the assemblies the cmdlets refer to; everything else is not ours to give.</summary>
    public static Assembly? ResolveCore(AssemblyLoadContext context, AssemblyName name) =>
        name.Name is "MlDash.Core" or "MlDash.Dashboard" or "MlDash.Import" or "MlDash.Protocol" ? _instance.LoadFromAssemblyName(name) : null;

    /// <summary>A library of a package, made for this system.</summary>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        var folder = Path.Combine(_folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        string[] names = OperatingSystem.IsWindows() ? [$"{unmanagedDllName}.dll"]
            : OperatingSystem.IsMacOS() ? [$"lib{unmanagedDllName}.dylib", $"{unmanagedDllName}.dylib"]
            : [$"lib{unmanagedDllName}.so", $"{unmanagedDllName}.so"];
        return names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } file ? LoadUnmanagedDllFromPath(file) : 0;
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var file = Path.Combine(_folder, assemblyName.Name + ".dll");
        return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }
}
