using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using MlDash.Import.Exported;
using MlDash.Import.Reading;

namespace MlDash.Import.Sources.Archive;

/// <summary>
/// Unpacks an archive. Only what its list names comes out of it, each file below the folder, with the length and the checksum of the list; and altogether no
/// more than an archive of that size may hold.
/// </summary>
internal static class ZipContent
{
    /// <summary>Records become a tenth and less; what becomes a hundredth is a bomb.</summary>
    private const long MostTimes = 200;

    /// <summary>Below this, nobody is harmed: a file of zeros becomes a thousandth.</summary>
    private const long Harmless = 1L << 30;

    private const int Block = 128 * 1024;

    /// <summary>Unpacks.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="folder">The folder; it is empty.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidDataException">The archive is damaged, or was not made by an export.</exception>
    public static void Unpack(string path, string folder, CancellationToken cancellationToken)
    {
        try
        {
            using var file = SmallFile.Open(path);
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            Unpack(archive, file.Length, folder, cancellationToken);
        }
        catch (Exception damage) when (damage is EndOfStreamException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new InvalidDataException($"The archive is damaged. {damage.Message}", damage);
        }
    }

    private static void Unpack(ZipArchive archive, long size, string folder, CancellationToken cancellationToken)
    {
        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        foreach (var entry in archive.Entries)
        {
            if (!entries.TryAdd(entry.FullName, entry))
                throw new InvalidDataException($"It has two entries '{entry.FullName}'.");
        }

        if (!entries.Remove(ExportMark.Manifest, out var list))
        {
            throw new InvalidDataException(
                $"It has no {ExportMark.Manifest}: it was not written by Export-MlDashExperiment, or its end is missing. Unpack an archive of another tracker with "
                + "Expand-Archive, and import the folder.");
        }

        var files = ZipManifest.Read(ReadList(list));
        if (files.Count != entries.Count)
            throw new InvalidDataException($"It has {entries.Count} files, and its list {files.Count}.");
        if (files.Aggregate(0UL, (all, file) => all + (ulong)file.Length) is var total && total > (ulong)Math.Max(Harmless, size * MostTimes))
            throw new InvalidDataException($"It would become {total >> 20} MB, more than an archive of {size >> 10} KB may hold.");
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!entries.TryGetValue(file.Path, out var entry))
                throw new InvalidDataException($"Its file '{file.Path}' is missing.");
            Unpack(entry, file, ExportedFiles.At(folder, file.Path), cancellationToken);
        }
    }

    private static byte[] ReadList(ZipArchiveEntry entry)
    {
        using var bytes = new MemoryStream();
        using var content = entry.Open();
        var block = new byte[Block];
        for (int read; (read = content.Read(block)) > 0;)
        {
            bytes.Write(block, 0, read);
            if (bytes.Length > ExportMark.LongestDocument)
                throw new InvalidDataException($"Its list {ExportMark.Manifest} is larger than {ExportMark.LongestDocument >> 20} MB.");
        }

        return bytes.ToArray();
    }

    private static void Unpack(ZipArchiveEntry entry, ZippedFile listed, string place, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        if (File.Exists(place))
            throw new InvalidDataException($"Its file '{listed.Path}' has the place of another one.");
        var block = ArrayPool<byte>.Shared.Rent(Block);
        long length = 0;
        using (var target = new FileStream(place, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
        using (var content = entry.Open())
        {
            for (int read; (read = content.Read(block)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                length += read;
                if (length > listed.Length)
                    throw new InvalidDataException($"Its file '{listed.Path}' is longer than its list says.");
                hash.AppendData(block, 0, read);
                target.Write(block, 0, read);
            }
        }

        ArrayPool<byte>.Shared.Return(block);
        if (!Convert.ToHexString(hash.GetHashAndReset()).Equals(listed.Checksum, StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException($"Its file '{listed.Path}' is damaged: its checksum differs.");
        if (listed.Modified is { } time)
            File.SetLastWriteTimeUtc(place, time.UtcDateTime);
    }
}
