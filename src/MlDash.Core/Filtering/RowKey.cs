using MlDash.Export;

namespace MlDash.Filtering;

/// <summary>A column of a table.</summary>
/// <param name="text">As it was written.</param>
/// <param name="number">Its number.</param>
/// <param name="kind">What it holds.</param>
internal sealed class RowKey(string text, int number, ColumnKind kind) : FilterKey<IRowCells>(text)
{
    /// <summary>Its number among the columns of the table.</summary>
    public int Number { get; } = number;

    /// <inheritdoc />
    public override bool IsTime => kind == ColumnKind.Moment;

    /// <inheritdoc />
    public override object? Of(IRowCells subject) => subject[Number] is DateTime time ? TableColumn.MomentOf(time) : subject[Number];
}
