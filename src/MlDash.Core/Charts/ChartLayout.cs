using MlDash.Text;

namespace MlDash.Charts;

/// <summary>Puts title, curves, axes and legend of a chart into rows.</summary>
internal sealed class ChartLayout(IReadOnlyList<PlacedLine> lines, Axis x, Axis y, ChartOptions options)
{
    private const int RowsOfTitle = 1;
    private const int RowsOfXAxis = 3;

    /// <summary>Rows that a tick of y has at least.</summary>
    private const int RowsOfTick = 2;

    /// <summary>Cells of the narrowest label of x, with what is left free beside it.</summary>
    private const int CellsOfTick = 6;

    private readonly bool _isAscii = options.Style == ChartStyle.Ascii;

    /// <summary>The rows from top to bottom.</summary>
    /// <param name="paint">Draws the curves.</param>
    public IReadOnlyList<string> Write(Action<DotCanvas> paint)
    {
        var legend = new ChartLegend(lines, options);
        var legendRows = legend.Rows;
        var height = options.Height - RowsOfTitle - RowsOfXAxis - legendRows.Count;
        var yTicks = y.Ticks(Math.Max(2, (height + 1) / RowsOfTick));
        var gutter = yTicks.Select(tick => tick.Label.Length).DefaultIfEmpty().Max();
        var canvas = new DotCanvas(options.Width - gutter - 2, height, options.Style);
        paint(canvas);

        var pen = new Pen(options.HasColor);
        pen.Write(TerminalText.Fit(options.HasLogY ? options.Title + " (log scale)" : options.Title, options.Width));
        List<string> rows = [pen.EndRow()];
        // Where two ticks share a row, the lower one keeps it.
        var labels = yTicks.GroupBy(tick => canvas.RowOf(y.Dot(tick.Place, canvas.Height))).ToDictionary(row => row.Key, row => row.First().Label);
        for (var row = 0; row < height; row++)
        {
            var label = labels.GetValueOrDefault(row);
            pen.Write((label ?? string.Empty).PadLeft(gutter));
            pen.Write(label is null ? (_isAscii ? " |" : " │") : _isAscii ? " +" : " ┤");
            canvas.WriteRow(row, pen);
            rows.Add(pen.EndRow());
        }

        WriteXAxis(rows, pen, gutter + 1, canvas);
        rows.AddRange(legendRows.Select(row => legend.Write(row, pen)));
        return rows;
    }

    private void WriteXAxis(List<string> rows, Pen pen, int left, DotCanvas canvas)
    {
        var cells = options.Width - left - 1;
        var (ticks, label) = XTicks(cells, canvas);
        var axis = new string(_isAscii ? '-' : '─', cells).ToCharArray();
        var labels = new string(' ', options.Width).ToCharArray();
        foreach (var (start, column, text) in ticks)
        {
            axis[column] = _isAscii ? '+' : '┬';
            text.CopyTo(0, labels, left + 1 + start, text.Length);
        }

        pen.Write(new string(' ', left) + (_isAscii ? '+' : '└') + new string(axis));
        rows.Add(pen.EndRow());
        pen.Write(new string(labels));
        rows.Add(pen.EndRow());
        var name = TerminalText.Fit(label, cells);
        pen.Write(new string(' ', left + 1 + ((cells - TerminalText.Width(name)) / 2)) + name);
        rows.Add(pen.EndRow());
    }

    /// <summary>As many ticks as have room, each with the cells where its label begins and its mark stands; and what x is.</summary>
    private (List<(int Start, int Column, string Text)> Ticks, string Label) XTicks(int cells, DotCanvas canvas)
    {
        for (var count = Math.Max(2, cells / CellsOfTick); ; count--)
        {
            var (ticks, label) = TicksOfX(count);
            List<(int Start, int Column, string Text)> placed = [];
            var free = int.MinValue;
            var isLast = count <= 2;
            var hasRoom = true;
            foreach (var tick in ticks)
            {
                var column = canvas.ColumnOf(Math.Clamp(x.Dot(tick.Place, canvas.Width), 0, canvas.Width - 1));
                var start = Math.Clamp(column - (tick.Label.Length / 2), 0, Math.Max(0, cells - tick.Label.Length));
                if (start < free || tick.Label.Length > cells)
                {
                    hasRoom = false;
                    continue;
                }

                placed.Add((start, column, tick.Label));
                free = start + tick.Label.Length + 2;
            }

            if (hasRoom || isLast)
                return (placed, label);
        }
    }

    private (IReadOnlyList<Tick> Ticks, string Label) TicksOfX(int count)
    {
        if (x.IsLog)
            return (x.Ticks(count), $"{options.XLabel}{(options.XKind == AxisKind.Elapsed ? " in s" : string.Empty)} (log scale)");
        switch (options.XKind)
        {
            case AxisKind.Time:
                var day = TimeTicks.DayOf(x.Low, options.Zone);
                return (TimeTicks.Between(x.Low, x.High, count, options.Zone), day.Length == 0 ? options.XLabel : $"{options.XLabel} from {day}");
            case AxisKind.Elapsed:
                var (size, unit) = TimeTicks.UnitOf(x.High - x.Low);
                var ticks = NumberTicks.Between(x.Low / size, x.High / size, count);
                return ([.. ticks.Select(tick => tick with { Place = tick.Place * size })], $"{options.XLabel} in {unit}");
            default:
                return (x.Ticks(count), options.XLabel);
        }
    }
}
