using System.Collections;
using System.Collections.Specialized;
using System.Text.Json;
using MlDash.Errors;
using MlDash.Files;
using MlDash.Json;

namespace MlDash.Storage.Local;

/// <summary>
/// One of the format's small JSON documents. Written beside and renamed over, so that a reader sees the old or the new one, never a part.
/// </summary>
internal static class SmallDocument
{
    /// <summary>How the name begins under which a document is written.</summary>
    public const string TemporaryPrefix = ".mldash-";

    /// <summary>How it ends.</summary>
    public const string TemporarySuffix = ".tmp";

    private const int Looks = 4;

    /// <summary>Other tools rewrite in place, so a document may be caught half written; after these pauses, it is whole.</summary>
    private static readonly Backoff _rewriting = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(40));

    private static int _temporaries;

    /// <summary>The document, or null when there is none.</summary>
    /// <exception cref="StorageException"><c>DocumentDamaged</c>: it is there and stays no JSON object.</exception>
    public static OrderedDictionary? Read(string path) =>
        Read(path, bytes => JsonValues.Parse(bytes) as OrderedDictionary ?? throw new JsonException("Expected a JSON object."));

    /// <summary>What <paramref name="parse"/> makes of the document, or null when there is none.</summary>
    /// <exception cref="StorageException"><c>DocumentDamaged</c>: it is there and stays no JSON object.</exception>
    public static T? Read<T>(string path, Func<byte[], T> parse)
        where T : class
    {
        for (var look = 1; ; look++)
        {
            try
            {
                return parse(ReadBytes(path));
            }
            catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException or PathTooLongException)
            {
                return null;
            }
            catch (Exception folder) when (folder is IOException or UnauthorizedAccessException && Directory.Exists(path))
            {
                throw new StorageException(
                    "DocumentDamaged", $"'{path}' is a folder, not a file with a JSON object.", "Move the folder.", folder)
                { Category = FaultCategory.InvalidData, Target = path };
            }
            catch (JsonException damage)
            {
                if (look == Looks)
                    throw Damaged(path, damage);
                // The other tool lives by the time of the machine, whatever the clock of the store says.
                Thread.Sleep(_rewriting.PauseAfter(look));
            }
        }
    }

    /// <summary>The bytes of a small file, opened so that others can replace it meanwhile.</summary>
    private static byte[] ReadBytes(string path)
    {
        using var file = DiskChanges.Open(path, () => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var bytes = new byte[RandomAccess.GetLength(file)];
        var read = 0;
        for (var more = -1; more != 0 && read < bytes.Length; read += more)
            more = RandomAccess.Read(file, bytes.AsSpan(read), read);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    /// <summary>The document; one that is missing or damaged reads as null.</summary>
    /// <param name="path">The document.</param>
    /// <param name="damaged">Told of damage. Absent where only a look is taken, and who reads or writes the document tells of it.</param>
    public static OrderedDictionary? ReadIfWhole(string path, Action<StorageException>? damaged = null)
    {
        try
        {
            return Read(path);
        }
        catch (StorageException damage)
        {
            damaged?.Invoke(damage);
            return null;
        }
    }

    /// <summary>The document, to be changed; one that is missing reads as null, and so does one that is damaged and was renamed.</summary>
    /// <param name="path">The document.</param>
    /// <param name="now">What the new name of a damaged one says.</param>
    /// <param name="warn">Told where a damaged one is now.</param>
    public static OrderedDictionary? ReadOrSetAside(string path, DateTimeOffset now, Action<string> warn) =>
        ReadIfWhole(path, _ => warn($"The damaged '{path}' was renamed to '{SetAside(path, now)}', and a new one was created."));

    /// <summary>Puts <paramref name="document"/> in the place of what is there.</summary>
    /// <param name="path">The place.</param>
    /// <param name="document">The document.</param>
    /// <param name="durable">Whether bytes and name are on the disk afterwards, not merely written.</param>
    /// <returns>The bytes that were written.</returns>
    public static byte[] Write(string path, IDictionary document, bool durable = false)
    {
        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, ValueWriter.Options))
        {
            writer.WriteStartObject();
            ValueWriter.WriteMembers(writer, document);
            writer.WriteEndObject();
        }

        Write(path, buffer.WrittenSpan, durable);
        return buffer.WrittenSpan.ToArray();
    }

    /// <inheritdoc cref="Write(string, IDictionary, bool)"/>
    public static void Write(string path, ReadOnlySpan<byte> content, bool durable = false)
    {
        var temporary = TemporaryBeside(path);
        try
        {
            using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
            {
                RandomAccess.Write(file, content, 0);
                if (durable)
                    RandomAccess.FlushToDisk(file);
            }

            DiskChanges.Move(temporary, path, overwrite: true);
            if (durable)
                DiskSync.Folder(Path.GetDirectoryName(path)!);
        }
        catch
        {
            DiskChanges.Delete(temporary);
            throw;
        }
    }

    /// <summary>A path for a file that is to take the place of another one once it is whole; what a killed writer leaves there is removed later.</summary>
    public static string TemporaryBeside(string path) => Path.Combine(
        Path.GetDirectoryName(path)!,
        $"{TemporaryPrefix}{Path.GetFileName(path).TrimStart('.')}.{Environment.ProcessId}-{Interlocked.Increment(ref _temporaries)}{TemporarySuffix}");

    /// <summary>Renames a damaged document out of the way, so that nothing that may still be in it is lost.</summary>
    /// <param name="path">The document.</param>
    /// <param name="now">What its new name says.</param>
    /// <returns>Where it is now.</returns>
    public static string SetAside(string path, DateTimeOffset now)
    {
        var aside = $"{path}.corrupt-{now.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}";
        if (Directory.Exists(path))
            DiskChanges.MoveFolder(path, aside);
        else
            DiskChanges.Move(path, aside);
        return aside;
    }

    private static StorageException Damaged(string path, JsonException damage) => new(
        "DocumentDamaged",
        $"'{path}' does not contain a JSON object: {damage.Message}",
        "Repair the file by hand, or rename it to start over.",
        damage)
    { Category = FaultCategory.InvalidData, Target = path };
}
