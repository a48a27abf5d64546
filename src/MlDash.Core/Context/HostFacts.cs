using System.Collections.Specialized;
using System.Runtime.InteropServices;

namespace MlDash.Context;

/// <summary>The details of this machine.</summary>
internal static class HostFacts
{
    private static readonly Lazy<string[]> _graphics = new(() => GraphicsNames.Find());

    /// <summary>The facts as metadata; what cannot be found out is left out.</summary>
    /// <param name="powerShell">The version of PowerShell, which only its caller knows; null when there is none.</param>
    public static OrderedDictionary Find(string? powerShell)
    {
        var facts = new OrderedDictionary
        {
            ["machine"] = Environment.MachineName,
            ["os"] = RuntimeInformation.OSDescription,
            ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
            ["dotnet"] = Environment.Version.ToString(),
            ["cores"] = Environment.ProcessorCount,
            // In a container this is the limit of the container.
            ["memory"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        };
        if (powerShell is not null)
            facts.Insert(2, "powershell", powerShell);
        if (_graphics.Value is { Length: > 0 } graphics)
            // A text: a list would lie deeper than what JSON shows of an experiment by itself.
            facts["gpus"] = string.Join(", ", graphics);
        return facts;
    }
}
