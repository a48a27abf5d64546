using System.Globalization;
using MlDash.Export;

namespace MlDash.Dashboard.Tables;

/// <summary>The cells of a line of separated values: a number or a flag where one is written, else a text.</summary>
/// <param name="cells">As they are written.</param>
internal sealed class CsvCells(IReadOnlyList<string> cells) : IRowCells
{
    /// <inheritdoc />
    public object? this[int column] => TextAt(column) switch
    {
        null => null,
        var text when bool.TryParse(text, out var flag) => flag,
        var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        var text => text,
    };

    /// <inheritdoc />
    public string? TextAt(int column) => column < cells.Count && cells[column].Length > 0 ? cells[column] : null;
}
