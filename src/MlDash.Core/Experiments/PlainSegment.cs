using System.IO.Hashing;
using System.Text;

namespace MlDash.Experiments;

/// <summary>Any text as a segment of a name that is made: possible on every disk, and the same for the same text.</summary>
internal static class PlainSegment
{
    private const int LongestSegment = 150;

    /// <summary>A name as one folder. Where that takes another spelling, a checksum of the name tells it from others with the same spelling.</summary>
    public static string Of(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name.EnumerateRunes())
        {
            if (text.Length >= LongestSegment)
                break;
            text.Append(IsPlain(letter) ? letter.ToString() : "_");
        }

        while (text.Length > 0 && text[^1] is '.' or ' ')
            text.Length--;
        var plain = text.ToString();
        // Windows takes names such as CON for devices, and the format has files of its own.
        return plain == name && PathRules.MayBeMade([plain]) && Encoding.UTF8.GetByteCount(plain) <= PathRules.LongestSegment
            ? plain
            : $"_{Shortened(plain)}~{XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(name)):x8}";
    }

    private static string Shortened(string plain)
    {
        // A character takes up to four bytes, and the longest segment is one of bytes.
        var text = new StringBuilder();
        var bytes = 0;
        foreach (var letter in plain.EnumerateRunes())
        {
            bytes += letter.Utf8SequenceLength;
            if (bytes > LongestSegment)
                break;
            text.Append(letter.ToString());
        }

        return text.ToString();
    }

    private static bool IsPlain(Rune letter) =>
        !Rune.IsControl(letter) && letter != Rune.ReplacementChar && !(letter.IsAscii && "/\\:*?\"<>|".Contains((char)letter.Value, StringComparison.Ordinal));
}
