using System.Net.NetworkInformation;

namespace MlDash.Sampling;

/// <summary>What comes from the network and goes there, by what .NET knows of it: for systems that have no file of that.</summary>
internal sealed class NetworkInterfaces(SampleTable table) : ISampleSource
{
    private readonly TransferFields _fields = new(table, SampleNames.NetworkReceived, SampleNames.NetworkSent);
    private readonly List<NetworkInterface> _devices = [.. NetworkInterface.GetAllNetworkInterfaces()
        .Where(one => one.NetworkInterfaceType is not (NetworkInterfaceType.Loopback or NetworkInterfaceType.Tunnel))];

    /// <inheritdoc />
    public void Sample(double seconds)
    {
        double received = 0, sent = 0;
        foreach (var device in _devices)
        {
            var statistics = device.GetIPStatistics();
            received += statistics.BytesReceived;
            sent += statistics.BytesSent;
        }

        _fields.Note(received, sent, seconds);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // Nothing is kept open.
    }
}
