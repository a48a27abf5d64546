namespace MlDash.Errors;

/// <summary>What the codes of the operating system say of a fault of the disk. The one place that knows them.</summary>
public static class DiskCodes
{
    /// <summary>Error of Linux for a lock that someone has.</summary>
    internal const int WouldBlock = 11;

    /// <summary>Error of macOS for a lock that someone has.</summary>
    internal const int WouldBlockMac = 35;

    private const int NoSpaceUnix = 28;
    private const int QuotaUnix = 122;
    private const int FileTooBigUnix = 27;
    private const int NoSpaceWindows = 112;
    private const int SharingViolation = 32;
    private const int LockViolation = 33;

    /// <summary>Whether someone has a file open who does not share it.</summary>
    public static bool IsInUse(Exception fault) => OperatingSystem.IsWindows()
        ? (fault.HResult & 0xFFFF) is SharingViolation or LockViolation
        : fault is IOException && fault.HResult is WouldBlock or WouldBlockMac;

    /// <summary>Whether there is no room: the disk is full, or what the user may use of it.</summary>
    public static bool IsFull(IOException fault)
    {
        var code = fault.HResult & 0xFFFF;
        return OperatingSystem.IsWindows() ? code == NoSpaceWindows : code is NoSpaceUnix or QuotaUnix or FileTooBigUnix;
    }
}
