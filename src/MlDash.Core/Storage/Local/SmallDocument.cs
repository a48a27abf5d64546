using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Text.Json;
using MlDash.Json;
using MlDash.Recording;
using MlDash.Text;

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

    /// <summary>Other tools rewrite in place, so a document may be caught half written; this long after, it is whole.</summary>
    private static readonly TimeSpan Rewriting = TimeSpan.FromMilliseconds(20);

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
                    "DocumentDamaged", $"'{path}' is a folder, not a file with a JSON object.", "Move the folder.", folder) { Target = path };
            }
            catch (JsonException damage)
            {
                if (look == Looks)
                    throw Damaged(path, damage);
                Thread.Sleep(Rewriting);
            }
        }
    }

    /// <summary>The bytes of a small file, opened so that others can replace it meanwhile.</summary>
    private static byte[] ReadBytes(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[RandomAccess.GetLength(file)];
        var read = 0;
        for (var more = -1; more != 0 && read < bytes.Length; read += more)
            more = RandomAccess.Read(file, bytes.AsSpan(read), read);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    /// <summary>The document; one that is missing or damaged reads as null.</summary>
    public static OrderedDictionary? ReadIfWhole(string path)
    {
        try
        {
            return Read(path);
        }
        catch (StorageException)
        {
            return null;
        }
    }

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
        var temporary = Path.Combine(
            Path.GetDirectoryName(path)!,
            $"{TemporaryPrefix}{Path.GetFileName(path).TrimStart('.')}.{Environment.ProcessId}-{Interlocked.Increment(ref _temporaries)}{TemporarySuffix}");
        try
        {
            using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
            {
                RandomAccess.Write(file, content, 0);
                if (durable)
                    RandomAccess.FlushToDisk(file);
            }

            File.Move(temporary, path, overwrite: true);
            if (durable)
                DiskSync.Folder(Path.GetDirectoryName(path)!);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Renames a damaged document out of the way, so that nothing that may still be in it is lost.</summary>
    /// <returns>Where it is now.</returns>
    public static string SetAside(string path)
    {
        var aside = $"{path}.corrupt-{DateTime.UtcNow:yyyyMMdd'T'HHmmssfff'Z'}";
        if (Directory.Exists(path))
            Directory.Move(path, aside);
        else
            File.Move(path, aside);
        return aside;
    }

    private static StorageException Damaged(string path, JsonException damage) => new(
        "DocumentDamaged",
        $"'{path}' does not contain a JSON object: {damage.Message}",
        "Repair the file by hand, or rename it to start over.",
        damage)
    { Target = path };
}

/// <summary>Reads typed members of a document; a member of another type reads as absent.</summary>
internal static class DocumentMembers
{
    public static string? Text(this OrderedDictionary document, string key) => document[key] as string;

    /// <summary>An id: text, or a whole number of any size, which some servers and proxies make of it.</summary>
    public static string? Id(this OrderedDictionary document, string key) => document[key] switch
    {
        string text => text,
        long and >= 0 and var whole => whole.ToString(CultureInfo.InvariantCulture),
        System.Numerics.BigInteger { Sign: > 0 } big => big.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    public static bool? Flag(this OrderedDictionary document, string key) => document[key] as bool?;

    public static long? Whole(this OrderedDictionary document, string key) => document[key] as long?;

    public static OrderedDictionary? Map(this OrderedDictionary document, string key) => document[key] as OrderedDictionary;

    public static DateTimeOffset? Time(this OrderedDictionary document, string key) => IsoTime.Parse(document[key]);

    public static string[] Texts(this OrderedDictionary document, string key) => (document[key] as object?[])?.OfType<string>().ToArray() ?? [];
}
