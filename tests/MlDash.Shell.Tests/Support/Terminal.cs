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

    /// <summary>Waits until a text is on the screen.</summary>
    public async Task WaitForAsync(string text)
    {
        var screen = string.Empty;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < _patience; await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            screen = await TmuxAsync("capture-pane", "-p", "-J");
            if (screen.Contains(text, StringComparison.Ordinal))
                return;
        }

        Assert.Fail($"Expected '{text}', found:\n{screen}");
    }

    public void Dispose() => TmuxAsync("kill-server").GetAwaiter().GetResult();

    private async Task<string> TmuxAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("tmux", ["-L", _name, .. arguments]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }
}
