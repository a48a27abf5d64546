using System.Text.Json;
using MlDash.Protocol;
using Parquet;
using Parquet.Schema;

namespace MlDash.Server.Tracks;

/// <summary>
/// Writes entries as one Parquet row group, zstd: numbers as double, text as string, booleans as such, arrays and mixed columns as JSON text, absent as null.
/// </summary>
internal static class ParquetTable
{
    private const string Time = "timestamp";

    public static async Task<byte[]> WriteAsync(IReadOnlyList<FlatEntry> entries, CancellationToken cancellationToken)
    {
        var rows = entries.Select(e => e.Fields.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal)).ToList();
        var columns = rows.SelectMany(r => r.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(
                name => new Column(
                    name, [.. rows.Select(r => r.TryGetValue(name, out var value) && value.Kind != JsonValueKind.Null ? value : (RawJson?)null)]))
            .ToList();
        var time = new DataField<double>(Time);
        var file = new MemoryStream();
        var schema = new ParquetSchema([time, .. columns.Select(c => c.Field)]);
        await using (var writer = await ParquetWriter.CreateAsync(
            schema, file, new ParquetOptions { CompressionMethod = CompressionMethod.Zstd }, cancellationToken: cancellationToken))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<double>(time, entries.Select(e => e.Timestamp).ToArray().AsMemory(), cancellationToken: cancellationToken);
            foreach (var column in columns)
                await column.WriteAsync(group, cancellationToken);
        }
        return file.ToArray();
    }

    private sealed class Column
    {
        private readonly RawJson?[] _values;
        private readonly JsonValueKind _kind;

        public Column(string name, RawJson?[] values)
        {
            _values = values;
            var kinds = values.OfType<RawJson>().Select(v => v.Kind == JsonValueKind.False ? JsonValueKind.True : v.Kind).Distinct().ToList();
            _kind = kinds is [JsonValueKind.Number or JsonValueKind.String or JsonValueKind.True] ? kinds[0] : JsonValueKind.Undefined;
            Field = _kind switch
            {
                JsonValueKind.Number => new DataField<double?>(name),
                JsonValueKind.True => new DataField<bool?>(name),
                _ => new DataField<string>(name),
            };
        }

        public DataField Field { get; }

        public Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellationToken) => _kind switch
        {
            JsonValueKind.Number => group.WriteAsync<double>(
                Field, _values.Select(v => v?.AsNumber()).ToArray().AsMemory(), cancellationToken: cancellationToken),
            JsonValueKind.True => group.WriteAsync<bool>(
                Field, _values.Select(v => v is { } b ? b.Kind == JsonValueKind.True : (bool?)null).ToArray().AsMemory(), cancellationToken: cancellationToken),
            JsonValueKind.String => group.WriteAsync(Field, _values.Select(v => v?.AsText()!).ToArray()),
            _ => group.WriteAsync(Field, _values.Select(v => v?.ToString()!).ToArray()),
        };
    }
}
