using Xunit;

namespace MlDash.Shell.Tests;

/// <summary>mldash without arguments, at a terminal: a shell, with the keys a user knows.</summary>
public sealed class PromptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-prompt-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_runs_lines_and_ends_with_the_code_of_exit()
    {
        using var terminal = await Terminal.StartAsync();

        await terminal.TypeAsync("'the answer ' + (40 + 2)", "Enter");
        await terminal.WaitForAsync("the answer 42");
        await terminal.TypeAsync("exit 7", "Enter");
        await terminal.WaitForAsync("ended with 7");
    }

    [Fact]
    public async Task The_tab_key_completes_the_prefix_of_an_experiment()
    {
        await Mldash.RunAsync(["-Command", $"Invoke-MlDashExperiment vision/first-run -Root '{_folder}' {{ }}"]);
        using var terminal = await Terminal.StartAsync();

        await terminal.TypeAsync($"(Get-MlDashExperiment -Root '{_folder}' vi", "Tab");
        await terminal.WaitForAsync("vision/");
        await terminal.TypeAsync("Tab");
        await terminal.WaitForAsync("vision/first-run");
        await terminal.TypeAsync(").Status", "Enter");
        await terminal.WaitForAsync("Completed");
    }

    [Fact]
    public async Task A_line_is_changed_and_recalled()
    {
        using var terminal = await Terminal.StartAsync();

        await terminal.TypeAsync("'one' + 'to'", "Left", "Left", "w", "Enter");
        await terminal.WaitForAsync("onetwo");
        await terminal.TypeAsync("Up", " + 'three'", "Enter");
        await terminal.WaitForAsync("onetwothree");
    }
}
