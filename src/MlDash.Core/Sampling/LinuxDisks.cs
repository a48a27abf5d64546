using System.Text;

namespace MlDash.Sampling;

/// <summary>What is read from the disks and written to them. Partitions, and disks that are made of others, would count twice.</summary>
internal sealed class LinuxDisks(SampleTable table, KernelFile statistics, string root) : ISampleSource
{
    /// <summary>The kernel counts in these, whatever the disk has.</summary>
    private const double BytesPerSector = 512;

    private static readonly string[] _madeOfOthers = ["loop", "ram", "zram", "dm-", "md", "sr"];

    private readonly TransferFields _fields = new(table, SampleNames.DiskRead, SampleNames.DiskWritten);
    private readonly List<byte[]> _disks = KernelFolders.Under(Path.Combine(root, "sys/block")).Select(folder => Path.GetFileName(folder)!)
        .Where(name => !_madeOfOthers.Any(start => name.StartsWith(start, StringComparison.Ordinal))).Select(Encoding.UTF8.GetBytes).ToList();

    /// <inheritdoc />
    public void Sample(double seconds)
    {
        double read = 0, written = 0;
        var lines = new KernelWords(statistics.Read());
        while (lines.NextLine(out var line))
        {
            var words = new KernelWords(line);
            words.Skip(2);
            if (!KernelFolders.Contains(_disks, words.Next()))
                continue;
            words.Skip(2);
            read += words.NextNumber() * BytesPerSector;
            words.Skip(3);
            written += words.NextNumber() * BytesPerSector;
        }

        _fields.Note(read, written, seconds);
    }

    /// <inheritdoc />
    public void Dispose() => statistics.Dispose();
}
