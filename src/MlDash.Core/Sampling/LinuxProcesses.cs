using System.Globalization;

namespace MlDash.Sampling;

/// <summary>
/// Processor time and memory of this process and of all that it has started. The time of a child that has ended is in that of its parent, so none is lost
/// between two looks at all processes, which cost the more the more there are.
/// </summary>
internal sealed class LinuxProcesses : ISampleSource
{
    private const int FewestSamplesBetweenLooks = 5;
    private const int ProcessesPerSample = 100;
    private const int MostNew = 200;

    private readonly ProcessFields _fields;
    private readonly string _folder;
    private readonly int _own;
    private readonly Dictionary<int, KernelFile> _tree = [];
    private readonly List<int> _gone = [];
    private readonly KernelFile? _numbers;
    private int _newest;
    private int _untilLook;

    /// <param name="table">Where samples go.</param>
    /// <param name="root">The root folder of the system.</param>
    /// <param name="processors">Processors that may be used.</param>
    /// <param name="own">The process at the top.</param>
    public LinuxProcesses(SampleTable table, string root, double processors, int own)
    {
        (_fields, _folder, _own) = (new(table, processors), Path.Combine(root, "proc"), own);
        _numbers = KernelFile.Open(Path.Combine(_folder, "loadavg"), 64);
    }

    /// <inheritdoc />
    public void Sample(double seconds)
    {
        var newest = Newest();
        if (--_untilLook < 0)
            Look();
        else
            LookAt(_newest + 1, newest);
        _newest = newest;
        double ticks = 0, pages = 0;
        foreach (var (id, file) in _tree)
        {
            if (KernelProcess.TryRead(file, out var process))
                (ticks, pages) = (ticks + process.Ticks, pages + process.Pages);
            else
                _gone.Add(id);
        }

        foreach (var id in _gone)
            Forget(id);
        _gone.Clear();
        _fields.Note(ticks / KernelProcess.TicksPerSecond, pages * Environment.SystemPageSize, _tree.Count, seconds);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var file in _tree.Values)
            file.Dispose();
        _tree.Clear();
        _numbers?.Dispose();
    }

    /// <summary>The number that was given last, to a process or a thread; 0 when the system does not tell.</summary>
    private int Newest()
    {
        if (_numbers is null)
            return 0;
        var words = new KernelWords(_numbers.Read());
        words.Skip(4);
        return (int)words.NextNumber();
    }

    /// <summary>
    /// Finds what the tree has started since the sample before: otherwise its time would be counted when all are looked at, as if it had been used at once.
    /// </summary>
    private void LookAt(int first, int last)
    {
        // After the highest number the lowest come again; the next look at all finds them.
        if (last - first >= MostNew)
            return;
        for (var id = first; id <= last; id++)
        {
            if (KernelProcess.Find(_folder, id) is { } process && _tree.ContainsKey(process.Parent) && !_tree.ContainsKey(id) && IsProcess(id))
                Add(id);
        }
    }

    /// <summary>Whether a number is that of a process: threads have files, too, which say the same as those of their process.</summary>
    private bool IsProcess(int id)
    {
        using var status = KernelFile.Open(Path.Combine(_folder, id.ToString(CultureInfo.InvariantCulture), "status"));
        try
        {
            var lines = new KernelWords(status is null ? default : status.Read());
            while (lines.NextLine(out var line))
            {
                var words = new KernelWords(line);
                if (words.Next().SequenceEqual("Tgid"u8))
                    return (int)words.NextNumber() == id;
            }
        }
        catch (IOException)
        {
            // It has ended.
        }

        return false;
    }

    /// <summary>Finds the processes of the tree: those whose parents are in it.</summary>
    private void Look()
    {
        var parents = KernelProcess.All(_folder).ToDictionary(one => one.Id, one => one.Process.Parent);
        _untilLook = Math.Max(FewestSamplesBetweenLooks, parents.Count / ProcessesPerSample);
        foreach (var id in _tree.Keys.Where(id => !IsInTree(id, parents)).ToList())
            Forget(id);
        foreach (var id in parents.Keys.Where(id => !_tree.ContainsKey(id) && IsInTree(id, parents)))
            Add(id);
    }

    private void Add(int id)
    {
        if (KernelProcess.Open(_folder, id) is { } file)
            _tree[id] = file;
    }

    private bool IsInTree(int id, Dictionary<int, int> parents)
    {
        // Numbers are used again while they are read, so a circle is possible.
        for (var steps = 0; steps < parents.Count; steps++)
        {
            if (id == _own)
                return true;
            if (!parents.TryGetValue(id, out id))
                return false;
        }

        return false;
    }

    private void Forget(int id)
    {
        if (_tree.Remove(id, out var file))
            file.Dispose();
    }
}
