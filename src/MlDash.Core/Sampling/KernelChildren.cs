using System.Globalization;

namespace MlDash.Sampling;

/// <summary>
/// The children of a process, which the kernel lists for each of its threads. Most kernels do; it costs as much as the process has threads, where a walk of
/// <c>/proc</c> costs as much as the machine has processes.
/// </summary>
internal static class KernelChildren
{
    /// <summary>Whether the kernel lists them.</summary>
    /// <param name="folder">The folder <c>/proc</c>.</param>
    /// <param name="id">A process that runs.</param>
    public static bool AreListed(string folder, int id) => File.Exists(Path.Combine(Threads(folder, id), Text(id), "children"));

    /// <summary>Adds the children of a process; none when it has ended.</summary>
    /// <param name="folder">The folder <c>/proc</c>.</param>
    /// <param name="id">The process.</param>
    /// <param name="found">Takes their numbers.</param>
    /// <returns>How many threads were looked at.</returns>
    public static int Find(string folder, int id, List<int> found)
    {
        var threads = 0;
        try
        {
            foreach (var thread in Directory.EnumerateDirectories(Threads(folder, id)))
            {
                threads++;
                using var file = KernelFile.Open(Path.Combine(thread, "children"), 256);
                var words = new KernelWords(file is null ? default : file.Read());
                while (words.NextNumber() is var child and > 0)
                    found.Add((int)child);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile.
        }

        return threads;
    }

    private static string Threads(string folder, int id) => Path.Combine(folder, Text(id), "task");

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);
}
