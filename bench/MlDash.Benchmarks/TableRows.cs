using System.Collections.Specialized;
using System.Globalization;
using System.IO.Compression;
using MlDash.Export;
using MlDash.Filtering;
using Parquet;
using Parquet.Schema;

namespace MlDash.Benchmarks;

/// <summary>Saving and reading a large table, against the library that writes its columns.</summary>
internal static class TableRows
{
    private const int Rows = 1_000_000;
    private const int RowsAGroup = 50_000;
    private static readonly string[] _labels = ["cat", "dog", "bird", "fish"];

    public static IEnumerable<Row> Run(Workspace workspace)
    {
        var (ours, bare) = (workspace.In("ours.parquet"), workspace.In("bare.parquet"));
        var idle = CoreRows.WorkingSet();
        long peak = 0;
        using (new Timer(_ => peak = Math.Max(peak, CoreRows.WorkingSet()), null, 0, 50))
        {
            Save(ours);
            Read(ours, null, Rows);
        }

        var more = (peak - idle) / 1e6;
        yield return new(
            "peak memory while a table of 1,000,000 rows is saved and read",
            "the idle process",
            "≤ 250 MB more",
            string.Create(CultureInfo.InvariantCulture, $"{more:0} MB more"),
            more <= 250);
        yield return Measured.Speed(
            "save 1,000,000 rows of 4 fields as a table", "a bare Parquet write of the same columns", 0.15, 3, () => Save(ours), () => WriteBare(bare));
        yield return Measured.Speed(
            "read these rows back", "a bare Parquet read of the same columns", 0.2, 3, () => Read(ours, null, Rows), () => ReadBare(bare));
        yield return Measured.Speed(
            "find 10 of these rows by a filter of one column, as the file says where they are",
            "reading all rows",
            10,
            3,
            () => Read(ours, "id >= 999990", 10),
            () => Read(ours, null, Rows));
    }

    private static ListDictionary Fields(int row) => new ListDictionary
    {
        { "id", row },
        { "loss", 1.0 / (row + 1) },
        { "label", _labels[row % 4] },
        { "name", string.Create(CultureInfo.InvariantCulture, $"picture-{row}.png") },
    };

    private static void Save(string path)
    {
        using var spool = new TableSpool();
        for (var row = 0; row < Rows; row++)
            spool.Add(Fields(row));
        using var file = File.Create(path);
        spool.WriteParquetAsync(file).GetAwaiter().GetResult();
    }

    private static void Read(string path, string? filter, int expected) => ReadAsync(path, filter, expected).GetAwaiter().GetResult();

    private static async Task ReadAsync(string path, string? filter, int expected)
    {
        await using var file = File.OpenRead(path);
        var rows = 0;
        await foreach (var row in TableSearch.ReadAsync(file, new() { Filter = filter }))
            rows += row.Count == 4 ? 1 : 0;
        if (rows != expected)
            throw new InvalidOperationException($"{expected} rows were expected, {rows} were read.");
    }

    private static void WriteBare(string path) => WriteBareAsync(path).GetAwaiter().GetResult();

    private static async Task WriteBareAsync(string path)
    {
        var (id, loss) = (new DataField<long?>("id"), new DataField<double?>("loss"));
        var (label, name) = (new DataField<string>("label", nullable: true), new DataField<string>("name", nullable: true));
        await using var file = File.Create(path);
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Zstd, CompressionLevel = CompressionLevel.Optimal };
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(id, loss, label, name), file, options);
        for (var begin = 0; begin < Rows; begin += RowsAGroup)
        {
            var rows = Enumerable.Range(begin, RowsAGroup).ToArray();
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<long>(id, Array.ConvertAll(rows, row => (long?)row));
            await group.WriteAsync<double>(loss, Array.ConvertAll(rows, row => (double?)(1.0 / (row + 1))));
            await group.WriteAsync(label, Array.ConvertAll(rows, row => _labels[row % 4]));
            await group.WriteAsync(name, Array.ConvertAll(rows, row => string.Create(CultureInfo.InvariantCulture, $"picture-{row}.png")));
        }
    }

    private static void ReadBare(string path) => ReadBareAsync(path).GetAwaiter().GetResult();

    private static async Task ReadBareAsync(string path)
    {
        await using var file = File.OpenRead(path);
        await using var reader = await ParquetReader.CreateAsync(file);
        var fields = reader.Schema.DataFields;
        for (var at = 0; at < reader.RowGroupCount; at++)
        {
            using var group = reader.OpenRowGroupReader(at);
            await group.ReadAsync<long>(fields[0], new long?[group.RowCount].AsMemory());
            await group.ReadAsync<double>(fields[1], new double?[group.RowCount].AsMemory());
            await group.ReadAsync(fields[2], new string?[group.RowCount].AsMemory());
            await group.ReadAsync(fields[3], new string?[group.RowCount].AsMemory());
        }
    }
}
