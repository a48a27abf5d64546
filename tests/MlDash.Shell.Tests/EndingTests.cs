using System.Runtime.InteropServices;
using System.Text.Json;
using Xunit;

namespace MlDash.Shell.Tests;

/// <summary>
/// What an experiment that a script leaves open ends as. Every shell here starts without a profile, so it is PowerShell as it comes, and the module gets no
/// help of its host.
/// </summary>
public sealed partial class EndingTests : IDisposable
{
    private const string Path404 = "Cannot find path '/nope' because it does not exist.";

    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-ending-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Write-MlDashLog 'queued'", 0, "COMPLETED")]
    [InlineData("exit 0", 0, "COMPLETED")]
    [InlineData("exit 1", 1, "FAILED", "exit 1")]
    [InlineData("exit 5", 5, "FAILED", "exit 5")]
    [InlineData("throw 'bad end'", 1, "FAILED", "bad end")]
    [InlineData("throw \"two`nlines\"", 1, "FAILED", "two lines")]
    [InlineData("Get-Item /nope -ErrorAction Stop", 1, "FAILED", Path404)]
    [InlineData("$ErrorActionPreference = 'Stop'; Get-Item /nope", 1, "FAILED", Path404)]
    [InlineData("Get-Item /nope", 0, "COMPLETED")]
    [InlineData("Get-Item /nope -ErrorAction SilentlyContinue", 0, "COMPLETED")]
    [InlineData("try { Get-Item /nope -ErrorAction Stop } catch { }", 0, "COMPLETED")]
    [InlineData("try { throw 'caught' } catch { }; exit 1", 1, "FAILED", "exit 1")]
    [InlineData("& (Get-Process -Id $PID).Path $PWD/no-such.dll 2>&1 | Out-Null", 0, "COMPLETED")]
    [InlineData("& (Get-Process -Id $PID).Path $PWD/no-such.dll 2>&1 | Out-Null; exit $LASTEXITCODE", null, "FAILED", "exit *")]
    [InlineData("Set-Content inner.ps1 'exit 3'; ./inner.ps1", 0, "COMPLETED")]
    [InlineData("Set-Content inner.ps1 'throw 4'; ./inner.ps1", 1, "FAILED", "4")]
    [InlineData("[Environment]::Exit(7)", 7, "FAILED", "exit 7")]
    [InlineData("[Environment]::Exit(0)", 0, "COMPLETED")]
    [InlineData("$Host.SetShouldExit(4)", 4, "FAILED", "exit 4")]
    public async Task A_script_ends_its_experiment_as_it_ends_itself(string end, int? code, string status, string? error = null)
    {
        var script = Path.Combine(_folder, "script.ps1");
        await File.WriteAllTextAsync(script, Start() + end, TestContext.Current.CancellationToken);

        await AssertEndAsync(["-NoProfile", "-File", script], string.Empty, code, status, error);
    }

    [Theory]
    [InlineData("exit 5", 5, "FAILED", "exit 5")]
    [InlineData("throw 'bad end'", 1, "FAILED", "bad end")]
    [InlineData("Get-Item /nope -ErrorAction SilentlyContinue; 'fine'", 0, "COMPLETED")]
    [InlineData("Get-Item /nope", 1, "FAILED", "exit 1")]
    public Task A_command_ends_its_experiment_as_it_ends_itself(string end, int code, string status, string? error = null) =>
        AssertEndAsync(["-NoProfile", "-Command", Start() + end], string.Empty, code, status, error);

    [Theory]
    [InlineData("'fine'", 0, "COMPLETED")]
    [InlineData("exit 5", 5, "FAILED", "exit 5")]
    [InlineData("try { throw 'caught' } catch { }; 'fine'", 0, "COMPLETED")]
    [InlineData("throw 'bad end'", 1, "FAILED", "exit 1")]
    public Task A_script_on_standard_input_ends_its_experiment_as_it_ends_itself(string end, int code, string status, string? error = null) =>
        AssertEndAsync(["-NoProfile", "-Command", "-"], Start() + end + "\n", code, status, error);

    /// <summary>After Ctrl-C pwsh ends with 0.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(15)]
    [InlineData(1)]
    public async Task A_script_that_is_stopped_leaves_a_cancelled_experiment(int signal)
    {
        using var process = Mldash.Start(
            ["-NoProfile", "-Command", Start() + "try { 'ready'; Start-Sleep 100 } finally { Write-MlDashLog 'cleaning up' }"], _folder);
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, Kill(process.Id, signal));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("CANCELLED", null), Stored("left"));
    }

    /// <summary>These have no process of their own: the pipeline tells.</summary>
    [Fact]
    public async Task Work_in_a_runspace_of_its_own_ends_its_experiment_as_it_ends_itself()
    {
        var script = Path.Combine(_folder, "script.ps1");
        await File.WriteAllTextAsync(
            script,
            """
            $ends = [ordered]@{
                fine = '1'
                thrown = 'throw "bad end"'
                stopped = 'Get-Item /nope -ErrorAction Stop'
                caught = 'try { throw "caught" } catch { }'
                silenced = 'Get-Item /nope -ErrorAction SilentlyContinue'
            }
            foreach ($name in $ends.Keys) {
                $work = '$null = Start-MlDashExperiment {0}/' + $name + ' -Root .; Add-MlDashMetric m @{ a = 1 }; ' + $ends[$name]
                $shell = [powershell]::Create().AddScript($work.Replace('{0}', 'hosted'))
                try { $shell.Invoke() } catch { }
                $shell.Runspace.Dispose()
                1 | ForEach-Object -UseNewRunspace -Parallel ([scriptblock]::Create($work.Replace('{0}', 'parallel')))
            }
            """,
            TestContext.Current.CancellationToken);
        await Mldash.RunAsync(["-NoProfile", "-File", script], folder: _folder);

        Assert.All(["hosted", "parallel"], Check);

        void Check(string kind)
        {
            Assert.Equal(("COMPLETED", null), Stored($"{kind}/fine"));
            Assert.Equal(("FAILED", "bad end"), Stored($"{kind}/thrown"));
            Assert.Equal(("FAILED", Path404), Stored($"{kind}/stopped"));
            Assert.Equal(("COMPLETED", null), Stored($"{kind}/caught"));
            Assert.Equal(("COMPLETED", null), Stored($"{kind}/silenced"));
        }
    }

    private static string Start() => "$null = Start-MlDashExperiment left -Root .; Add-MlDashMetric train @{ loss = 0.5 }\n";

    private async Task AssertEndAsync(string[] arguments, string input, int? code, string status, string? error)
    {
        var run = await Mldash.RunAsync(arguments, input, _folder);

        if (code is not null)
            Assert.Equal(code, run.Code);
        var stored = Stored("left");
        Assert.Equal(status, stored.Status);
        if (error == "exit *")
            Assert.Equal($"exit {run.Code}", stored.Error);
        else
            Assert.Equal(error, stored.Error);
        var points = Assert.Single(Directory.GetFiles(_folder, "data.jsonl", SearchOption.AllDirectories));
        Assert.Contains("0.5", await File.ReadAllTextAsync(points, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private (string? Status, string? Error) Stored(string prefix)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, prefix, "experiment.json")));
        return (document.RootElement.GetProperty("status").GetString(),
            document.RootElement.TryGetProperty("error", out var error) ? error.GetString() : null);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
