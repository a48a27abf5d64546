using System.Globalization;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace MlDash.Sampling;

/// <summary>What is read from the disks of a Windows machine and written to them.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsDisks : ISampleSource
{
    private const int MostDisks = 32;

    private readonly TransferFields _fields;
    private readonly List<SafeFileHandle> _disks = [];

    private WindowsDisks(SampleTable table, List<SafeFileHandle> disks) =>
        (_fields, _disks) = (new(table, SampleNames.DiskRead, SampleNames.DiskWritten), disks);

    /// <summary>The disks; null when none tells what it has done.</summary>
    public static WindowsDisks? Open(SampleTable table)
    {
        var disks = new List<SafeFileHandle>();
        for (var number = 0; number < MostDisks; number++)
        {
            // To ask for numbers alone needs no right on the disk.
            var disk = WindowsNative.CreateFile(
                string.Create(CultureInfo.InvariantCulture, $@"\\.\PhysicalDrive{number}"), 0, WindowsNative.ShareAll, 0, WindowsNative.OpenExisting, 0, 0);
            if (!disk.IsInvalid && TryRead(disk, out _))
                disks.Add(disk);
            else
                disk.Dispose();
        }

        return disks.Count > 0 ? new(table, disks) : null;
    }

    /// <inheritdoc />
    public void Sample(double seconds)
    {
        double read = 0, written = 0;
        foreach (var disk in _disks)
        {
            // One that was taken out is not there any longer.
            if (TryRead(disk, out var done))
                (read, written) = (read + done.BytesRead, written + done.BytesWritten);
        }

        _fields.Note(read, written, seconds);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var disk in _disks)
            disk.Dispose();
    }

    private static unsafe bool TryRead(SafeFileHandle disk, out WindowsNative.DiskPerformance done) => WindowsNative.DeviceIoControl(
        disk, WindowsNative.AskDiskPerformance, 0, 0, out done, sizeof(WindowsNative.DiskPerformance), out _, 0);
}
