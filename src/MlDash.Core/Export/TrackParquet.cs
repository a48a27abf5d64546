using System.Globalization;
using MlDash.Json;
using Parquet;
using Parquet.Schema;

namespace MlDash.Export;

/// <summary>
/// A track as Parquet with zstd: <c>timestamp</c> and one nullable column a field. Whole numbers, reals, flags and texts keep their type;
/// arrays and mixed columns are JSON text. Written in groups of rows, so that memory does not grow with the track.
/// </summary>
internal static class TrackParquet
{
    private const int RowsAGroup = 50_000;

    public static async Task<long> WriteAsync(IAsyncEnumerable<TrackEntry> entries, TrackShape shape, Stream target, CancellationToken cancellationToken)
    {
        var time = new DataField<double>(TrackEntry.TimestampField);
        var fields = shape.Columns.Select(column => (Column: column, Field: FieldOf(column))).ToList();
        var schema = new ParquetSchema(fields.Select(field => field.Field).Prepend(time).ToArray<Field>());
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Zstd };
        await using var writer = await ParquetWriter.CreateAsync(schema, target, options, cancellationToken: cancellationToken).ConfigureAwait(false);

        long count = 0;
        var group = new List<TrackEntry>(RowsAGroup);
        await foreach (var entry in entries.ConfigureAwait(false))
        {
            group.Add(entry);
            if (group.Count < RowsAGroup)
                continue;
            await WriteGroupAsync().ConfigureAwait(false);
        }

        if (group.Count > 0 || count == 0)
            await WriteGroupAsync().ConfigureAwait(false);
        return count;

        async Task WriteGroupAsync()
        {
            using var rows = writer.CreateRowGroup();
            await rows.WriteAsync<double>(time, group.ConvertAll(entry => entry.Timestamp).ToArray(), cancellationToken: cancellationToken).ConfigureAwait(false);
            foreach (var (column, field) in fields)
                await WriteColumnAsync(rows, column, field, group, cancellationToken).ConfigureAwait(false);
            count += group.Count;
            group.Clear();
        }
    }

    private static DataField FieldOf(TrackColumn column) => column.Kind switch
    {
        ColumnKind.Flag => new DataField<bool?>(column.Name),
        ColumnKind.Whole => new DataField<long?>(column.Name),
        ColumnKind.Real => new DataField<double?>(column.Name),
        _ => new DataField<string>(column.Name, nullable: true),
    };

    private static async Task WriteColumnAsync(ParquetRowGroupWriter rows, TrackColumn column, DataField field, List<TrackEntry> group, CancellationToken cancellationToken)
    {
        switch (column.Kind)
        {
            case ColumnKind.Flag:
                await rows.WriteAsync<bool>(field, Values(value => value as bool?), cancellationToken: cancellationToken).ConfigureAwait(false);
                break;
            case ColumnKind.Whole:
                await rows.WriteAsync<long>(field, Values(value => value as long?), cancellationToken: cancellationToken).ConfigureAwait(false);
                break;
            case ColumnKind.Real:
                await rows.WriteAsync<double>(field, Values(value => value is null ? null : (double?)Convert.ToDouble(value, CultureInfo.InvariantCulture)), cancellationToken: cancellationToken).ConfigureAwait(false);
                break;
            case ColumnKind.Json:
                await rows.WriteAsync(field, group.ConvertAll(entry => entry.Fields[column.Name] is { } value ? JsonText.Line(value) : null!)).ConfigureAwait(false);
                break;
            default:
                await rows.WriteAsync(field, group.ConvertAll(entry => (entry.Fields[column.Name] as string)!)).ConfigureAwait(false);
                break;
        }

        ReadOnlyMemory<T?> Values<T>(Func<object?, T?> convert)
            where T : struct => group.ConvertAll(entry => convert(entry.Fields[column.Name])).ToArray();
    }
}
