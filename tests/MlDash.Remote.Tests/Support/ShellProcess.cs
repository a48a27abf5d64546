using System.Diagnostics;
using System.Reflection;

namespace MlDash.Remote.Tests;

/// <summary>
/// A user's script in a process of its own: it records points to a server and says how many are on the disk. It knows, since a read writes first what is
/// queued.
/// </summary>
internal sealed class ShellProcess : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;

    private ShellProcess(Process process) => _process = process;

    public static ShellProcess Record(Scene scene, string prefix, int points = 1_000_000, Uri? server = null)
    {
        var script = Path.Combine(scene.Folder, $"record-{Guid.NewGuid():N}.ps1");
        File.WriteAllText(script, $$"""
            $ErrorActionPreference = 'Stop'
            Import-Module MlDash
            $null = Start-MlDashExperiment {{prefix}} -Project project -Remote {{server ?? scene.Url}} -UserName alice -Unbuffered:$false
            for ($i = 0; $i -lt {{points}}; $i++) {
                Add-MlDashMetric train @{ step = $i }
                if ($i % 100 -eq 99) { $null = Get-MlDashMetric train -Last 1; [Console]::Out.WriteLine($i + 1) }
            }
            Complete-MlDashExperiment
            """);
        return Start(scene, script);
    }

    /// <summary>A script of <c>examples/</c>, recording to the scene's server.</summary>
    public static ShellProcess Example(Scene scene, string name) =>
        Start(scene, Path.Combine(Metadata("Repository"), "examples", name), "-Remote", scene.Url.ToString(), "-UserName", "alice");

    private static ShellProcess Start(Scene scene, string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Metadata("Shell"), "-File", script, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = scene.Folder,
        };
        start.Environment["PSModulePath"] = Path.Combine(Metadata("Repository"), "out");
        start.Environment["NO_COLOR"] = "1";
        start.Environment["CI"] = "false";
        start.Environment["ML_DASH_HOME"] = Environment.GetEnvironmentVariable("ML_DASH_HOME");
        // Examples do the same on a build server.
        start.Environment["CI"] = "false";
        return new ShellProcess(Process.Start(start)!);
    }

    /// <summary>Waits until the script says that so many points are on the disk.</summary>
    public async Task<int> ReadAtLeastAsync(int points)
    {
        using var limit = new CancellationTokenSource(_patience);
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (int.Parse(line) is var said && said >= points)
                return said;
        }

        throw new InvalidOperationException($"The script ended early: {await _process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Waits until the script has ended well. Answers what it showed.</summary>
    public async Task<string> WaitAsync()
    {
        using var limit = new CancellationTokenSource(_patience);
        var output = _process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = await _process.StandardError.ReadToEndAsync(limit.Token);
        await _process.WaitForExitAsync(limit.Token);
        Assert.Equal((0, string.Empty), (_process.ExitCode, errors.Trim()));
        return await output;
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    private static string Metadata(string key) =>
        typeof(ShellProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
