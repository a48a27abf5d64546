using System.Text;
using MlDash.Text;

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

    private static int Cells(Rune letter) => WideLetters.Has(letter) ? 2 : 1;
}
