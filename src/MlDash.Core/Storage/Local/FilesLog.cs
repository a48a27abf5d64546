using System.Collections.Specialized;
using System.Text.Json;
using MlDash.Files;
using MlDash.Json;
using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <summary>
/// Entries that are newer than a large <c>.files_metadata.json</c>, one a line, beside it. Saving one file of thousands then costs one line;
/// the document itself is rewritten only when the lines have grown to a part of it, and when an experiment is completed.
/// </summary>
internal static class FilesLog
{
    /// <summary>Name of the file.</summary>
    public const string FileName = ".mldash-files.jsonl";

    /// <summary>Whole entries in the order they were written; an entry that a killed writer left incomplete is skipped.</summary>
    public static IReadOnlyList<OrderedDictionary> Read(string path)
    {
        using var lines = LineReader.Open(path);
        var entries = new List<OrderedDictionary>();
        while (lines is not null && lines.TryRead(out var line))
        {
            if (Parse(line) is { } entry)
                entries.Add(entry);
        }

        return entries;
    }

    /// <summary>Adds entries, all or none. What a killed writer left half is cut first.</summary>
    /// <returns>The length of the log from then on.</returns>
    public static long Append(string path, IReadOnlyList<OrderedDictionary> entries, bool durable)
    {
        using var lines = new PooledBuffer();
        foreach (var entry in entries)
        {
            using (var writer = new Utf8JsonWriter(lines, ValueWriter.Options))
            {
                writer.WriteStartObject();
                ValueWriter.WriteMembers(writer, entry);
                writer.WriteEndObject();
            }

            lines.Write("\n"u8);
        }

        using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var end = LineTail.WholeLength(file, RandomAccess.GetLength(file));
        try
        {
            RandomAccess.SetLength(file, end);
            RandomAccess.Write(file, lines.WrittenSpan, end);
            if (durable)
                DiskSync.Flush(file, path);
        }
        catch
        {
            RandomAccess.SetLength(file, end);
            throw;
        }

        return end + lines.Length;
    }

    private static OrderedDictionary? Parse(Span<byte> line)
    {
        try
        {
            return JsonValues.Parse(line) as OrderedDictionary;
        }
        catch (JsonException)
        {
            // Only a disk fault leaves such a line; the file it was about is found again when the document is rebuilt.
            return null;
        }
    }
}
