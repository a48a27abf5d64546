using System.Diagnostics;

namespace MlDash.Tests.Sampling;

/// <summary>A script in the place of the tool of AMD.</summary>
public sealed class RocmGraphicsTests : IDisposable
{
    private const string Answer =
        """
        {"card0": {"Temperature (Sensor edge) (C)": "41.0", "Temperature (Sensor junction) (C)": "45.0", "Average Graphics Package Power (W)": "150.5",
         "GPU use (%)": "42", "VRAM Total Memory (B)": "4000", "VRAM Total Used Memory (B)": "1000"},
         "card1": {"Temperature (Sensor junction) (C)": "61.0", "Current Socket Graphics Package Power (W)": "N/A", "GPU use (%)": "7"},
         "system": {"Driver version": "6.7.0"}}
        """;

    private readonly Machine _machine = new();

    public RocmGraphicsTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The tool of AMD is asked on Linux only.");

    private string Calls => Path.Combine(_machine.Root, "calls");

    [Fact]
    public async Task Where_the_kernel_shows_no_graphics_of_AMD_their_tool_is_asked_at_most_each_ten_seconds()
    {
        PutTool($"echo called >> '{Calls}'\necho 'WARNING: a device sleeps'\ncat <<'END'\n{Answer}\nEND");

        var fields = await SampleUntilAsync(() => _machine.Take() is { } taken && taken.ContainsKey("gpu/0/utilization") ? taken : null, seconds: 0.01);

        Assert.Equal(42, fields["gpu/0/utilization"]);
        Assert.Equal(1000, fields["gpu/0/memory/used"]);
        Assert.Equal(25, fields["gpu/0/memory/percent"]);
        Assert.Equal(150.5, fields["gpu/0/power_watts"]);
        Assert.Equal(41, fields["gpu/0/temperature_celsius"]);
        Assert.Equal(7, fields["gpu/1/utilization"]);
        Assert.Equal(61, fields["gpu/1/temperature_celsius"]);
        Assert.DoesNotContain("gpu/1/power_watts", fields.Keys);
        Assert.Single(await File.ReadAllLinesAsync(Calls, TestContext.Current.CancellationToken));
        _machine.Sample(10);
        await SampleUntilAsync(() => File.ReadAllLines(Calls).Length == 2 ? Calls : null, seconds: 0.01);
    }

    [Fact]
    public async Task A_tool_that_hangs_holds_up_no_sample_and_is_not_asked_again()
    {
        PutTool("sleep 60");
        var watch = Stopwatch.StartNew();
        _machine.Sample();
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 4);

        var note = await SampleUntilAsync(() => _machine.Notes.Find(note => note.StartsWith("RocmGraphics", StringComparison.Ordinal)), seconds: 10);

        Assert.Contains("did not answer within 5 seconds", note, StringComparison.Ordinal);
    }

    public void Dispose() => _machine.Dispose();

    private void PutTool(string script)
    {
        _machine.Put("tools/rocm-smi", "#!/bin/sh\n" + script);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(_machine.Tools, "rocm-smi"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private async Task<T> SampleUntilAsync<T>(Func<T?> find, double seconds)
        where T : class
    {
        for (var tries = 0; tries < 600; tries++)
        {
            _machine.Sample(seconds);
            if (find() is { } found)
                return found;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException("Nothing was sampled.");
    }
}
