using System.Globalization;
using System.Text;

namespace MlDash.Export;

/// <summary>A track as CSV: a line of names, then one line an entry, quoted as RFC 4180 asks.</summary>
internal static class TrackCsv
{
    public static async Task<long> WriteAsync(IAsyncEnumerable<TrackEntry> entries, TrackShape shape, Stream target)
    {
        long count = 0;
        await using var writer = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        await writer.WriteLineAsync(string.Join(',', shape.Columns.Select(column => column.Name).Prepend(TrackEntry.TimestampField).Select(Quoted))).ConfigureAwait(false);
        await foreach (var entry in entries.ConfigureAwait(false))
        {
            writer.Write(entry.Timestamp.ToString("R", CultureInfo.InvariantCulture));
            foreach (var column in shape.Columns)
            {
                writer.Write(',');
                writer.Write(Quoted(CellText.Of(entry.Fields[column.Name])));
            }

            writer.WriteLine();
            count++;
        }

        return count;
    }

    private static string? Quoted(string? cell) =>
        cell is null || cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
