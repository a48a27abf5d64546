using System.Globalization;

namespace MlDash.Sampling;

/// <summary>
/// Processor time and memory of this process and of all that it has started. The time of a child that has ended is in that of its parent, so none is lost
/// between two looks at all processes, which cost the more the more there are.
/// </summary>
internal sealed class LinuxProcesses : ISampleSource
{
    /// <summary>Ticks of processor time a second; it is fixed for programs, whatever the kernel counts in.</summary>
    private const double TicksPerSecond = 100;

    private const int FewestSamplesBetweenLooks = 5;
    private const int ProcessesPerSample = 100;

    private readonly ProcessFields _fields;
    private readonly string _folder;
    private readonly int _own;
    private readonly Dictionary<int, KernelFile> _tree = [];
    private readonly List<int> _gone = [];
    private int _untilLook;

    /// <param name="table">Where samples go.</param>
    /// <param name="root">The root folder of the system.</param>
    /// <param name="processors">Processors that may be used.</param>
    /// <param name="own">The process at the top.</param>
    public LinuxProcesses(SampleTable table, string root, double processors, int own)
    {
        (_fields, _folder, _own) = (new(table, processors), Path.Combine(root, "proc"), own);
    }

    /// <inheritdoc />
    public void Sample(double seconds)
    {
        if (--_untilLook < 0)
            Look();
        double ticks = 0, pages = 0;
        foreach (var (id, file) in _tree)
        {
            if (TryRead(file, out _, out var used, out var resident))
                (ticks, pages) = (ticks + used, pages + resident);
            else
                _gone.Add(id);
        }

        foreach (var id in _gone)
            Forget(id);
        _gone.Clear();
        _fields.Note(ticks / TicksPerSecond, pages * Environment.SystemPageSize, _tree.Count, seconds);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var file in _tree.Values)
            file.Dispose();
        _tree.Clear();
    }

    /// <summary>Finds the processes of the tree: those whose parents are in it.</summary>
    private void Look()
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories(_folder))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                continue;
            using var file = Open(id);
            if (file is not null && TryRead(file, out var parent, out _, out _))
                parents[id] = parent;
        }

        _untilLook = Math.Max(FewestSamplesBetweenLooks, parents.Count / ProcessesPerSample);
        foreach (var id in _tree.Keys.Where(id => !IsInTree(id, parents)).ToList())
            Forget(id);
        foreach (var id in parents.Keys.Where(id => !_tree.ContainsKey(id) && IsInTree(id, parents)))
        {
            if (Open(id) is { } file)
                _tree[id] = file;
        }
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

    private KernelFile? Open(int id) => KernelFile.Open(Path.Combine(_folder, id.ToString(CultureInfo.InvariantCulture), "stat"), 512);

    private void Forget(int id)
    {
        if (_tree.Remove(id, out var file))
            file.Dispose();
    }

    private static bool TryRead(KernelFile file, out int parent, out double ticks, out double pages)
    {
        (parent, ticks, pages) = (0, 0, 0);
        ReadOnlySpan<byte> text;
        try
        {
            text = file.Read();
        }
        catch (IOException)
        {
            // The process has ended.
            return false;
        }

        // The name stands in brackets, and may have any characters, brackets too.
        var words = new KernelWords(text[(text.LastIndexOf((byte)')') + 1)..]);
        if (words.Next().IsEmpty)
            return false;
        parent = (int)words.NextNumber();
        words.Skip(9);
        // Its own time for programs and for the kernel, and that of the children that it has waited for.
        ticks = words.NextNumber() + words.NextNumber() + words.NextNumber() + words.NextNumber();
        words.Skip(6);
        pages = words.NextNumber();
        return true;
    }
}
