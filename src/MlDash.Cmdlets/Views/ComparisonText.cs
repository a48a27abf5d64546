using System.Management.Automation;
using System.Runtime.CompilerServices;
using MlDash.Text;

namespace MlDash.Cmdlets.Views;

/// <summary>
/// Comparisons as a table. PowerShell shows objects of five properties and more as a list, and fractions with two digits, which makes a learning rate 0.00.
/// </summary>
public static class ComparisonText
{
    private const string TypeName = "MlDash.ComparisonRow";

    /// <summary>Which rows belong together: what is beside the objects is in no file that is made of them.</summary>
    private static readonly ConditionalWeakTable<PSObject, ComparisonColumns> _columns = [];

    /// <summary>The line with the names of the columns, and the line below it.</summary>
    /// <param name="row">A row.</param>
    /// <param name="engine"><c>$ExecutionContext</c>.</param>
    public static string Header(PSObject row, EngineIntrinsics engine)
    {
        var columns = ColumnsOf(row).Fit(WidthOf(engine));
        var names = ViewStyle.Header(Join(columns, column => column.Name), engine);
        return $"{names}\n{ViewStyle.Header(Join(columns, column => new string('-', Math.Min(TerminalText.Width(column.Name), column.Width))), engine)}";
    }

    /// <summary>The line of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="engine"><c>$ExecutionContext</c>.</param>
    public static string Row(PSObject row, EngineIntrinsics engine) =>
        Join(ColumnsOf(row).Fit(WidthOf(engine)), column => ComparisonColumns.Text(row, column.Name), text => ViewStyle.Status(text, engine));

    /// <summary>Rows that are one table.</summary>
    internal static IReadOnlyList<PSObject> Together(IEnumerable<PSObject> rows)
    {
        PSObject[] all = [.. rows];
        var columns = new ComparisonColumns(all);
        foreach (var row in all)
        {
            row.TypeNames.Insert(0, TypeName);
            _columns.Add(row, columns);
        }

        return all;
    }

    /// <summary>A row that was made by another command, such as a copy, is a table of its own.</summary>
    private static ComparisonColumns ColumnsOf(PSObject row) => _columns.GetValue(row, static alone => new([alone]));

    /// <summary>The last cell of a line stays empty: some terminals wrap a line that is full.</summary>
    private static int WidthOf(EngineIntrinsics engine) => Terminal.SizeOf(engine.Host).Width - 1;

    private static string Join(IReadOnlyList<ComparisonColumn> columns, Func<ComparisonColumn, string> textOf, Func<string, string>? status = null) =>
        string.Join(' ', columns.Select(column => Cell(column, textOf(column), status))).TrimEnd();

    private static string Cell(ComparisonColumn column, string text, Func<string, string>? status)
    {
        var shown = TerminalText.Fit(text, column.Width);
        var gap = new string(' ', column.Width - TerminalText.Width(shown));
        if (column.IsNumber)
            return gap + shown;
        return (column.Name == "Status" && status is not null ? status(shown) : shown) + gap;
    }
}
