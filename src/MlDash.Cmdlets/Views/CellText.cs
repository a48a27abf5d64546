using System.Text;

namespace MlDash.Cmdlets.Views;

/// <summary>How much room a text takes in a terminal: letters of East Asia and pictures take two cells.</summary>
internal static class CellText
{
    /// <summary>Cells of a text.</summary>
    public static int Cells(string text) => text.EnumerateRunes().Sum(Cells);

    /// <summary>The longest beginning of a text that fits into a number of cells.</summary>
    public static string Start(string text, int cells) => string.Concat(Within(text.EnumerateRunes(), cells));

    /// <summary>The longest end of a text that fits into a number of cells.</summary>
    public static string End(string text, int cells) => string.Concat(Within(text.EnumerateRunes().Reverse(), cells).Reverse());

    private static IEnumerable<Rune> Within(IEnumerable<Rune> letters, int cells)
    {
        foreach (var letter in letters)
        {
            cells -= Cells(letter);
            if (cells < 0)
                yield break;
            yield return letter;
        }
    }

    private static int Cells(Rune letter) => letter.Value switch
    {
        >= 0x1100 and < 0x1160 or >= 0x2E80 and < 0xA4D0 or >= 0xAC00 and < 0xD7A4 or >= 0xF900 and < 0xFB00 => 2,
        >= 0xFE30 and < 0xFE70 or >= 0xFF00 and < 0xFF61 or >= 0xFFE0 and < 0xFFE7 or >= 0x1F300 and < 0x1FB00 or >= 0x20000 and < 0x40000 => 2,
        _ => 1,
    };
}
