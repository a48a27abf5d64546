using System.Runtime.InteropServices;
using MlDash.Errors;

namespace MlDash.Files;

/// <summary>A file of this machine that is to be kept.</summary>
public sealed partial class SourceFile
{
    private const int KindMask = 0xF000;
    private const int FolderKind = 0x4000;
    private const int FileKind = 0x8000;

    private readonly FileInfo _file;

    private SourceFile(string path, FileInfo file) => (Path, _file) = (path, file);

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    /// <summary>Bytes, of what a link leads to.</summary>
    public long Length => _file.Length;

    /// <summary>Modification time, of what a link leads to.</summary>
    public DateTime LastWriteTimeUtc => _file.LastWriteTimeUtc;

    /// <summary>The file of a path, links followed.</summary>
    /// <exception cref="StorageException"><c>SourceFileNotFound</c>; <c>SourceNotAFile</c>: a pipe, a socket or a device, which has no end.</exception>
    public static SourceFile At(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.LinkTarget is { } target)
                file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo is { Exists: true } found
                    ? found
                    : throw NotFound(path, $"is a link to '{target}', which does not exist");
            if (!file.Exists)
                throw NotFound(path, "does not exist");
            RefuseSpecial(path);
            return new SourceFile(path, file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.ExplainReading(path, fault);
        }
    }

    /// <summary>Opens the bytes for reading.</summary>
    /// <exception cref="StorageException"><c>SourceUnreadable</c>, <c>SourceFileNotFound</c>.</exception>
    public Stream Open()
    {
        try
        {
            return new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.ExplainReading(Path, fault);
        }
    }

    /// <summary>Opens the bytes of an upload so that a fault of reading can be distinguished from one of writing.</summary>
    internal static Stream Watch(FileUpload upload, string name)
    {
        try
        {
            return new SourceStream(upload.Open(), name);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.ExplainReading(name, fault);
        }
    }

    /// <summary>Opening a pipe waits for somebody to write to it, and a device may never end.</summary>
    private static void RefuseSpecial(string path)
    {
        if (OperatingSystem.IsWindows() || Stat(path, out var status) != 0 || (status.Mode & KindMask) is FileKind or FolderKind)
            return;
        throw new StorageException(
            "SourceNotAFile", $"'{path}' is not a file, but a pipe, a socket or a device.", "Copy its output to a file, and save that.")
        { Target = path };
    }

    private static StorageException NotFound(string path, string why) =>
        new("SourceFileNotFound", $"'{path}' cannot be saved: it {why}.", "Check the path.") { Category = FaultCategory.ObjectNotFound, Target = path };

    /// <summary>The runtime's own call behind its file classes: one layout on all systems.</summary>
    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_Stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, out FileStatus status);

    /// <summary>Its first members; the size leaves room for those behind them.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct FileStatus
    {
        public int Flags;
        public int Mode;
    }
}
