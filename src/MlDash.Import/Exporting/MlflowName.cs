using System.Security.Cryptography;
using System.Text;
using MlDash.Experiments;

namespace MlDash.Import.Exporting;

/// <summary>Names as MLflow takes them: letters, digits, <c>_</c>, <c>-</c>, <c>.</c> and blanks, in segments that are folders of its store.</summary>
internal static class MlflowName
{
    private const int Longest = 100;

    /// <summary>A segment of a name. One that is too long keeps its begin, and a digest of the whole.</summary>
    public static string Segment(string name)
    {
        var letters = new StringBuilder();
        foreach (var letter in name.EnumerateRunes())
            letters.Append(Rune.IsLetterOrDigit(letter) || letter.Value is '_' or '-' or '.' or ' ' ? letter.ToString() : "_");
        var text = letters.ToString();
        if (text.Length == 0 || text[^1] is '.' or ' ')
            text = $"{text.TrimEnd('.', ' ')}_";
        if (PathRules.IsDevice(text))
            text = $"_{text}";
        if (Encoding.UTF8.GetByteCount(text) <= Longest)
            return text;
        var begin = text;
        while (Encoding.UTF8.GetByteCount(begin) > Longest)
            begin = begin[..^(char.IsLowSurrogate(begin[^1]) ? 2 : 1)];
        return $"{begin}-{Digest(name)[..12]}";
    }

    /// <summary>Hexadecimal digits that are the same for the same text.</summary>
    public static string Digest(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text))).ToLowerInvariant();
}
