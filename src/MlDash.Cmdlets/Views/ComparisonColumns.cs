using System.Management.Automation;
using MlDash.Text;

namespace MlDash.Cmdlets.Views;

/// <summary>A column of the table of a comparison.</summary>
/// <param name="Name">Name of the property.</param>
/// <param name="Width">Cells of the terminal.</param>
/// <param name="IsNumber">Whether it only has numbers, which stand at the right.</param>
internal readonly record struct ComparisonColumn(string Name, int Width, bool IsNumber);

/// <summary>The columns of the rows of one comparison, as wide as what is in them.</summary>
internal sealed class ComparisonColumns
{
    /// <summary>What tells values apart that begin alike, and names too.</summary>
    private const int Least = 12;

    /// <summary>One long text would leave no room for all the other columns.</summary>
    private const int Most = 40;

    private readonly ComparisonColumn[] _columns;
    private (int Width, IReadOnlyList<ComparisonColumn> Columns) _fitted;

    /// <summary>The columns of some rows.</summary>
    public ComparisonColumns(IReadOnlyList<PSObject> rows) => _columns = rows is [var first, ..]
        ? [.. first.Properties.Select(property => ColumnOf(property.Name, rows))]
        : [];

    /// <summary>A cell as text: fractions with the digits that tell them apart.</summary>
    public static string Text(PSObject row, string column) => ViewText.Value(row.Properties[column]?.Value);

    /// <summary>
    /// The columns that a terminal has room for: wide ones are narrowed first, then the last ones are left out. The name of an added column says how many.
    /// </summary>
    /// <param name="width">Cells of the terminal.</param>
    public IReadOnlyList<ComparisonColumn> Fit(int width)
    {
        if (_fitted.Width != width)
            _fitted = (width, Fitting(width));
        return _fitted.Columns;
    }

    private List<ComparisonColumn> Fitting(int width)
    {
        var fitting = new List<ComparisonColumn>(_columns);
        while (WidthOf(fitting) > width && Widest(fitting) is var at && fitting[at].Width > Least)
            fitting[at] = fitting[at] with { Width = fitting[at].Width - 1 };
        while (fitting.Count > 1 && WidthOf(fitting) + (fitting.Count < _columns.Length ? Rest(fitting).Width + 1 : 0) > width)
            fitting.RemoveAt(fitting.Count - 1);
        if (fitting.Count < _columns.Length)
            fitting.Add(Rest(fitting));
        return fitting;
    }

    private ComparisonColumn Rest(List<ComparisonColumn> fitting)
    {
        var name = $"(+{_columns.Length - fitting.Count} more)";
        return new(name, name.Length, false);
    }

    private static int WidthOf(List<ComparisonColumn> columns) => columns.Sum(column => column.Width) + columns.Count - 1;

    private static int Widest(List<ComparisonColumn> columns)
    {
        var widest = 0;
        for (var at = 1; at < columns.Count; at++)
        {
            if (columns[at].Width > columns[widest].Width)
                widest = at;
        }

        return widest;
    }

    private static ComparisonColumn ColumnOf(string name, IReadOnlyList<PSObject> rows)
    {
        var widest = rows.Max(row => TerminalText.Width(Text(row, name)));
        var values = rows.Select(row => row.Properties[name]?.Value).Where(value => value is not null).ToList();
        var isNumber = values.Count > 0 && values.TrueForAll(value => value is long or double);
        return new(name, Math.Clamp(Math.Max(TerminalText.Width(name), widest), 1, Most), isNumber);
    }
}
