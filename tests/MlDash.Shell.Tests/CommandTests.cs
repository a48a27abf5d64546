using System.Text.Json;
using Xunit;

namespace MlDash.Shell.Tests;

/// <summary>Programs that Invoke-MlDashCommand runs at a terminal: as if they ran alone.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-command-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_program_has_the_terminal_with_its_size_its_colors_and_its_redrawing()
    {
        using var terminal = await StartAsync();

        await TypeAsync(terminal, "-Prefix t/size -- dotnet $n size");
        await terminal.WaitForAsync("output True, error True, size 150x30");
        await TypeAsync(terminal, "-Prefix t/colors -- sh -c 'printf \"\\033[31mred\\033[0m\\n50%%\\r\"; read x; echo 100%'");
        await terminal.WaitForAsync("\n50%");
        Assert.Contains("\x1b[31mred", await terminal.ColorsAsync(), StringComparison.Ordinal);
        await terminal.TypeAsync("Enter");
        await terminal.WaitForAsync("100%");
        await WaitForPromptAsync(terminal);
        Assert.Equal(["red", "100%"], Logged("t/colors"));
    }

    [Fact]
    public async Task A_program_reads_the_keyboard_and_the_prompt_works_behind_it()
    {
        using var terminal = await StartAsync();

        await TypeAsync(terminal, "-Prefix t/keys -- sh -c 'echo waiting; while read x; do echo \"got $x\"; done; echo \"the end\"'");
        await terminal.WaitForAsync("\nwaiting");
        await terminal.TypeAsync("hello", "Enter");
        await terminal.WaitForAsync("got hello");
        await terminal.TypeAsync("C-d");
        await terminal.WaitForAsync("\nthe end");
        await WaitForPromptAsync(terminal);
        Assert.Equal(["waiting", "got hello", "the end"], Logged("t/keys"));
        Assert.Equal("COMPLETED", Status("t/keys"));
    }

    [Fact]
    public async Task Ctrl_C_reaches_the_program_which_tidies_up_and_the_experiment_is_cancelled()
    {
        using var terminal = await StartAsync();

        await TypeAsync(terminal, "-Prefix t/polite -- dotnet $n polite");
        await terminal.WaitForAsync("\nready");
        await terminal.TypeAsync("C-c");
        await terminal.WaitForAsync("tidied up");
        await WaitForPromptAsync(terminal);
        Assert.Equal(["ready", "tidied up"], Logged("t/polite"));
        Assert.Equal("CANCELLED", Status("t/polite"));
    }

    [Fact]
    public async Task A_program_that_ignores_Ctrl_C_is_killed_and_the_prompt_comes_back()
    {
        using var terminal = await StartAsync();

        await TypeAsync(terminal, "-Prefix t/deaf -- dotnet $n deaf");
        var screen = await terminal.WaitForAsync("\nready ");
        var program = screen.Split("\nready ")[1].Split('\n')[0].Trim();
        await terminal.TypeAsync("C-c");
        await WaitForPromptAsync(terminal);
        Assert.False(Directory.Exists($"/proc/{program}"), $"Process {program} still runs.");
        Assert.Equal("CANCELLED", Status("t/deaf"));
    }

    [Fact]
    public async Task A_program_sees_that_the_window_is_resized()
    {
        using var terminal = await StartAsync();

        await TypeAsync(terminal, "-Prefix t/sizes -- dotnet $n sizes");
        await terminal.WaitForAsync("size 150x30");
        await terminal.ResizeAsync(100, 20);
        await terminal.WaitForAsync("size 100x20");
        await terminal.TypeAsync("C-c");
        await WaitForPromptAsync(terminal);
    }

    [Fact]
    public async Task What_a_program_wrote_is_in_the_log_when_the_session_is_killed_and_the_program_ends_when_it_writes_on()
    {
        var script = "echo $$; while sleep 0.1; do echo more || exit; done";
        using var session = Mldash.Start(["-NoProfile", "-Command", $"mlrun -Root . -Prefix t/killed -- bash -c '{script}'"], _folder);
        var program = await session.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.Equal("more", await session.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Equal("more", await session.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        // A line is on the disk a moment after it was shown.
        for (var wait = 0; LinesLogged("t/killed") < 2; wait++)
        {
            Assert.True(wait < 300, "What the program wrote is not in the log while it runs.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        session.Kill();
        await session.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal([program, "more"], Logged("t/killed").Take(2));
        for (var wait = 0; Directory.Exists($"/proc/{program}"); wait++)
        {
            Assert.True(wait < 100, $"Process {program} still runs.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Short lines from here on: what is typed beyond the width of the screen is drawn many times.</summary>
    private async Task<Terminal> StartAsync()
    {
        var terminal = await Terminal.StartAsync();
        await LineAsync(terminal, $"Set-Location '{_folder}'");
        await LineAsync(terminal, $"$n = '{Mldash.NastyProgram}'");
        await LineAsync(terminal, "Clear-Host; 'now ' + 'clear'");
        await terminal.WaitForAsync("now clear");
        return terminal;
    }

    private static Task TypeAsync(Terminal terminal, string command) => LineAsync(terminal, $"mlrun -Root . {command}");

    private static async Task LineAsync(Terminal terminal, string line)
    {
        await terminal.TypeAsync("-l", "--", line);
        await terminal.TypeAsync("Enter");
    }

    /// <summary>What is typed now is a command, and has a result.</summary>
    private static async Task WaitForPromptAsync(Terminal terminal)
    {
        await terminal.WaitForPromptAsync();
        await LineAsync(terminal, "'the answer ' + (40 + 2)");
        await terminal.WaitForAsync("the answer 42");
    }

    private string[] Logged(string prefix) =>
        [.. File.ReadLines(Path.Combine(_folder, prefix, "logs", "logs.jsonl")).Select(line => Text(line, "message")!)];

    private int LinesLogged(string prefix)
    {
        var file = Path.Combine(_folder, prefix, "logs", "logs.jsonl");
        return File.Exists(file) ? File.ReadAllText(file).Count(letter => letter == '\n') : 0;
    }

    private string? Status(string prefix) => Text(File.ReadAllText(Path.Combine(_folder, prefix, "experiment.json")), "status");

    private static string? Text(string json, string name)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty(name).GetString();
    }
}
