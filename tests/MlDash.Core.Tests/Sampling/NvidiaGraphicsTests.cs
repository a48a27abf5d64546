using System.Diagnostics;
using MlDash.Sampling;

namespace MlDash.Tests.Sampling;

/// <summary>Graphics processors of NVIDIA, by a small library in the place of the driver's.</summary>
[Trait("Wine", "no: the library in the place of the driver's is for Linux")]
public sealed class NvidiaGraphicsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-nvml-").FullName;

    [Fact]
    public void What_the_driver_says_is_read_in_watts_joules_degrees_and_bytes()
    {
        var table = new SampleTable();
        using var graphics = NvidiaGraphics.Open(table, Build())!;
        Assert.Equal(2, graphics.Count);
        graphics.Sample(0);
        graphics.Sample(1);
        var fields = table.Take().ToDictionary(field => field.Key, field => (double)field.Value!);

        Assert.Equal(93, fields["gpu/0/utilization"]);
        Assert.Equal(7, fields["gpu/1/utilization"]);
        Assert.Equal(64424509440, fields["gpu/0/memory/used"]);
        Assert.Equal(75, fields["gpu/0/memory/percent"]);
        Assert.Equal(0, fields["gpu/1/memory/used"]);
        Assert.Equal(350.25, fields["gpu/0/power_watts"]);
        Assert.Equal(72, fields["gpu/0/temperature_celsius"]);
        Assert.Equal(40, fields["gpu/0/fan_percent"]);
        Assert.Equal(1980, fields["gpu/0/clock_megahertz"]);
        Assert.Equal(2619, fields["gpu/1/memory_clock_megahertz"]);
        Assert.Equal(350, fields["gpu/0/energy_joules/max"]);
    }

    [Fact]
    public void What_a_processor_does_not_tell_is_left_out()
    {
        var table = new SampleTable();
        using var graphics = NvidiaGraphics.Open(table, Build())!;
        graphics.Sample(0);
        var names = table.Take().Select(field => field.Key).ToList();

        Assert.DoesNotContain("gpu/1/fan_percent", names);
        Assert.DoesNotContain("gpu/1/power_watts", names);
        Assert.DoesNotContain("gpu/1/energy_joules", names);
    }

    [Fact]
    public void A_machine_without_the_driver_has_none() => Assert.Null(NvidiaGraphics.Open(new(), Path.Combine(_folder, "absent.so")));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Build()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The library in the place of the driver's is built for Linux.");
        var source = Path.Combine(AppContext.BaseDirectory, "Sampling", "nvml", "fake_nvml.c");
        // Each test has a library of its own: what is loaded once keeps its state.
        var library = Path.Combine(_folder, $"{Guid.NewGuid():N}.so");
        try
        {
            using var compiler = Process.Start("gcc", ["-shared", "-fPIC", "-O1", "-o", library, source]);
            compiler.WaitForExit();
            Assert.Equal(0, compiler.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no gcc on this machine.");
        }

        return library;
    }
}
