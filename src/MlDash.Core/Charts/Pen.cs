using System.Text;

namespace MlDash.Charts;

/// <summary>Writes the rows of a chart, with the escape sequences for its colours or without any.</summary>
internal sealed class Pen(bool hasColor)
{
    private const string Escape = "\u001b[";
    private const string Reset = Escape + "0m";

    /// <summary>The colours of Okabe and Ito, which colour-blind eyes tell apart, in the palette of 256.</summary>
    private static readonly int[] _colors = [32, 208, 36, 175, 74, 178, 167];

    private readonly StringBuilder _row = new();
    private int _end;
    private string _colorAtEnd = string.Empty;
    private string _color = string.Empty;

    /// <summary>How many curves colours tell apart.</summary>
    public static int Colors => _colors.Length;

    /// <summary>Writes text that has no colour.</summary>
    public void Write(string text)
    {
        foreach (var letter in text)
            Write(letter);
    }

    /// <summary>Writes one letter; a blank has no colour.</summary>
    public void Write(char letter, Ink? ink = null)
    {
        if (letter == ' ')
        {
            _row.Append(letter);
            return;
        }

        Change(ink is { } given ? $"{(given.IsFaint ? "2;" : string.Empty)}38;5;{_colors[given.Line % Colors]}" : string.Empty);
        _row.Append(letter);
        (_end, _colorAtEnd) = (_row.Length, _color);
    }

    /// <summary>The row, without blanks at its end.</summary>
    public string EndRow()
    {
        _row.Length = _end;
        if (_colorAtEnd.Length > 0)
            _row.Append(Reset);
        var row = _row.ToString();
        _row.Clear();
        (_end, _color, _colorAtEnd) = (0, string.Empty, string.Empty);
        return row;
    }

    private void Change(string color)
    {
        if (!hasColor || color == _color)
            return;
        // Faint stays until everything is taken back.
        if (color.Length == 0 || _color.StartsWith("2;", StringComparison.Ordinal))
            _row.Append(Reset);
        if (color.Length > 0)
            _row.Append(Escape).Append(color).Append('m');
        _color = color;
    }
}
