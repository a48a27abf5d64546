using System.Globalization;
using System.Text;
using MlDash.Errors;

namespace MlDash.Charts;

/// <summary>Text measured in cells of a terminal: letters of East Asia take two, marks that combine none.</summary>
internal static class CellText
{
    private static readonly (int First, int Last)[] _wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0xA4CF), (0xA960, 0xA97F), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0xFF00, 0xFF60),
        (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F680, 0x1FAFF), (0x20000, 0x3FFFD),
    ];

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
        var (head, room) = (new StringBuilder(), (cells - 1) / 3);
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
        return Array.Exists(_wide, range => rune.Value >= range.First && rune.Value <= range.Last) ? 2 : 1;
    }
}
