using System.Runtime.InteropServices;
using Xunit;

namespace MlDash.Shell.Tests;

/// <summary>mldash run as a program: exit codes, streams, arguments and signals as pwsh has them.</summary>
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
    [InlineData("/bin/sh -c 'exit 4'; \"last $LASTEXITCODE\"", 0)]
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
    public async Task Streams_go_where_pwsh_sends_them()
    {
        var script = Script("""
            'output'
            Write-MlDashLog 'nothing' -ErrorAction SilentlyContinue
            $VerbosePreference = 'Continue'
            $ExecutionContext.InvokeCommand.InvokeScript('[void]0')
            $Host.UI.WriteWarningLine('careful')
            $Host.UI.WriteVerboseLine('in detail')
            $Host.UI.WriteLine('from the host')
            Import-Module no-such-module
            """);
        var (output, error, _) = await RunAsync("-File", script);

        Assert.Contains("output", output, StringComparison.Ordinal);
        Assert.Contains("WARNING: careful", output, StringComparison.Ordinal);
        Assert.Contains("VERBOSE: in detail", output, StringComparison.Ordinal);
        Assert.Contains("from the host", output, StringComparison.Ordinal);
        Assert.Contains("no-such-module", error, StringComparison.Ordinal);
        Assert.DoesNotContain("no-such-module", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[", output, StringComparison.Ordinal);
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

    [Fact]
    public async Task A_script_on_standard_input_runs()
    {
        var (output, _, code) = await RunAsync([], "'from stdin'; exit 5");

        Assert.Equal("from stdin", output.Trim());
        Assert.Equal(5, code);
    }

    [Fact]
    public async Task Objects_are_shown_through_the_views_of_the_module()
    {
        var (output, _, _) = await RunAsync("-Command", $"$null = Start-MlDashExperiment shown -Root '{_folder}' -Tags a, b; Complete-MlDashExperiment; Get-MlDashExperiment -Root '{_folder}'");

        Assert.Matches(@"Prefix\s+Status\s+Started\s+Duration\s+Tags", output);
        Assert.Matches(@"shown\s+Completed\s+.*a, b", output);
    }

    [Fact]
    public async Task Questions_nobody_can_answer_fail_with_a_reason()
    {
        var (_, error, code) = await RunAsync("-Command", $"$e = Start-MlDashExperiment asked -Root '{_folder}'; Complete-MlDashExperiment; $e | Remove-MlDashExperiment");

        Assert.Contains("nobody to answer", error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal(1, code);
        Assert.True(Directory.Exists(Path.Combine(_folder, "asked")));
    }

    [Theory]
    [InlineData(2, 130)]
    [InlineData(15, 143)]
    public async Task A_signal_stops_the_pipeline_and_what_is_recorded_is_kept(int signal, int expected)
    {
        var script = Script($$"""
            Invoke-MlDashExperiment stopped -Root '{{_folder}}' {
                try {
                    foreach ($i in 1..100) { Add-MlDashMetric train @{ step = $i } }
                    [Console]::Out.WriteLine('ready')
                    while ($true) { [Threading.Thread]::Sleep(20) }
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

        Assert.Contains("finally", rest, StringComparison.Ordinal);
        Assert.Equal(expected, process.ExitCode);
        var (output, _, _) = await RunAsync("-Command", $"$e = Get-MlDashExperiment stopped -Root '{_folder}'; \"$($e.Status) $(($e | Get-MlDashMetric train).TotalPoints)\"");
        Assert.Equal("Cancelled 100", output.Trim());
    }

    [Theory]
    [InlineData("Write-MlDashLog 'queued'", "Completed")]
    [InlineData("Write-MlDashLog 'queued'; exit 0", "Completed")]
    [InlineData("Write-MlDashLog 'queued'; throw 'bad end'", "Failed")]
    public async Task A_script_that_ends_without_completing_loses_nothing(string end, string status)
    {
        await RunAsync("-File", Script($"$null = Start-MlDashExperiment left -Root '{_folder}'; {end}"));
        var (output, _, _) = await RunAsync("-Command", $"$e = Get-MlDashExperiment left -Root '{_folder}'; \"$($e.Status) $(($e | Get-MlDashLog).Message)\"");

        Assert.Equal($"{status} queued", output.Trim());
    }

    private string Script(string text)
    {
        var path = Path.Combine(_folder, "script.ps1");
        File.WriteAllText(path, text);
        return path;
    }

    private static Task<(string Output, string Error, int Code)> RunAsync(params string[] arguments) => RunAsync(arguments, string.Empty);

    private static async Task<(string Output, string Error, int Code)> RunAsync(string[] arguments, string input)
    {
        using var process = Mldash.Start(arguments);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (output, await error, process.ExitCode);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
