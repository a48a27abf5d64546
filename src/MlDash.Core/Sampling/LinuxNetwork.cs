using System.Text;

namespace MlDash.Sampling;

/// <summary>
/// What comes from the network and goes there. Where there are devices, only those count: bridges and tunnels carry the same bytes again. A container has
/// none, and all that it has counts but the loopback.
/// </summary>
internal sealed class LinuxNetwork(SampleTable table, KernelFile statistics, string root) : ISampleSource
{
    private readonly TransferFields _fields = new(table, SampleNames.NetworkReceived, SampleNames.NetworkSent);
    private readonly List<byte[]> _devices = KernelFolders.Under(Path.Combine(root, "sys/class/net"))
        .Where(folder => Directory.Exists(Path.Combine(folder, "device"))).Select(folder => Encoding.UTF8.GetBytes(Path.GetFileName(folder))).ToList();

    /// <inheritdoc />
    public void Sample(double seconds)
    {
        double received = 0, sent = 0;
        var lines = new KernelWords(statistics.Read());
        while (lines.NextLine(out var line))
        {
            var words = new KernelWords(line);
            var name = words.Next();
            // The two lines of the head have bars.
            if (line.Contains((byte)'|') || (_devices.Count > 0 ? !KernelFolders.Contains(_devices, name) : name.SequenceEqual("lo"u8)))
                continue;
            received += words.NextNumber();
            words.Skip(7);
            sent += words.NextNumber();
        }

        _fields.Note(received, sent, seconds);
    }

    /// <inheritdoc />
    public void Dispose() => statistics.Dispose();
}
