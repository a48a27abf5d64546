using System.Runtime.InteropServices;
using Xunit;

namespace MlDash.Shell.Tests;

/// <summary>mldash run as a program: it is PowerShell, with the module there.</summary>
public sealed partial class ShellTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-shell-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("exit 0", 0)]
    [InlineData("'fine'", 0)]
    [InlineData("throw 'x'", 1)]
    [InlineData("[1", 1)]
    [InlineData("Import-Module no-such-module", 1)]
    [InlineData("Import-Module no-such-module; 'fine'", 0)]
    public async Task A_command_ends_with_the_code_pwsh_gives(string command, int expected) =>
        Assert.Equal(expected, (await RunAsync("-Command", command)).Code);

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("Import-Module no-such-module", 0)]
    [InlineData("throw 'x'", 1)]
    [InlineData("sh -c 'exit 4'; \"last $LASTEXITCODE\"", 0)]
    public async Task A_file_ends_with_the_code_pwsh_gives(string script, int expected) =>
        Assert.Equal(expected, (await RunAsync("-File", Script(script))).Code);

    [Fact]
    public async Task A_missing_file_and_a_bad_command_line_are_64()
    {
        Assert.Equal(64, (await RunAsync("-File", Path.Combine(_folder, "none.ps1"))).Code);
        Assert.Equal(64, (await RunAsync("-Nonsense")).Code);
        Assert.Equal(64, (await RunAsync("-File")).Code);
    }

    [Fact]
    public async Task A_time_of_a_command_is_taken_in_a_new_shell_too()
    {
        var root = Path.Combine(_folder, "root");
        var command = $"$e = Start-MlDashExperiment run -Root '{root}'; Add-MlDashMetric train @{{ loss = 0.5 }}; $e | Complete-MlDashExperiment";
        Assert.Equal((string.Empty, 0), ErrorOf(await RunAsync("-Command", command)));

        var read = $"(Get-MlDashExperiment run -Root '{root}' | Get-MlDashMetric train -Points -Since (Get-Date -Year 2020)).Count";
        var (output, error, code) = await RunAsync("-Command", read);
        Assert.Equal(("1", string.Empty, 0), (output.Trim(), error.Trim(), code));

        static (string Error, int Code) ErrorOf((string Output, string Error, int Code) run) => (run.Error.Trim(), run.Code);
    }

    [Fact]
    public async Task Streams_go_where_pwsh_sends_them()
    {
        var script = Script("""
            'output'
            Write-MlDashLog 'nothing' -ErrorAction SilentlyContinue
            Write-Warning 'careful'
            Write-Verbose 'in detail' -Verbose
            Write-Host 'from the host'
            Write-Error 'it is broken'
            """);
        var (output, error, _) = await RunAsync("-File", script);

        Assert.Contains("output", output, StringComparison.Ordinal);
        Assert.Contains("WARNING: careful", output, StringComparison.Ordinal);
        Assert.Contains("VERBOSE: in detail", output, StringComparison.Ordinal);
        Assert.Contains("from the host", output, StringComparison.Ordinal);
        Assert.Contains("it is broken", error, StringComparison.Ordinal);
        Assert.DoesNotContain("it is broken", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_are_bound_by_name_and_position()
    {
        var script = Script("""
            param([string] $Name, [int] $Count, [switch] $On, [switch] $Off)
            "$Name|$Count|$On|$Off|$PSScriptRoot|$PSCommandPath"
            """);
        var (output, _, _) = await RunAsync("-File", script, "-Name", "a b", "-On", "-Off:$false", "5");

        Assert.Equal($"a b|5|True|False|{_folder}|{script}", output.Trim());
    }

    [Theory]
    [InlineData("-Command")]
    [InlineData("-File")]
    public async Task A_script_on_standard_input_runs(string parameter)
    {
        var (output, _, code) = await Mldash.RunAsync(["-NoProfile", parameter, "-"], "'from ' + 'stdin'\nexit 5\n");

        Assert.Contains("from stdin", output, StringComparison.Ordinal);
        Assert.Equal(5, code);
    }

    [Fact]
    public async Task The_commands_of_PowerShell_are_there_without_a_profile()
    {
        var (output, _, code) = await RunAsync("-NoProfile", "-Command", "1..3 | Select-Object -First 2; exit 3");

        Assert.Equal(["1", "2"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(3, code);
    }

    [Fact]
    public async Task Types_compile_against_the_reference_assemblies_beside_the_program()
    {
        var (output, error, _) = await RunAsync(
            "-NoProfile", "-Command", "Add-Type 'public static class Six { public static int Of(System.Uri any) => 6; }'; [Six]::Of('http://a')");

        Assert.Equal(("6", string.Empty), (output.Trim(), error));
    }

    [Fact]
    public async Task The_module_is_imported_at_the_start_with_its_drive()
    {
        var (output, _, _) = await RunAsync("-Command", "(Get-Module).Name -contains 'MlDash'; (Get-PSDrive MlDash).Provider.Name");

        Assert.Equal(["True", "MlDash"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Without_a_profile_the_first_cmdlet_loads_the_module_and_other_modules_take_its_objects()
    {
        var (output, error, _) = await RunAsync("-NoProfile", "-Command", $"""
            (Get-Module).Name -contains 'MlDash'
            $null = Start-MlDashExperiment loaded -Root '{_folder}' -Tag a, b
            Complete-MlDashExperiment
            Get-MlDashExperiment -Root '{_folder}' | Select-Object Prefix, Tags | ConvertTo-Json -Compress
            """);

        Assert.Equal(["False", """{"Prefix":"loaded","Tags":["a","b"]}"""], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(string.Empty, error);
    }

    [Fact]
    public async Task Neither_its_starts_are_counted_nor_its_updates_looked_for()
    {
        var (output, _, _) = await RunAsync("-NoProfile", "-Command", "\"$env:POWERSHELL_TELEMETRY_OPTOUT $env:POWERSHELL_UPDATECHECK\"");

        Assert.Equal("1 Off", output.Trim());
    }

    [Fact]
    public async Task Objects_are_shown_through_the_views_of_the_module()
    {
        var (output, _, _) = await RunAsync(
            "-Command",
            $"$null = Start-MlDashExperiment shown -Root '{_folder}' -Tags a, b; Complete-MlDashExperiment; Get-MlDashExperiment -Root '{_folder}' | Out-String -Width 120");

        Assert.Matches(@"Prefix\s+Status\s+Started\s+Duration\s+Tags", output);
        Assert.Matches(@"shown\s+Completed\s+.*a, b", output);
    }

    [Fact]
    public async Task Questions_nobody_can_answer_fail_with_a_reason()
    {
        var (_, error, code) = await RunAsync(
            "-NonInteractive", "-Command", $"$e = Start-MlDashExperiment asked -Root '{_folder}'; Complete-MlDashExperiment; $e | Remove-MlDashExperiment");

        Assert.Contains("NonInteractive mode", error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal(1, code);
        Assert.True(Directory.Exists(Path.Combine(_folder, "asked")));
    }

    /// <summary>As in pwsh, Ctrl-C stops the pipeline and <c>finally</c> runs; SIGTERM and SIGHUP end the process where it stands.</summary>
    [Theory]
    [InlineData(2, 0, true)]
    [InlineData(15, 143, false)]
    [InlineData(1, 129, false)]
    public async Task A_signal_cancels_the_experiment_and_what_is_recorded_is_kept(int signal, int expected, bool cleansUp)
    {
        var script = Script($$"""
            Invoke-MlDashExperiment stopped -Root '{{_folder}}' {
                try {
                    1..100 | ForEach-Object { Add-MlDashMetric train @{ step = $_ } }
                    'ready'
                    Start-Sleep 100
                }
                finally { [Console]::Out.WriteLine('finally') }
            }
            """);
        using var process = Mldash.Start(["-File", script]);
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && line != "ready")
            Assert.NotEqual("finally", line);
        Assert.Equal(0, Kill(process.Id, signal));
        var rest = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(cleansUp, rest.Contains("finally", StringComparison.Ordinal));
        Assert.Equal(expected, process.ExitCode);
        var (output, _, _) = await RunAsync(
            "-Command", $"$e = Get-MlDashExperiment stopped -Root '{_folder}'; \"$($e.Status) $(($e | Get-MlDashMetric train).TotalPoints)\"");
        Assert.Equal("Cancelled 100", output.Trim());
    }

    private string Script(string text)
    {
        var path = Path.Combine(_folder, "script.ps1");
        File.WriteAllText(path, text);
        return path;
    }

    private static Task<(string Output, string Error, int Code)> RunAsync(params string[] arguments) => Mldash.RunAsync(arguments);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
