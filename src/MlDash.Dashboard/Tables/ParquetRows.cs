using MlDash.Export;

namespace MlDash.Dashboard.Tables;

/// <summary>Puts the values of a column into rows. A list is one text; a list that is empty and one that is absent look alike.</summary>
/// <param name="column">The column.</param>
/// <param name="rows">How many rows are wanted.</param>
internal sealed class ParquetRows(ParquetColumn column, int rows)
{
    // Of a list with more elements, nobody reads all of them here; rows behind it have no text then.
    private const int MostElements = 10_000;

    private readonly List<string?> _cells = [];
    private readonly List<string> _list = [];
    private int _elements;

    /// <summary>Whether there are enough of them.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Takes the values of a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="repetitions">The levels of repetition.</param>
    /// <param name="definitions">The levels of definition.</param>
    /// <param name="bytes">The values.</param>
    /// <param name="values">Reads them.</param>
    public void Take(
        in ParquetPage page, ReadOnlySpan<byte> repetitions, ReadOnlySpan<byte> definitions, ReadOnlySpan<byte> bytes, ParquetValues values)
    {
        var repetition = new RunReader(repetitions, BitsOf(column.Repetition));
        var definition = new RunReader(definitions, BitsOf(column.Definition));
        var marks = new List<(bool Begins, bool IsThere)>();
        for (var (at, begun) = (0, _cells.Count); at < page.Values; at++)
        {
            var begins = column.Repetition == 0 || repetition.Next() == 0;
            if ((begins && begun == rows) || _elements == MostElements)
            {
                IsFull = true;
                break;
            }

            begun += begins ? 1 : 0;
            _elements++;
            marks.Add((begins, column.Definition == 0 || definition.Next() == column.Definition));
        }

        var texts = values.Read(page.Encoding, bytes, marks.Count(mark => mark.IsThere));
        var next = 0;
        foreach (var (begins, isThere) in marks)
            Add(begins, isThere ? texts[next++] : null);
        IsFull |= _cells.Count == rows && column.Repetition == 0;
    }

    /// <summary>The cells; fewer than there are rows where the file ends.</summary>
    public IReadOnlyList<string?> Cells()
    {
        EndList();
        return _cells;
    }

    private static int BitsOf(int level) => 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)level);

    private void Add(bool begins, string? text)
    {
        if (column.Repetition == 0)
        {
            _cells.Add(text);
            return;
        }

        if (begins)
        {
            EndList();
            _cells.Add(null);
        }

        if (text is not null)
            _list.Add(text);
    }

    private void EndList()
    {
        if (_list.Count > 0)
            _cells[^1] = ParquetCell.Cut($"[{string.Join(", ", _list)}]");
        _list.Clear();
    }
}
