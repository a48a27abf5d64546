using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using MlDash.Tests;

namespace MlDash.Durability.Tests;

/// <summary>A real process that records.</summary>
internal sealed class WriterProcess : IDisposable
{
    private readonly Process _process;

    private WriterProcess(Process process) => _process = process;

    public static WriterProcess Start(string root, string prefix, int writer, int rounds, string mode)
    {
        var program = typeof(WriterProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Writer").Value!;
        return new(Process.Start(Programs.Of(
            program, root, prefix, writer.ToString(CultureInfo.InvariantCulture), rounds.ToString(CultureInfo.InvariantCulture), mode))!);
    }

    /// <summary>
    /// Lets it write for a while after its first acknowledgement, or until something has come about, kills it, and tells how many rounds it had acknowledged.
    /// </summary>
    public async Task<int> KillAfterAsync(TimeSpan pause, Func<bool>? hasCome = null)
    {
        var acknowledged = int.Parse((await _process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        if (hasCome is null)
            await Task.Delay(pause);
        else
            SpinWait.SpinUntil(hasCome, pause);
        _process.Kill();
        // What it had said before it was killed still waits in the pipe; a line cut by the kill does not count.
        var rest = await _process.StandardOutput.ReadToEndAsync();
        var whole = rest[..(rest.LastIndexOf('\n') + 1)];
        foreach (var line in whole.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            acknowledged = int.Parse(line, CultureInfo.InvariantCulture);
        await _process.WaitForExitAsync();
        return acknowledged;
    }

    public async Task<int> EndAsync()
    {
        await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public void Dispose() => _process.Dispose();
}
