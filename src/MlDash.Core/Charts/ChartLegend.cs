using System.Globalization;
using MlDash.Text;

namespace MlDash.Charts;

/// <summary>What stands below a chart: a piece of each curve, its name, its last value, and what of it could not be drawn.</summary>
internal sealed class ChartLegend
{
    private const int LongSample = Dash.Longest / 2;
    private const int ShortSample = 2;
    private const int Between = 3;

    /// <summary>Cells kept for what says that there are more entries.</summary>
    private const int More = 8;

    /// <summary>Cells of a name that are kept at least.</summary>
    private const int LeastName = 8;

    private readonly ChartOptions _options;
    private readonly string[] _texts;
    private readonly int _sample;
    private readonly int _room;

    public ChartLegend(IReadOnlyList<PlacedLine> lines, ChartOptions options)
    {
        _options = options;
        // Where curves have signs of their own, two of them say enough.
        _sample = options.Style == ChartStyle.Ascii || options.Width < 2 * ChartOptions.LeastWidth ? ShortSample : LongSample;
        _room = options.Width - (lines.Count > 1 ? More : 0);
        _texts = [.. lines.Select(TextOf)];
        List<List<int>> rows = [];
        var room = 0;
        for (var line = 0; line < _texts.Length; line++)
        {
            var width = _sample + 1 + TerminalText.Width(_texts[line]);
            if (rows.Count == 0 || room < width)
            {
                rows.Add([]);
                room = _room;
            }

            rows[^1].Add(line);
            room -= width + Between;
        }

        Rows = [.. rows.Take(Math.Max(1, options.Height / 3))];
    }

    /// <summary>The entries row by row, in not more rows than a third of the chart.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Rows { get; }

    /// <summary>Writes one of the rows.</summary>
    public string Write(IReadOnlyList<int> row, Pen pen)
    {
        foreach (var line in row)
        {
            if (line != row[0])
                pen.Write(new string(' ', Between));
            WriteSample(line, pen);
            pen.Write(' ');
            pen.Write(_texts[line]);
        }

        if (row == Rows[^1] && row[^1] < _texts.Length - 1)
            pen.Write(string.Create(CultureInfo.InvariantCulture, $" … +{_texts.Length - 1 - row[^1]}"));
        return pen.EndRow();
    }

    private void WriteSample(int line, Pen pen)
    {
        var canvas = new DotCanvas(_sample, 1, _options.Style);
        for (var column = 0; column < canvas.Width; column++)
        {
            if (!canvas.HasDashes || Dash.HasInk(line, column))
                canvas.Set(column, canvas.Height / 2, new(line));
        }

        canvas.WriteRow(0, pen);
    }

    private string TextOf(PlacedLine line)
    {
        var notes = line.Notes();
        var last = NumberLabel.Short(line.LastValue);
        var rest = (last.Length > 0 ? " " + last : string.Empty) + (notes.Length > 0 ? $" ({notes})" : string.Empty);
        var room = _room - _sample - 1;
        // Where there is little room, a name says more than a number.
        return TerminalText.Fit(TerminalText.Fit(line.Line.Label, Math.Max(LeastName, room - rest.Length)) + rest, room);
    }
}
