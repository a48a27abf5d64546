using System.Text.Json;
using MlDash.Json;

namespace MlDash.Export;

/// <summary>Rows as JSON lines: an object a line.</summary>
internal static class JsonLines
{
    private const int FlushAt = 64 * 1024;

    /// <summary>Writes rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="timeName">Name of the time of a row that has one beside its fields.</param>
    /// <param name="target">Where to write.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<long> WriteAsync(IAsyncEnumerable<TableRow> rows, string timeName, Stream target, CancellationToken cancellationToken)
    {
        long count = 0;
        var lineEnd = "\n"u8.ToArray();
        await using var buffered = new BufferedStream(target, FlushAt);
        await using var writer = new Utf8JsonWriter(buffered, ValueWriter.Options);
        await foreach (var row in rows.ConfigureAwait(false))
        {
            // Between rows alone: the format of the Python SDK has no line end behind the last one.
            if (count++ > 0)
                await buffered.WriteAsync(lineEnd, cancellationToken).ConfigureAwait(false);
            writer.Reset();
            WriteRow(writer, row, timeName);
            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        return count;
    }

    /// <summary>A row as an object, its time first.</summary>
    public static void WriteRow(Utf8JsonWriter writer, TableRow row, string timeName)
    {
        writer.WriteStartObject();
        if (row.Time is { } time)
        {
            writer.WritePropertyName(timeName);
            JsonNumbers.Write(writer, time);
        }

        foreach (var (name, value) in row.Fields)
        {
            writer.WritePropertyName(name);
            ValueWriter.Write(writer, value);
        }

        writer.WriteEndObject();
    }
}
