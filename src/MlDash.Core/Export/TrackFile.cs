using System.Collections.Specialized;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using MlDash.Json;

namespace MlDash.Export;

/// <summary>One entry of a file, as it is there.</summary>
/// <param name="Line">The line that it begins on, from 1.</param>
/// <param name="Time">Its time: a number or a text; null when it has none.</param>
/// <param name="Fields">The rest. Cells of CSV are texts, but lists, objects and truth values, which are written as JSON.</param>
/// <param name="Fault">Why it cannot be read; null when it can.</param>
public sealed record TrackFileEntry(long Line, object? Time, OrderedDictionary Fields, string? Fault);

/// <summary>Reads files that tracks were written to, entry by entry; never the whole file is in memory.</summary>
public static class TrackFile
{
    /// <summary>The entries of a file.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="format"><see cref="TrackFormat.Jsonl"/> or <see cref="TrackFormat.Csv"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async IAsyncEnumerable<TrackFileEntry> ReadAsync(
        string path, TrackFormat format, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        await foreach (var entry in (format == TrackFormat.Csv
            ? ReadCsvAsync(reader, cancellationToken)
            : ReadLinesAsync(reader, cancellationToken)).ConfigureAwait(false))
            yield return entry;
    }

    private static async IAsyncEnumerable<TrackFileEntry> ReadLinesAsync(StreamReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long number = 1; await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
                yield return EntryOf(number, line);
        }
    }

    private static TrackFileEntry EntryOf(long number, string line)
    {
        try
        {
            return JsonValues.Parse(Encoding.UTF8.GetBytes(line)) is OrderedDictionary fields
                ? Entry(number, fields)
                : new(number, null, JsonValues.NewMap(), "It is not a JSON object.");
        }
        catch (JsonException fault)
        {
            return new(number, null, JsonValues.NewMap(), fault.Message);
        }
    }

    private static async IAsyncEnumerable<TrackFileEntry> ReadCsvAsync(StreamReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<string>? names = null;
        await foreach (var (line, cells) in CsvReader.ReadAsync(reader, ',', cancellationToken).ConfigureAwait(false))
        {
            if (names is null)
            {
                names = cells;
                continue;
            }

            var fields = JsonValues.NewMap();
            for (var at = 0; at < cells.Count && at < names.Count; at++)
            {
                // An empty cell is a field that the entry does not have.
                if (cells[at].Length > 0)
                    fields[names[at]] = CellText.Read(cells[at]);
            }

            yield return cells.Count <= names.Count
                ? Entry(line, fields)
                : new(line, null, fields, $"It has {cells.Count} cells, and the first line {names.Count} names.");
        }
    }

    private static TrackFileEntry Entry(long line, OrderedDictionary fields)
    {
        var time = fields[TrackEntry.TimestampField];
        fields.Remove(TrackEntry.TimestampField);
        return new(line, time, fields, time is null ? $"It has no '{TrackEntry.TimestampField}'." : null);
    }
}
