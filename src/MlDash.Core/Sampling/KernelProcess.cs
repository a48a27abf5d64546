using System.Globalization;

namespace MlDash.Sampling;

/// <summary>A process, as the first file of <c>/proc</c> about it says.</summary>
/// <param name="Parent">The process that it belongs to.</param>
/// <param name="Ticks">Processor time of its own and of the children that it has waited for.</param>
/// <param name="Start">When it began; with the number of the process it tells it from one that got the number later.</param>
/// <param name="Pages">Pages of memory.</param>
internal readonly record struct KernelProcess(int Parent, double Ticks, double Start, double Pages)
{
    /// <summary>Ticks of processor time a second; it is fixed for programs, whatever the kernel counts in.</summary>
    public const double TicksPerSecond = 100;

    /// <summary>The processes that run now, by number.</summary>
    /// <param name="folder">The folder <c>/proc</c>.</param>
    public static IEnumerable<(int Id, KernelProcess Process)> All(string folder)
    {
        foreach (var one in Directory.EnumerateDirectories(folder))
        {
            if (int.TryParse(Path.GetFileName(one.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Find(folder, id) is { } process)
                yield return (id, process);
        }
    }

    /// <summary>One process; null when there is none.</summary>
    public static KernelProcess? Find(string folder, int id)
    {
        using var file = Open(folder, id);
        return file is not null && TryRead(file, out var process) ? process : null;
    }

    /// <summary>Opens the file of a process, to read it again and again; null when there is none.</summary>
    public static KernelFile? Open(string folder, int id) =>
        KernelFile.Open(Path.Combine(folder, id.ToString(CultureInfo.InvariantCulture), "stat"), 512);

    /// <summary>Reads such a file; false when the process has ended.</summary>
    public static bool TryRead(KernelFile file, out KernelProcess process)
    {
        process = default;
        ReadOnlySpan<byte> text;
        try
        {
            text = file.Read();
        }
        catch (IOException)
        {
            return false;
        }

        // The name stands in brackets, and may have any characters, brackets too.
        var words = new KernelWords(text[(text.LastIndexOf((byte)')') + 1)..]);
        if (words.Next().IsEmpty)
            return false;
        var parent = (int)words.NextNumber();
        words.Skip(9);
        // For programs and for the kernel, and that of the children.
        var ticks = words.NextNumber() + words.NextNumber() + words.NextNumber() + words.NextNumber();
        words.Skip(4);
        var start = words.NextNumber();
        words.Skip(1);
        process = new(parent, ticks, start, words.NextNumber());
        return true;
    }
}
