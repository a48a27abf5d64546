using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;

namespace MlDash.Sampling;

/// <summary>
/// Processor time and memory of this process and of all that it has started. The handles of children stay open, so that the time of one that has ended is not
/// lost, and its number is not used again.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsProcesses : ISampleSource
{
    private const int SamplesBetweenLooks = 2;
    private const double TicksPerSecond = 1e7;
    private const nint NoSnapshot = -1;

    private readonly ProcessFields _fields;
    private readonly uint _own;
    private readonly Dictionary<uint, (nint Handle, long Created)> _tree = [];
    private readonly Dictionary<uint, uint> _parents = [];
    private double _usedByEnded;
    private int _round;

    /// <param name="table">Where samples go.</param>
    /// <param name="own">The process at the top.</param>
    public WindowsProcesses(SampleTable table, int own) => (_fields, _own) = (new(table, Environment.ProcessorCount), (uint)own);

    /// <inheritdoc />
    public void Sample(double seconds)
    {
        if (_round++ % SamplesBetweenLooks == 0)
            Look();
        double used = 0, memory = 0;
        var count = 0;
        foreach (var (id, (handle, _)) in _tree)
        {
            if (!WindowsNative.GetProcessTimes(handle, out _, out var ended, out var kernel, out var user))
                continue;
            used += (kernel + user) / TicksPerSecond;
            if (ended != 0)
            {
                _usedByEnded += (kernel + user) / TicksPerSecond;
                used -= (kernel + user) / TicksPerSecond;
                WindowsNative.CloseHandle(handle);
                // Entries may be removed while they are walked over.
                _tree.Remove(id);
                continue;
            }

            count++;
            var counters = new WindowsNative.ProcessMemory { Size = (uint)Unsafe.SizeOf<WindowsNative.ProcessMemory>() };
            if (WindowsNative.GetProcessMemoryInfo(handle, ref counters, (int)counters.Size))
                memory += counters.WorkingSet;
        }

        _fields.Note(used + _usedByEnded, memory, count, seconds);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var (handle, _) in _tree.Values)
            WindowsNative.CloseHandle(handle);
        _tree.Clear();
    }

    private void Look()
    {
        _parents.Clear();
        var snapshot = WindowsNative.CreateToolhelp32Snapshot(WindowsNative.SnapshotOfProcesses, 0);
        if (snapshot == NoSnapshot)
            throw new Win32Exception();
        try
        {
            var entry = new WindowsNative.ProcessEntry { Size = (uint)Unsafe.SizeOf<WindowsNative.ProcessEntry>() };
            for (var more = WindowsNative.FirstProcess(snapshot, ref entry); more; more = WindowsNative.NextProcess(snapshot, ref entry))
                _parents[entry.Id] = entry.Parent;
        }
        finally
        {
            WindowsNative.CloseHandle(snapshot);
        }

        Add(_own, 0);
        // Parents before their children, however deep they lie.
        for (var added = true; added;)
        {
            added = false;
            foreach (var (id, parent) in _parents)
                added |= !_tree.ContainsKey(id) && _tree.TryGetValue(parent, out var above) && Add(id, above.Created);
        }
    }

    /// <summary>Adds a process; not one that is older than what is said to be its parent, whose number has been used again.</summary>
    private bool Add(uint id, long createdAfter)
    {
        if (_tree.ContainsKey(id))
            return false;
        var handle = WindowsNative.OpenProcess(WindowsNative.QueryLimitedInformation, inherit: false, id);
        if (handle == 0)
            return false;
        if (!WindowsNative.GetProcessTimes(handle, out var created, out var ended, out _, out _) || ended != 0 || created < createdAfter)
        {
            WindowsNative.CloseHandle(handle);
            return false;
        }

        _tree[id] = (handle, created);
        return true;
    }
}
