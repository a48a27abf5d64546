namespace MlDash.Tests.Sampling;

/// <summary>What is read of a Linux machine, from files with known values.</summary>
public sealed class LinuxSampleTests : IDisposable
{
    private static readonly string[] _diskLines = ["8 0 sda", "8 1 sda1", "253 0 dm-0", "7 0 loop0"];
    private static readonly string[] _interfaces = ["lo", "eth0", "veth1"];

    private readonly Machine _machine = new();

    public LinuxSampleTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The files of /proc are read on Linux only.");

    [Fact]
    public void Processors_are_busy_by_what_is_neither_idle_nor_a_wait_for_a_disk()
    {
        _machine.Put("proc/stat", "cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 100 0 0 400 0 0 0 0\ncpu1 0 0 100 400 0 0 0 0\nintr 5").Sample();
        var fields = _machine.Put("proc/stat", "cpu  150 0 100 900 50 0 0 0 0 0\ncpu0 150 0 0 450 0 0 0 0\ncpu1 0 0 100 450 50 0 0 0\nintr 6").Sample().Take();

        Assert.Equal(25, fields["cpu/utilization"]);
        Assert.Equal(50, fields["cpu/0/utilization"]);
        Assert.Equal(0, fields["cpu/1/utilization"]);
    }

    [Fact]
    public void A_record_has_the_mean_and_the_maximum_of_its_samples_and_begins_anew()
    {
        foreach (var (busy, idle) in new[] { (0, 100), (10, 190), (40, 260) })
            _machine.Put("proc/stat", $"cpu  {busy} 0 0 {idle} 0 0 0 0").Sample();
        var first = _machine.Take();
        _machine.Put("proc/stat", "cpu  45 0 0 355 0 0 0 0").Sample();

        Assert.Equal(20, first["cpu/utilization"]);
        Assert.Equal(30, first["cpu/utilization/max"]);
        Assert.Equal(5, _machine.Take()["cpu/utilization/max"]);
    }

    [Fact]
    public void Memory_in_use_is_what_cannot_be_had_without_swapping()
    {
        var fields = _machine.Put("proc/meminfo", "MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 750 kB\nSwapTotal: 200 kB\nSwapFree: 150 kB")
            .Sample().Take();

        Assert.Equal(250 * 1024, fields["memory/used"]);
        Assert.Equal(750 * 1024, fields["memory/available"]);
        Assert.Equal(25, fields["memory/percent"]);
        Assert.Equal(50 * 1024, fields["swap/used"]);
        Assert.Equal(25, fields["swap/percent"]);
    }

    [Fact]
    public void A_machine_without_swap_has_no_fields_of_it()
    {
        var fields = _machine.Put("proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 750 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB").Sample().Take();

        Assert.DoesNotContain("swap/used", fields.Keys);
    }

    [Fact]
    public void What_a_thread_of_the_tree_starts_is_in_the_next_sample()
    {
        _machine.Put("proc/loadavg", "0 0 0 1/9 100").PutProcess(Machine.Own, 1, ticks: 0, pages: 1).PutChildren(Machine.Own, Machine.Own).Sample();
        // The second thread of the process starts a child, and that one another.
        _machine.Put("proc/loadavg", "0 0 0 1/9 104").PutChildren(Machine.Own, thread: 101, 102).PutChildren(102, thread: 102, 103)
            .PutChildren(103, thread: 103).PutProcess(102, Machine.Own, ticks: 10, pages: 7).PutProcess(103, 102, ticks: 10, pages: 5)
            .PutProcess(104, 1, ticks: 50, pages: 9);

        Assert.Equal((3, 13 * Environment.SystemPageSize), TakenTree());
    }

    [Fact]
    public void A_child_that_another_process_has_taken_over_is_left_out()
    {
        _machine.PutProcess(Machine.Own, 1, ticks: 0, pages: 1).PutChildren(Machine.Own, Machine.Own, 101).PutProcess(101, Machine.Own, ticks: 0, pages: 7)
            .Sample();
        _machine.PutChildren(Machine.Own, Machine.Own).PutProcess(101, 1, ticks: 0, pages: 7).Sample();

        Assert.Equal((1, Environment.SystemPageSize), TakenTree());
    }

