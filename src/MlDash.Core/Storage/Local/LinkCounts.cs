using System.Runtime.InteropServices;

namespace MlDash.Storage.Local;

/// <summary>
/// Whether a folder holds other folders, told from the number of its links where that number can be trusted: each folder inside adds one to the two that
/// every folder has. To ask costs a tenth of opening the folder and reading it.
/// </summary>
internal sealed partial class LinkCounts
{
    /// <summary>Stands for the current folder where the system wants the number of one; a full path does not mind which.</summary>
    public const int CurrentFolder = -100;

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
        if (OperatingSystem.IsLinux() && IsHonest(root) && TryAsk(CurrentFolder, root, out var facts))
            _device = facts.Device;
    }

    /// <summary>Whether the numbers of links can be trusted.</summary>
    public bool AreKnown => _device is not null;

    /// <summary>False when a folder holds no other; true when it does, or when nothing is known.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="from">The open folder that the path begins at.</param>
    public bool MayHoldFolders(string path, int from = CurrentFolder) =>
        _device is null || !TryAsk(from, path, out var facts) || facts.Device != _device || facts.Links != LinksOfEmptyFolder;

    /// <summary>Whether something lies at a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="from">The open folder that it begins at.</param>
    public bool Exists(string path, int from = CurrentFolder) => _device is null ? Path.Exists(path) : TryAsk(from, path, out _);

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

    private static bool TryAsk(int from, string path, out Facts facts)
    {
        try
        {
            return Statx(from, path, DoNotFollow, NumberOfLinks, out facts) == 0;
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
