using System.Runtime.Versioning;
using Microsoft.Win32;

namespace MlDash.Context;

/// <summary>Names of the graphics processors of this machine, from what the system keeps of them; no driver is loaded and no program started.</summary>
internal static class GraphicsNames
{
    private const int Most = 64;
    private const string AdaptersKey = @"SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}";

    private static readonly Dictionary<string, string> _makers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["0x1002"] = "AMD",
        ["0x10de"] = "NVIDIA",
        ["0x8086"] = "Intel",
    };

    /// <summary>The names; none when there is no processor, or the system does not say.</summary>
    /// <param name="root">The root folder of a Linux system.</param>
    public static string[] Find(string root = "/")
    {
        try
        {
            return OperatingSystem.IsWindows() ? OnWindows() : OnLinux(root);
        }
        catch (Exception fault) when (BoundedFile.IsUnreadable(fault) || fault is System.Security.SecurityException)
        {
            return [];
        }
    }

    private static string[] OnLinux(string root)
    {
        var nvidia = Folders(Path.Combine(root, "proc/driver/nvidia/gpus"), "*").Select(folder => Line(Path.Combine(folder, "information"), "Model:"));
        // Cards of NVIDIA are named better by its driver.
        var hasDriver = Directory.Exists(Path.Combine(root, "proc/driver/nvidia/gpus"));
        var others = Folders(Path.Combine(root, "sys/class/drm"), "card*")
            .Where(card => !Path.GetFileName(card).Contains('-', StringComparison.Ordinal))
            .Select(card => NameOfCard(Path.Combine(card, "device"), hasDriver));
        return [.. nvidia.Concat(others).OfType<string>().Where(name => name.Length > 0)];
    }

    private static string? NameOfCard(string device, bool hasNvidiaDriver)
    {
        var maker = Text(Path.Combine(device, "vendor"));
        if (maker is null || !_makers.TryGetValue(maker, out var name) || (name == "NVIDIA" && hasNvidiaDriver))
            return null;
        return Text(Path.Combine(device, "product_name")) is { Length: > 0 } product ? product : $"{name} {Text(Path.Combine(device, "device"))}".TrimEnd();
    }

    [SupportedOSPlatform("windows")]
    private static string[] OnWindows()
    {
        using var adapters = Registry.LocalMachine.OpenSubKey(AdaptersKey);
        var names = new List<string>();
        foreach (var number in (adapters?.GetSubKeyNames() ?? []).Where(name => name.All(char.IsAsciiDigit)).Take(Most))
        {
            using var adapter = adapters!.OpenSubKey(number);
            if (adapter?.GetValue("DriverDesc") is string { Length: > 0 } name)
                names.Add(name);
        }

        return [.. names];
    }

    private static IEnumerable<string> Folders(string path, string pattern) =>
        Directory.Exists(path) ? Directory.EnumerateDirectories(path, pattern).Order(StringComparer.Ordinal).Take(Most) : [];

    private static string? Line(string path, string start) =>
        Text(path)?.Split('\n').FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal))?[start.Length..].Trim();

    /// <summary>The beginning of a file of the kernel, which has no length.</summary>
    private static string? Text(string path)
    {
        if (!File.Exists(path))
            return null;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var bytes = new byte[4096];
        return System.Text.Encoding.UTF8.GetString(bytes, 0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)).Trim();
    }
}