    [Fact]
    public void While_nothing_is_started_on_the_machine_nothing_is_looked_for()
    {
        _machine.Put("proc/loadavg", "0 0 0 1/9 100").PutProcess(Machine.Own, 1, ticks: 0, pages: 1).PutChildren(Machine.Own, Machine.Own).Sample();
        _machine.PutChildren(Machine.Own, Machine.Own, 102).PutProcess(102, Machine.Own, ticks: 0, pages: 7);

        Assert.Equal((1, Environment.SystemPageSize), TakenTree());
        _machine.Put("proc/loadavg", "0 0 0 1/9 103");
        Assert.Equal((2, 8 * Environment.SystemPageSize), TakenTree());
    }

    [Fact]
    public void A_tree_has_the_time_and_memory_of_children_also_when_their_parent_has_a_strange_name()
    {
        _machine.Put("proc/stat", "cpu  1 0 0 1\ncpu0 1 0 0 1\ncpu1 1 0 0 1");
        _machine.PutProcess(Machine.Own, 1, 1000, 10, "odd) name (")
            .PutProcess(101, Machine.Own, 50, 5).PutProcess(102, 101, 50, 1).PutProcess(200, 1, 7000, 99).Sample();
        _machine.PutProcess(Machine.Own, 1, 1020, 10, "odd) name (").PutProcess(102, 101, 130, 3).PutProcess(200, 1, 9000, 99);
        var fields = _machine.Sample().Take();

        // 100 of 200 ticks that two processors have in a second.
        Assert.Equal(50, fields["process/cpu/utilization"]);
        Assert.Equal(18 * Environment.SystemPageSize, fields["process/memory/used/max"]);
        Assert.Equal(3, fields["process/count"]);
    }

    [Fact]
    public void A_child_that_has_ended_is_left_out_and_one_that_comes_is_found()
    {
        _machine.PutProcess(Machine.Own, 1, 0, 10).PutProcess(101, Machine.Own, 0, 5).Sample();
        _machine.Take();
        Directory.Delete(Path.Combine(_machine.Root, "proc/101"), recursive: true);
        _machine.PutProcess(103, Machine.Own, 0, 7);
        for (var second = 0; second < 6; second++)
            _machine.Sample();

        Assert.Equal(17 * Environment.SystemPageSize, _machine.Take()["process/memory/used/max"]);
    }

    [Fact]
    public void Disks_count_without_their_partitions_and_what_is_made_of_them()
    {
        foreach (var disk in new[] { "sda", "dm-0", "loop0" })
            Directory.CreateDirectory(Path.Combine(_machine.Root, "sys/block", disk));
        _machine.Put("proc/diskstats", Disks(0, 0)).Sample();
        var fields = _machine.Put("proc/diskstats", Disks(40, 8)).Sample(2).Take();

        Assert.Equal(40 * 512 / 2, fields["disk/read_bytes_per_second"]);
        Assert.Equal(8 * 512 / 2, fields["disk/write_bytes_per_second"]);

        static string Disks(int read, int written) => string.Join('\n', _diskLines.Select(name => $"   {name} 1 2 {read} 4 5 6 {written} 8 9 10 11"));
    }

    [Fact]
    public void The_network_counts_by_its_devices_and_without_these_by_all_but_the_loopback()
    {
        _machine.Put("proc/net/dev", Network(0)).Sample();
        var container = _machine.Put("proc/net/dev", Network(1000)).Sample().Take();
        Assert.Equal(2000, container["network/received_bytes_per_second"]);
        Assert.Equal(1000, container["network/sent_bytes_per_second"]);

        using var host = new Machine();
        Directory.CreateDirectory(Path.Combine(host.Root, "sys/class/net/eth0/device"));
        host.Put("proc/net/dev", Network(0)).Sample();
        Assert.Equal(1000, host.Put("proc/net/dev", Network(1000)).Sample().Take()["network/received_bytes_per_second"]);

        static string Network(int bytes) =>
            "Inter-|   Receive  |  Transmit\n face |bytes packets|bytes packets\n" + string.Join('\n', _interfaces.Select(name =>
             $"  {name}: {bytes} 1 0 0 0 0 0 0 {bytes / 2} 1 0 0 0 0 0 0"));
    }

