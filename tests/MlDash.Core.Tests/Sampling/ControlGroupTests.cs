namespace MlDash.Tests.Sampling;

/// <summary>The limits of containers and job schedulers, in both versions of control groups.</summary>
public sealed class ControlGroupTests : IDisposable
{
    private const string Group = "sys/fs/cgroup/";

    private readonly Machine _machine = new();

    public ControlGroupTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Control groups are there on Linux only.");
        _machine.Put("proc/meminfo", "MemTotal: 8000 kB\nMemAvailable: 6000 kB")
            .Put("proc/stat", "cpu  0 0 0 0\ncpu0 0 0 0 0\ncpu1 0 0 0 0\ncpu2 0 0 0 0\ncpu3 0 0 0 0");
    }

    [Fact]
    public void Version_2_limits_processors_and_memory_also_from_a_group_above()
    {
        _machine.Put("proc/self/cgroup", "0::/jobs/one").Put(Group + "cgroup.controllers", "cpu memory");
        _machine.Put(Group + "jobs/cpu.max", "150000 100000").Put(Group + "jobs/cpu.stat", "usage_usec 1000000\nuser_usec 5");
        _machine.Put(Group + "jobs/one/cpu.max", "max 100000");
        _machine.Put(Group + "jobs/one/memory.max", "1048576")
            .Put(Group + "jobs/one/memory.current", "786432").Put(Group + "jobs/one/memory.stat", "anon 5\ninactive_file 262144");
        _machine.PutProcess(Machine.Own, 1, 0, 1).Sample();
        _machine.Put(Group + "jobs/cpu.stat", "usage_usec 1750000\nuser_usec 5").PutProcess(Machine.Own, 1, 75, 1);

        AssertLimits(_machine.Sample().Take());
    }

    [Fact]
    public void Version_1_limits_each_in_its_own_hierarchy()
    {
        _machine.Put("proc/self/cgroup", "5:memory:/box\n4:cpu,cpuacct:/box\n0::/");
        _machine.Put(Group + "cpu/box/cpu.cfs_quota_us", "150000")
            .Put(Group + "cpu/box/cpu.cfs_period_us", "100000").Put(Group + "cpuacct/box/cpuacct.usage", "1000000000");
        _machine.Put(Group + "memory/memory.limit_in_bytes", "9223372036854771712").Put(Group + "memory/box/memory.limit_in_bytes", "1048576");
        _machine.Put(Group + "memory/box/memory.usage_in_bytes", "786432").Put(Group + "memory/box/memory.stat", "cache 5\ntotal_inactive_file 262144");
        _machine.PutProcess(Machine.Own, 1, 0, 1).Sample();
        _machine.Put(Group + "cpuacct/box/cpuacct.usage", "1750000000").PutProcess(Machine.Own, 1, 75, 1);

        AssertLimits(_machine.Sample().Take());
    }

    [Fact]
    public void In_a_container_the_limits_are_where_its_own_hierarchy_begins()
    {
        _machine.Put("proc/self/cgroup", "0::/../../docker/1234").Put(Group + "cgroup.controllers", "cpu memory");
        _machine.Put(Group + "memory.max", "4096000").Put(Group + "memory.current", "2048000");

        Assert.Equal(50, _machine.Sample().Take()["memory/percent"]);
    }

    [Fact]
    public void Without_limits_the_machine_is_the_whole()
    {
        _machine.Put("proc/self/cgroup", "0::/")
            .Put(Group + "cgroup.controllers", "cpu memory").Put(Group + "cpu.max", "max 100000").Put(Group + "memory.max", "max");
        _machine.PutProcess(Machine.Own, 1, 0, 1).Sample();
        var fields = _machine.PutProcess(Machine.Own, 1, 100, 1).Sample().Take();

        Assert.Equal(25, fields["memory/percent"]);
        Assert.Equal(25, fields["process/cpu/utilization"]);
    }

    public void Dispose() => _machine.Dispose();

    private static void AssertLimits(Dictionary<string, double> fields)
    {
        // 0.75 of 1.5 processors, and of a mebibyte what is not given back on demand.
        Assert.Equal(50, fields["cpu/utilization"]);
        Assert.Equal(50, fields["process/cpu/utilization"]);
        Assert.Equal(524288, fields["memory/used"]);
        Assert.Equal(524288, fields["memory/available"]);
        Assert.Equal(50, fields["memory/percent"]);
    }
}
