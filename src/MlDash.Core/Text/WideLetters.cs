using System.Text;

namespace MlDash.Text;

/// <summary>Letters that take two cells of a terminal: those of East Asia, and pictures.</summary>
internal static class WideLetters
{
    private static readonly (int First, int Last)[] _ranges =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0xA4CF), (0xA960, 0xA97F), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0xFF00, 0xFF60),
        (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F680, 0x1FAFF), (0x20000, 0x3FFFD),
    ];

    /// <summary>Whether a letter is one of them.</summary>
    public static bool Has(Rune letter) => Array.Exists(_ranges, range => letter.Value >= range.First && letter.Value <= range.Last);
}
