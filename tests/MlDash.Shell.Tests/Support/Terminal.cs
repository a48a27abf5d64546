using System.Diagnostics;
using Xunit;

namespace MlDash.Shell.Tests;

/// <summary>mldash at a terminal of its own, which tmux emulates: it answers where the cursor is, as a pipe cannot.</summary>
internal sealed class Terminal : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly string _name = $"mldash-{Guid.NewGuid():N}";

    private Terminal()
    {
    }

    /// <summary>Starts it and waits for the prompt.</summary>
    public static async Task<Terminal> StartAsync()
    {
        var terminal = new Terminal();
        await terminal.TmuxAsync(
            "-f", "/dev/null", "new-session", "-d", "-x", "150", "-y", "30", $"NO_COLOR=1 dotnet '{Mldash.Program}'; echo ended with $?; sleep 60");
        await terminal.WaitForAsync("PS ");
        return terminal;
    }

    /// <summary>Types text and keys: Enter, Tab, Left, Up.</summary>
    public Task TypeAsync(params string[] keys) => TmuxAsync(["send-keys", .. keys]);

    /// <summary>Changes the size of the window.</summary>
    public Task ResizeAsync(int columns, int rows) => TmuxAsync("resize-window", "-x", $"{columns}", "-y", $"{rows}");

    /// <summary>What is on the screen now, with the codes of its colors.</summary>
    public Task<string> ColorsAsync() => TmuxAsync("capture-pane", "-p", "-J", "-e");

    /// <summary>Waits until a text is on the screen.</summary>
    /// <returns>The screen.</returns>
    public Task<string> WaitForAsync(string text) => WaitUntilAsync(screen => screen.Contains(text, StringComparison.Ordinal), text);

    /// <summary>Waits until the last line is a prompt without anything behind it.</summary>
    public Task WaitForPromptAsync() =>
        WaitUntilAsync(
            screen => screen.TrimEnd().Split('\n')[^1] is var last && last.StartsWith("PS ", StringComparison.Ordinal) && last.EndsWith('>'), "a prompt");

    public void Dispose() => TmuxAsync("kill-server").GetAwaiter().GetResult();

    private async Task<string> WaitUntilAsync(Func<string, bool> isReached, string what)
    {
        var screen = string.Empty;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < _patience; await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            screen = await TmuxAsync("capture-pane", "-p", "-J");
            if (isReached(screen))
                return screen;
        }

        Assert.Fail($"Expected '{what}', found:\n{screen}");
        return screen;
    }

    private async Task<string> TmuxAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("tmux", ["-L", _name, .. arguments]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }
}
