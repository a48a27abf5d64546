using System.Globalization;
using MlDash.Export;

namespace MlDash.Dashboard.Tables;

/// <summary>The part of what a Parquet file says about itself that its first rows need: its columns, and where the first group of rows has them.</summary>
/// <param name="Rows">How many rows the file says that it has.</param>
/// <param name="Columns">The leaves of its schema, in their order.</param>
/// <param name="Chunks">Where each of them is in the first group of rows; empty when there are no rows.</param>
internal sealed record ParquetFooter(long Rows, IReadOnlyList<ParquetColumn> Columns, IReadOnlyList<ParquetChunk> Chunks)
{
    private const int DeepestSchema = 32;

    // An element needs a byte in the file, and many more in memory.
    private const int MostElements = 20_000;
    private const int LongestName = 200;

    private ref struct Parts
    {
        public long Rows;
        public List<ParquetElement> Schema;
        public List<ParquetChunk>? Chunks;
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static ParquetFooter Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new ThriftReader(bytes);
        var parts = new Parts { Schema = [] };
        var id = 0;
        while (reader.Field(ref id, out var kind))
        {
            if (id == 2)
                ReadSchema(ref reader, kind, parts.Schema);
            else if (id == 3)
                parts.Rows = reader.Whole(kind);
            else if (id == 4)
                parts.Chunks = FirstGroup(ref reader, kind);
            else
                reader.Skip(kind);
        }

        var columns = new List<ParquetColumn>();
        if (parts.Schema is [var root, ..])
        {
            var at = 1;
            for (var child = 0; child < root.Children; child++)
                AddLeaves(parts.Schema, ref at, "", 0, 0, 0, columns);
        }

        if (parts.Chunks is { Count: > 0 } chunks && chunks.Count != columns.Count)
            throw new InvalidDataException("its first rows have other columns than its schema.");
        return new(parts.Rows, columns, parts.Chunks ?? []);
    }

    private static void ReadSchema(ref ThriftReader reader, ThriftKind kind, List<ParquetElement> schema)
    {
        for (var left = Few(reader.List(kind, ThriftKind.Struct)); left > 0; left--)
            schema.Add(ParquetElement.Read(ref reader));
    }

    private static int Few(int count) => count <= MostElements ? count
        : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"it has more than {MostElements:N0} columns."));

    private static void AddLeaves(
        List<ParquetElement> schema, ref int at, string above, int definition, int repetition, int depth, List<ParquetColumn> columns)
    {
        if (at >= schema.Count || depth > DeepestSchema)
            throw new InvalidDataException("its schema is damaged.");
        var element = schema[at++];
        var name = above.Length == 0 ? element.Name : $"{above}.{element.Name}";
        name = name.Length > LongestName ? name[..LongestName] : name;
        definition += element.Repetition == ParquetElement.Required ? 0 : 1;
        repetition += element.Repetition == ParquetElement.Repeated ? 1 : 0;
        if (element.Children == 0)
            columns.Add(new(name, element, definition, repetition));
        for (var child = 0; child < element.Children; child++)
            AddLeaves(schema, ref at, name, definition, repetition, depth + 1, columns);
    }

    // Groups without rows come before others in what some tools write.
    private static List<ParquetChunk>? FirstGroup(ref ThriftReader reader, ThriftKind kind)
    {
        List<ParquetChunk>? first = null;
        for (var left = reader.List(kind, ThriftKind.Struct); left > 0; left--)
        {
            if (first is not null)
            {
                reader.Skip(ThriftKind.Struct);
                continue;
            }

            var chunks = new List<ParquetChunk>();
            var (id, rows) = (0, 0L);
            while (reader.Field(ref id, out var inner))
            {
                if (id == 1)
                    ReadChunks(ref reader, inner, chunks);
                else if (id == 3)
                    rows = reader.Whole(inner);
                else
                    reader.Skip(inner);
            }

            first = rows > 0 ? chunks : null;
        }

        return first;
    }

    private static void ReadChunks(ref ThriftReader reader, ThriftKind kind, List<ParquetChunk> chunks)
    {
        for (var left = Few(reader.List(kind, ThriftKind.Struct)); left > 0; left--)
        {
            var chunk = new ParquetChunk();
            var id = 0;
            while (reader.Field(ref id, out var inner))
            {
                switch (id)
                {
                    case 1:
                        throw new InvalidDataException("its columns are in other files.");
                    case 3:
                        chunk = ParquetChunk.Read(ref reader, inner);
                        break;
                    default:
                        reader.Skip(inner);
                        break;
                }
            }

            chunks.Add(chunk);
        }
    }
}

/// <summary>A column that has values.</summary>
/// <param name="Name">Its name, with those above it.</param>
/// <param name="Element">What its values are.</param>
/// <param name="Definition">The level of a value that is there.</param>
/// <param name="Repetition">The level of lists inside lists; 0 for one value a row.</param>
internal sealed record ParquetColumn(string Name, ParquetElement Element, int Definition, int Repetition);

/// <summary>Where a column is in a group of rows.</summary>
/// <param name="Codec">How its pages are compressed.</param>
/// <param name="Values">How many values there are, with absent ones.</param>
/// <param name="Begin">Where its first page begins.</param>
internal readonly record struct ParquetChunk(ParquetCodec Codec, long Values, long Begin)
{
    /// <summary>Reads it.</summary>
    public static ParquetChunk Read(ref ThriftReader reader, ThriftKind kind)
    {
        ThriftReader.Struct(kind);
        var (codec, values, data, dictionary) = (0, 0L, 0L, 0L);
        var id = 0;
        while (reader.Field(ref id, out var inner))
        {
            switch (id)
            {
                case 4:
                    codec = reader.Int(inner);
                    break;
                case 5:
                    values = reader.Whole(inner);
                    break;
                case 9:
                    data = reader.Whole(inner);
                    break;
                case 11:
                    dictionary = reader.Whole(inner);
                    break;
                default:
                    reader.Skip(inner);
                    break;
            }
        }

        return new((ParquetCodec)codec, values, dictionary > 0 && dictionary < data ? dictionary : data);
    }
}
