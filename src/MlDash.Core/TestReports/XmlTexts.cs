using System.Text;
using System.Xml;

namespace MlDash.TestReports;

/// <summary>Reads texts of XML without holding more of them than is kept.</summary>
internal static class XmlTexts
{
    /// <summary>The most characters of a message or a stack trace.</summary>
    public const int LongestText = 4000;

    /// <summary>The most characters of a name.</summary>
    public const int LongestName = 1000;

    /// <summary>The text in an element, which the reader is at, up to its end, where the reader is afterwards.</summary>
    public static string Inner(XmlReader xml)
    {
        if (xml.IsEmptyElement)
            return string.Empty;
        var (depth, text) = (xml.Depth, new StringBuilder());
        var chunk = new char[1024];
        while (xml.Read() && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth))
        {
            if (xml.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace))
                continue;
            while (text.Length < LongestText && xml.ReadValueChunk(chunk, 0, Math.Min(chunk.Length, LongestText - text.Length)) is var read and > 0)
                text.Append(chunk, 0, read);
        }

        return Whole(text.ToString());
    }

    /// <summary>An attribute, cut where it is too long; empty when there is none.</summary>
    public static string Name(XmlReader xml, string attribute) => Cut(xml.GetAttribute(attribute), LongestName) ?? string.Empty;

    /// <summary>An attribute that may be long; null when there is none.</summary>
    public static string? Text(XmlReader xml, string attribute) => Cut(xml.GetAttribute(attribute), LongestText);

    private static string? Cut(string? text, int longest) => text is null || text.Length <= longest ? text : Whole(text[..longest]);

    /// <summary>A text without half a character at its end.</summary>
    private static string Whole(string text) => text.Length > 0 && char.IsHighSurrogate(text[^1]) ? text[..^1] : text;
}
