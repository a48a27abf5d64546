using MlDash.Import.Exported;

namespace MlDash.Import.Exporting;

/// <summary>Finds the columns of rows: their names in the order in which they occur first, and what their cells are.</summary>
/// <param name="lead">The first columns, whose names no other has.</param>
/// <param name="isParquet">Whether a column of integers and doubles holds doubles alone, so that a large integer would lose digits.</param>
internal sealed class ColumnScan(IReadOnlyList<ExportedColumn> lead, bool isParquet)
{
    private readonly Dictionary<string, Found> _found = new(StringComparer.Ordinal);
    private readonly List<Found> _order = [];

    /// <summary>Takes the fields of a row.</summary>
    public void Take(FieldSet fields)
    {
        foreach (var (name, value) in fields)
        {
            if (!_found.TryGetValue(name, out var column))
            {
                column = new Found(name);
                _found.Add(name, column);
                _order.Add(column);
            }

            column.Kind = ExportedCell.Widest(column.Kind, ExportedCell.KindOf(value));
            column.HasLarge |= value is > ExportedCell.LargestExact or < -ExportedCell.LargestExact;
        }
    }

    /// <summary>The columns, the first ones not among them.</summary>
    public IReadOnlyList<ExportedColumn> Columns()
    {
        var headers = new HashSet<string>(lead.Select(column => column.Header), StringComparer.Ordinal);
        return _order.ConvertAll(column => new ExportedColumn(Header(column.Name, headers), column.Name, KindOf(column)));
    }

    private CellKind KindOf(Found column) => column is { Kind: CellKind.Mixed, HasLarge: true } && isParquet ? CellKind.Json : column.Kind;

    private static string Header(string name, HashSet<string> headers)
    {
        var plain = string.Concat(name.Select(letter => char.IsControl(letter) || letter == '\uFEFF' ? '_' : letter));
        if (plain.Length == 0)
            plain = "_";
        var free = plain;
        for (var number = 2; !headers.Add(free); number++)
            free = $"{plain}_{number}";
        return free;
    }

    private sealed class Found(string name)
    {
        public string Name => name;

        public CellKind Kind { get; set; }

        public bool HasLarge { get; set; }
    }
}
