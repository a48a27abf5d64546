using System.Collections.Specialized;
using MlDash.Json;

namespace MlDash.Import.Exported;

/// <summary>One column of an exported table.</summary>
/// <param name="Header">Its name in the file.</param>
/// <param name="Name">The name of the field that it holds.</param>
/// <param name="Kind">What its cells are.</param>
internal sealed record ExportedColumn(string Header, string Name, CellKind Kind);

/// <summary>One row of an exported table.</summary>
/// <param name="Lead">The values of the first columns, which every table of its sort has.</param>
/// <param name="Fields">The others, as far as they are there.</param>
internal readonly record struct ExportedRow(object?[] Lead, FieldSet Fields);

/// <summary>One exported table, as the document of its experiment describes it.</summary>
/// <param name="File">The file, below the folder of the export: segments joined by <c>/</c>.</param>
/// <param name="Checksum">SHA-256 of its bytes.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Columns">Its columns but the first ones.</param>
internal sealed record ExportedTable(string File, string Checksum, long Rows, IReadOnlyList<ExportedColumn> Columns)
{
    /// <summary>The first columns of the points of a metric.</summary>
    public static readonly ExportedColumn[] PointLead = [new("index", "index", CellKind.Whole), new("createdAt", "createdAt", CellKind.Text)];

    /// <summary>The first columns of a log.</summary>
    public static readonly ExportedColumn[] LogLead = [new("timestamp", "timestamp", CellKind.Text), new("level", "level", CellKind.Text)];

    /// <summary>The first columns of a track.</summary>
    public static readonly ExportedColumn[] TrackLead = [new("timestamp", "timestamp", CellKind.Number)];

    /// <summary>Whether it is Parquet, else CSV.</summary>
    public bool IsParquet => File.EndsWith(".parquet", StringComparison.Ordinal);

    /// <summary>Adds what describes the table to a document.</summary>
    public OrderedDictionary AddTo(OrderedDictionary document)
    {
        document["file"] = File;
        document["sha256"] = Checksum;
        document["rows"] = Rows;
        document["columns"] = Columns.Select(object? (column) => new OrderedDictionary
        {
            ["header"] = column.Header,
            ["name"] = column.Name,
            ["kind"] = column.Kind.ToString(),
        }).ToArray();
        return document;
    }

    /// <summary>The table that a document describes; null when it describes none.</summary>
    /// <exception cref="InvalidDataException">The description is damaged.</exception>
    public static ExportedTable? Of(OrderedDictionary? document)
    {
        if (document?.Text("file") is not { } file)
            return null;
        var columns = (document["columns"] as object?[] ?? []).Select(column => column is OrderedDictionary map
            && map.Text("header") is { } header && map.Text("name") is { } name
            && Enum.TryParse<CellKind>(map.Text("kind"), out var kind) && Enum.IsDefined(kind)
                ? new ExportedColumn(header, name, kind)
                : throw new InvalidDataException($"A column of '{file}' has no header, name or kind.")).ToArray();
        if (columns.DistinctBy(column => column.Header, StringComparer.Ordinal).Count() < columns.Length)
            throw new InvalidDataException($"Two columns of '{file}' have one header.");
        return new ExportedTable(file, document.Text("sha256") ?? string.Empty, document.Whole("rows") ?? 0, columns);
    }
}
