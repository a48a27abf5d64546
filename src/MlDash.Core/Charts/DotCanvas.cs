namespace MlDash.Charts;

/// <summary>Cells of a terminal as a field of dots; (0, 0) is at the bottom left.</summary>
internal sealed class DotCanvas
{
    private const char FirstBraille = '\u2800';

    /// <summary>By the bits of a block: top left, top right, bottom left, bottom right.</summary>
    private const string Quadrants = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█";

    /// <summary>In ASCII each curve has a sign of its own instead of a dash.</summary>
    private const string Signs = "*+xo#%@&";

    /// <summary>Bits of a Braille pattern, row by row from the top, left before right.</summary>
    private static readonly byte[] _braille = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];

    private readonly ChartStyle _style;
    private readonly int _across;
    private readonly int _down;
    private readonly (byte Bits, Ink Ink)[,] _cells;

    public DotCanvas(int columns, int rows, ChartStyle style)
    {
        _style = style;
        (_across, _down) = style switch { ChartStyle.Braille => (2, 4), ChartStyle.Block => (2, 2), _ => (1, 1) };
        _cells = new (byte, Ink)[rows, columns];
        Width = columns * _across;
        Height = rows * _down;
    }

    /// <summary>Dots in a row.</summary>
    public int Width { get; }

    /// <summary>Dots in a column.</summary>
    public int Height { get; }

    /// <summary>Whether curves differ by their dashes here, not by their signs.</summary>
    public bool HasDashes => _style != ChartStyle.Ascii;

    /// <summary>Draws a dot; a strong one takes the cell from a faint one.</summary>
    public void Set(int x, int y, Ink ink)
    {
        var (row, down) = Math.DivRem(Height - 1 - y, _down);
        var (column, across) = Math.DivRem(x, _across);
        ref var cell = ref _cells[row, column];
        var bit = _style == ChartStyle.Braille ? _braille[(down * 2) + across] : (byte)(1 << ((down * 2) + across));
        cell = (cell.Ink.IsFaint && !ink.IsFaint ? bit : (byte)(cell.Bits | bit), ink);
    }

    /// <summary>Which row of cells, from the top, a row of dots is in.</summary>
    public int RowOf(int y) => (Height - 1 - y) / _down;

    /// <summary>Which column of cells a column of dots is in.</summary>
    public int ColumnOf(int x) => x / _across;

    /// <summary>Writes a row of cells.</summary>
    public void WriteRow(int row, Pen pen)
    {
        for (var column = 0; column < _cells.GetLength(1); column++)
        {
            var (bits, ink) = _cells[row, column];
            if (bits == 0)
                pen.Write(' ');
            else
                pen.Write(_style switch
                {
                    ChartStyle.Braille => (char)(FirstBraille + bits),
                    ChartStyle.Block => Quadrants[bits],
                    _ => Signs[ink.Line % Signs.Length],
                }, ink);
        }
    }
}
