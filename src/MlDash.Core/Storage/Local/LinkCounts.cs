using System.Runtime.InteropServices;

namespace MlDash.Storage.Local;

/// <summary>
/// Whether a folder holds other folders, told from the number of its links where that number can be trusted: each folder inside adds one to the two that
/// every folder has. To ask costs a tenth of opening the folder and reading it.
/// </summary>
internal sealed partial class LinkCounts
{
    private const int CurrentFolder = -100;
    private const int DoNotFollow = 0x100;
    private const uint NumberOfLinks = 0x4;
    private const uint LinksOfEmptyFolder = 2;

    /// <summary>File systems that count folders so. Others count nothing, or answer with what pleases most programs.</summary>
    private static readonly HashSet<string> _honest = new(StringComparer.OrdinalIgnoreCase)
    {
        "ext2", "ext3", "ext4", "xfs", "tmpfs", "f2fs", "overlay", "overlayfs",
    };

    private readonly ulong? _device;

    /// <param name="root">Folder below which there are questions; what is mounted below it from elsewhere is not trusted.</param>
    public LinkCounts(string root)
    {
        if (OperatingSystem.IsLinux() && IsHonest(root) && TryAsk(root, out var facts))
            _device = facts.Device;
    }

    /// <summary>False when a folder holds no other; true when it does, or when nothing is known.</summary>
    public bool MayHoldFolders(string folder) =>
        _device is null || !TryAsk(folder, out var facts) || facts.Device != _device || facts.Links != LinksOfEmptyFolder;

    /// <summary>Whether something lies at a path.</summary>
    public bool Exists(string path) => _device is null ? Path.Exists(path) : TryAsk(path, out _);

    private static bool IsHonest(string root)
    {
        try
        {
            return _honest.Contains(new DriveInfo(root).DriveFormat);
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // No root yet, or one nobody may ask about: then each folder is opened.
            return false;
        }
    }

    private static bool TryAsk(string folder, out Facts facts)
    {
        try
        {
            return Statx(CurrentFolder, folder, DoNotFollow, NumberOfLinks, out facts) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            // A C library older than the call.
            facts = default;
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out Facts facts);

    /// <summary>The members of <c>struct statx</c> that are read; it is the same on every processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct Facts
    {
        [FieldOffset(16)]
        public readonly uint Links;

        [FieldOffset(136)]
        public readonly ulong Device;
    }
}
