using System.Globalization;
using System.Text;
using MlDash.Errors;

namespace MlDash.Text;

/// <summary>Text measured in cells of a terminal: letters of East Asia take two, marks that combine none.</summary>
public static class TerminalText
{
    /// <summary>How many cells a text takes.</summary>
    public static int Width(string text) => text.EnumerateRunes().Sum(Width);

    /// <summary>
    /// A text from the data, tame and not wider than a number of cells; its middle is left out, because its ends say most.
    /// </summary>
    public static string Fit(string text, int cells)
    {
        var tame = ScreenText.Line(text);
        if (Width(tame) <= cells)
            return tame;
        if (cells < 1)
            return string.Empty;
        Rune[] runes = [.. tame.EnumerateRunes()];
        var (head, room) = (new StringBuilder(), cells / 3);
        for (var at = 0; at < runes.Length && Width(runes[at]) <= room; at++)
        {
            head.Append(runes[at]);
            room -= Width(runes[at]);
        }

        var start = runes.Length;
        for (room = cells - 1 - Width(head.ToString()); start > 0 && Width(runes[start - 1]) <= room; start--)
            room -= Width(runes[start - 1]);
        return $"{head}…{string.Concat(runes[start..])}";
    }

    private static int Width(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
            return 0;
        return WideLetters.Has(rune) ? 2 : 1;
    }
}
