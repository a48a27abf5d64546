using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MlDash.Tests.Support;

/// <summary>What a process asked of the disk, as <c>strace</c> saw it: files and folders that were synced, names that were changed.</summary>
internal sealed partial class SystemTrace
{
    private readonly List<(string Call, string Path, string? To)> _calls = [];

    private SystemTrace(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            if (Sync().Match(line) is { Success: true } sync)
                _calls.Add(("sync", sync.Groups[1].Value, null));
            else if (Rename().Match(line) is { Success: true } rename)
                _calls.Add(("rename", rename.Groups[1].Value, rename.Groups[2].Value));
        }
    }

    /// <summary>Runs a program under the trace.</summary>
    public static async Task<SystemTrace> RunAsync(string output, params string[] command)
    {
        await EnsureAsync();
        await CheckedAsync("strace", ["-f", "-y", "-e", "trace=fsync,fdatasync,rename,renameat,renameat2", "-o", output, .. command]);
        return new SystemTrace(await File.ReadAllLinesAsync(output));
    }

    /// <summary>Whether bytes and name of a file were on the disk when a name was changed to <paramref name="mark"/>.</summary>
    public bool IsSynced(string path, string mark)
    {
        var before = Before(mark);
        var named = before.FindLastIndex(call => call.To == path);
        var bytes = named < 0 ? before.Exists(call => IsSync(call, path)) : before[..named].Exists(call => IsSync(call, before[named].Path));
        return bytes && before[Math.Max(named, 0)..].Exists(call => IsSync(call, Path.GetDirectoryName(path)!));
    }

    /// <summary>Whether the names in a folder were on the disk when a name was changed to <paramref name="mark"/>.</summary>
    public bool IsFolderSynced(string folder, string mark) => Before(mark).Exists(call => IsSync(call, Path.TrimEndingDirectorySeparator(folder)));

    private List<(string Call, string Path, string? To)> Before(string mark)
    {
        var end = _calls.FindIndex(call => call.To == mark);
        Assert.True(end >= 0, $"There is no '{mark}' in the trace.");
        return _calls[..end];
    }

    private static bool IsSync((string Call, string Path, string? To) call, string path) => call.Call == "sync" && call.Path == path;

    private static async Task EnsureAsync()
    {
        if (Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "strace"))))
            return;
        await CheckedAsync("apt-get", ["update", "-qq"]);
        await CheckedAsync("apt-get", ["install", "-y", "-qq", "strace"]);
    }

    private static async Task CheckedAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
    }

    [GeneratedRegex(@"f(?:data)?sync\(\d+<([^>]*)>")]
    private static partial Regex Sync();

    [GeneratedRegex(@"rename(?:at2?)?\((?:AT_FDCWD[^,]*, )?""([^""]*)"", (?:AT_FDCWD[^,]*, )?""([^""]*)""")]
    private static partial Regex Rename();
}
