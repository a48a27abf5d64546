namespace MlDash.Sampling;

/// <summary>
/// Processor time and memory of this process and of all that it has started. The time of a child that has ended is in that of its parent, so none is lost
/// between two looks for new ones.
/// </summary>
internal sealed class LinuxProcesses : ISampleSource
{
    private const int FewestSamplesBetweenWalks = 5;
    private const int LooksPerSample = 100;

    private readonly ProcessFields _fields;
    private readonly string _folder;
    private readonly int _own;
    private readonly Dictionary<int, KernelFile> _tree = [];
    private readonly List<int> _gone = [];
    private readonly List<int> _pending = [];
    private readonly KernelFile? _numbers;
    private readonly bool _areChildrenListed;
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
        _areChildrenListed = KernelChildren.AreListed(_folder, own);
    }

    /// <inheritdoc />
    public void Sample(double seconds)
    {
        if (--_untilLook < 0)
            Look();
        double ticks = 0, pages = 0;
        foreach (var (id, file) in _tree)
        {
            if (KernelProcess.TryRead(file, out var process) && (id == _own || _tree.ContainsKey(process.Parent)))
                (ticks, pages) = (ticks + process.Ticks, pages + process.Pages);
            else
                _gone.Add(id);
        }

        if (_gone.Count > 0)
            ForgetGone();
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

    /// <summary>Finds what the tree has started, where nothing has been started on the whole machine without a look.</summary>
    private void Look()
    {
        var newest = Newest();
        if (newest > 0 && newest == _newest)
            return;
        _newest = newest;
        _untilLook = _areChildrenListed ? LookAtChildren() / LooksPerSample : Math.Max(FewestSamplesBetweenWalks, LookAtAll() / LooksPerSample);
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

    /// <returns>How many files were read.</returns>
    private int LookAtChildren()
    {
        Add(_own);
        _pending.AddRange(_tree.Keys);
        var looks = 0;
        for (var at = 0; at < _pending.Count; at++)
        {
            var first = _pending.Count;
            looks += KernelChildren.Find(_folder, _pending[at], _pending);
            // Those that were known are among the first already.
            for (var child = _pending.Count - 1; child >= first; child--)
            {
                if (!Add(_pending[child]))
                    _pending.RemoveAt(child);
            }
        }

        _pending.Clear();
        return looks;
    }

    /// <returns>How many files were read.</returns>
    private int LookAtAll()
    {
        var parents = KernelProcess.All(_folder).ToDictionary(one => one.Id, one => one.Process.Parent);
        foreach (var id in _tree.Keys.Where(id => !IsInTree(id, parents)).ToList())
            Forget(id);
        foreach (var id in parents.Keys.Where(id => IsInTree(id, parents)))
            Add(id);
        return parents.Count;
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

    private bool Add(int id) => !_tree.ContainsKey(id) && KernelProcess.Open(_folder, id) is { } file && _tree.TryAdd(id, file);

    /// <summary>Its number may have been given again, and while it ended the kernel may have left out others: both are found by another look.</summary>
    private void ForgetGone()
    {
        foreach (var id in _gone)
            Forget(id);
        _gone.Clear();
        _newest = 0;
    }

    private void Forget(int id)
    {
        if (_tree.Remove(id, out var file))
            file.Dispose();
    }
}
