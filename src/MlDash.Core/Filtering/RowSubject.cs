using System.Globalization;
using MlDash.Export;

namespace MlDash.Filtering;

/// <summary>Filters about rows of a table: the names are its columns, and words are searched for in its texts.</summary>
/// <param name="columns">The columns.</param>
internal sealed class RowSubject(IReadOnlyList<TableColumn> columns) : FilterSubject<IRowCells>
{
    /// <summary>The most names of columns in an error.</summary>
    private const int MostNamed = 20;

    /// <summary>Numbers of the columns that hold texts.</summary>
    public IReadOnlyList<int> Texts { get; } =
        [.. Enumerable.Range(0, columns.Count).Where(number => columns[number].Kind == ColumnKind.Text)];

    /// <inheritdoc />
    public override string Name => columns is [var first, ..] ? first.Name : "a column";

    /// <inheritdoc />
    public override string Condition => "loss > 0.5";

    /// <inheritdoc />
    public override string Choice => "label in (cat, dog)";

    /// <inheritdoc />
    public override string HasAction => "Columns of tables hold no lists. Write = for a value, or ~ for a pattern.";

    /// <inheritdoc />
    public override FilterKey<IRowCells> KeyOf(FilterToken token)
    {
        var all = Enumerable.Range(0, columns.Count);
        List<int> found = [.. all.Where(number => columns[number].Name.Equals(token.Text, StringComparison.OrdinalIgnoreCase))];
        var exact = found.FindIndex(number => columns[number].Name == token.Text) is var at and >= 0 ? found[at] : -1;
        return (exact, found.Count) switch
        {
            ( >= 0, _) => new RowKey(token.Text, exact, columns[exact].Kind),
            (_, 1) => new RowKey(token.Text, found[0], columns[found[0]].Kind),
            (_, 0) => throw FilterFault.At(token.At, $"'{token.Text}' is no column of the table.", $"Its columns are: {Names(all)}."),
            _ => throw FilterFault.At(token.At, $"'{token.Text}' is the name of several columns.", $"Write one of them as it is: {Names(found)}."),
        };
    }

    /// <inheritdoc />
    public override IEnumerable<string> TextsOf(IRowCells subject) => Texts.Select(subject.TextAt).OfType<string>();

    private string Names(IEnumerable<int> numbers)
    {
        List<string> names = [.. numbers.Select(number => columns[number].Name)];
        var first = string.Join(", ", names.Take(MostNamed));
        return names.Count <= MostNamed ? first : string.Create(CultureInfo.InvariantCulture, $"{first}, and {names.Count - MostNamed} more");
    }
}
