using System.Runtime.InteropServices;
using System.Text;

namespace MlDash.Storage.Local;

/// <summary>
/// A folder of Linux, looked into with as few calls of the system as there can be: the kinds of entries come with their names, and what lies in it is asked
/// for from here, not from the root of the disk. Whatever is out of the ordinary is left to the portable way, which knows what to say of it.
/// </summary>
internal sealed partial class LinuxFolder : IDisposable
{
    private const int ListBuffer = 16 * 1024;

    private const int CloseOnExecute = 0x80000;

    // The kernel counts these otherwise for the two processors that there are builds for.
    private static readonly bool _isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
    private static readonly int _folderOnly = _isArm ? 0x4000 : 0x10000;
    private static readonly int _notLinked = _isArm ? 0x8000 : 0x20000;
    private static readonly int _list = _isArm ? 61 : 217;

    // Where an entry has its length, its kind and its name.
    private const int LengthAt = 16;
    private const int KindAt = 18;
    private const int NameAt = 19;

    private const byte UnknownKind = 0;
    private const byte FolderKind = 4;
    private const byte FileKind = 8;
    private const byte LinkKind = 10;

    [ThreadStatic]
    private static byte[]? _buffer;

    private readonly int _folder;

    private LinuxFolder(int folder) => _folder = folder;

    /// <summary>The system's number of it.</summary>
    public int Handle => _folder;

    private static byte[] Buffer => _buffer ??= new byte[ListBuffer];

    /// <summary>Opens a folder that is no link; null where the portable way has to tell what it is.</summary>
    public static LinuxFolder? Open(string path)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64))
            return null;
        var folder = OpenAt(LinkCounts.CurrentFolder, path, CloseOnExecute | _folderOnly | _notLinked);
        return folder < 0 ? null : new(folder);
    }

    /// <summary>Lists the folder.</summary>
    /// <param name="folders">Gets the names of the folders in it, links to others not among them.</param>
    /// <param name="document">The name of a file to look for.</param>
    /// <returns>Whether the file is there; null where the portable way has to look: no plain file, a link, or something of an unknown kind.</returns>
    public bool? List(List<string> folders, ReadOnlySpan<byte> document)
    {
        var hasDocument = false;
        while (true)
        {
            var length = (int)Call(_list, _folder, Buffer, Buffer.Length);
            if (length == 0)
                return hasDocument;
            if (length < 0)
                return null;
            for (var rest = Buffer.AsSpan(0, length); !rest.IsEmpty; rest = rest[MemoryMarshal.Read<ushort>(rest[LengthAt..])..])
            {
                var name = rest[NameAt..MemoryMarshal.Read<ushort>(rest[LengthAt..])];
                name = name[..name.IndexOf((byte)0)];
                var isDocument = name.SequenceEqual(document);
                if (rest[KindAt] is UnknownKind or LinkKind || (isDocument && rest[KindAt] != FileKind))
                    return null;
                hasDocument |= isDocument;
                if (rest[KindAt] == FolderKind && !name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                    folders.Add(Encoding.UTF8.GetString(name));
            }
        }
    }

    /// <summary>The bytes of a small file, until the next call of this thread; empty where the portable way has to read it.</summary>
    public Span<byte> Read(string name)
    {
        var file = OpenAt(_folder, name, CloseOnExecute | _notLinked);
        if (file < 0)
            return default;
        var length = (int)ReadInto(file, Buffer, Buffer.Length);
        _ = Close(file);
        // A file that fills the buffer may be longer.
        return length > 0 && length < Buffer.Length ? Buffer.AsSpan(0, length) : default;
    }

    public void Dispose() => _ = Close(_folder);

    [LibraryImport("libc", EntryPoint = "openat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenAt(int folder, string path, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint ReadInto(int file, [Out] byte[] buffer, nint length);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Call(nint number, nint file, [Out] byte[] buffer, nint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