    [Fact]
    public void Load_and_temperatures_are_read_with_the_names_of_their_sensors()
    {
        _machine.Put("proc/loadavg", "1.5 0.75 0.25 1/134 24522");
        _machine.Put("sys/class/hwmon/hwmon0/name", "coretemp")
            .Put("sys/class/hwmon/hwmon0/temp1_input", "45500").Put("sys/class/hwmon/hwmon0/temp1_label", "Package id 0");
        _machine.Put("sys/class/hwmon/hwmon1/name", "nvme").Put("sys/class/hwmon/hwmon1/temp1_input", "38000");
        var fields = _machine.Sample().Take();

        Assert.Equal(1.5, fields["load/1_minute"]);
        Assert.Equal(0.25, fields["load/15_minutes"]);
        Assert.Equal(45.5, fields["temperature/coretemp/Package_id_0"]);
        Assert.Equal(38, fields["temperature/nvme/temp1"]);
    }

    [Fact]
    public void A_machine_without_sensors_is_as_warm_as_its_zones()
    {
        _machine.Put("sys/class/thermal/thermal_zone0/type", "acpitz").Put("sys/class/thermal/thermal_zone0/temp", "27800");

        Assert.Equal(27.8, _machine.Sample().Take()["temperature/acpitz"]);
    }

    [Fact]
    public void Graphics_of_AMD_are_read_from_their_driver()
    {
        foreach (var (file, content) in new[]
        {
            ("gpu_busy_percent", "42"), ("mem_info_vram_used", "1000"), ("mem_info_vram_total", "4000"),
            ("hwmon/hwmon3/power1_average", "150500000"), ("hwmon/hwmon3/temp1_input", "61000"),
        })
            _machine.Put($"sys/class/drm/card1/device/{file}", content);
        _machine.Put("sys/class/drm/card0/device/vendor", "0x8086");
        var fields = _machine.Sample().Take();

        Assert.Equal(42, fields["gpu/0/utilization"]);
        Assert.Equal(1000, fields["gpu/0/memory/used"]);
        Assert.Equal(25, fields["gpu/0/memory/percent"]);
        Assert.Equal(150.5, fields["gpu/0/power_watts"]);
        Assert.Equal(61, fields["gpu/0/temperature_celsius"]);
    }

    [Fact]
    public void The_disk_of_the_experiment_is_looked_at()
    {
        var fields = _machine.Sample().Take();

        Assert.InRange(fields["disk/free"], 1, double.MaxValue);
        Assert.InRange(fields["disk/percent"], 0, 100);
    }

    [Fact]
    public void A_source_that_fails_is_noted_once_and_the_others_go_on()
    {
        _machine.Put("proc/loadavg", "1 1 1").Put("proc/stat", "cpu  1 0 0 1").PutProcess(Machine.Own, 1, 0, 10).Sample();
        Directory.Delete(Path.Combine(_machine.Root, "proc"), recursive: true);
        for (var second = 0; second < 12; second++)
            _machine.Sample();

        Assert.StartsWith("LinuxProcesses is not measured any longer.", Assert.Single(_machine.Notes), StringComparison.Ordinal);
        Assert.Equal(1, _machine.Take()["load/1_minute"]);
    }

    public void Dispose() => _machine.Dispose();

    /// <summary>Processes and bytes of memory in the next sample.</summary>
    private (double Count, double Memory) TakenTree()
    {
        _machine.Take();
        var fields = _machine.Sample().Take();
        return (fields["process/count"], fields["process/memory/used"]);
    }
}
