using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace MlDash.Watching;

/// <summary>Bytes of a line as text: without codes of the terminal, and readable when they are no UTF-8. Its memory is used again.</summary>
/// <param name="longest">The most bytes of a line.</param>
/// <param name="fallback">What a line is written in that is no UTF-8; null when that is not known.</param>
internal sealed class OutputText(int longest, Encoding? fallback)
{
    private const char Escape = '\x1b';
    private const char Bell = '\a';

    private readonly char[] _letters = new char[(longest * 4) + 1];

    /// <summary>How many bytes of a full buffer hold whole letters.</summary>
    public static int WholeLetters(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= 3 && back < bytes.Length; back++)
        {
            var last = bytes[^back];
            if ((last & 0xC0) == 0x80)
                continue;
            var needs = last >= 0xF0 ? 4 : last >= 0xE0 ? 3 : last >= 0xC0 ? 2 : 1;
            return needs > back ? bytes.Length - back : bytes.Length;
        }

        return bytes.Length;
    }

    /// <summary>The text of a line; valid until the next call.</summary>
    public ReadOnlyMemory<char> Of(ReadOnlySpan<byte> bytes)
    {
        var count = Decode(bytes);
        if (_letters.AsSpan(0, count).IndexOfAny(Escape, '\b', '\u009b') >= 0)
            count = WithoutCodes(_letters.AsSpan(0, count));
        return _letters.AsMemory(0, count);
    }

    private int Decode(ReadOnlySpan<byte> bytes)
    {
        if (fallback is not null && !Utf8.IsValid(bytes))
            return fallback.GetChars(bytes, _letters);
        var at = 0;
        while (true)
        {
            Utf8.ToUtf16(bytes, _letters.AsSpan(at), out var read, out var written, replaceInvalidSequences: false);
            at += written;
            bytes = bytes[read..];
            if (bytes.IsEmpty)
                return at;
            at += Unreadable(bytes[0], _letters.AsSpan(at));
            bytes = bytes[1..];
        }
    }

    /// <summary>A byte that is no UTF-8, as its number: what it means depends on settings that are not known.</summary>
    private static int Unreadable(byte value, Span<char> to)
    {
        _ = to.TryWrite(CultureInfo.InvariantCulture, $"\\x{value:x2}", out var written);
        return written;
    }

    /// <summary>Removes sequences that begin with an escape, and applies the step back of spinners.</summary>
    private static int WithoutCodes(Span<char> text)
    {
        var (to, at) = (0, 0);
        while (at < text.Length)
        {
            switch (text[at])
            {
                case Escape:
                    at = EndOfSequence(text, at + 1);
                    break;
                case '\u009b':
                    at = EndOfControl(text, at + 1);
                    break;
                case '\b':
                    to = Math.Max(0, to - 1);
                    at++;
                    break;
                default:
                    text[to++] = text[at++];
                    break;
            }
        }

        return to;
    }

    private static int EndOfSequence(ReadOnlySpan<char> text, int at) => at >= text.Length ? at : text[at] switch
    {
        '[' => EndOfControl(text, at + 1),
        ']' or 'P' or 'X' or '^' or '_' => EndOfString(text, at + 1),
        >= ' ' and <= '/' => EndOfIntermediate(text, at),
        _ => at + 1,
    };

    private static int EndOfControl(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && text[at] is >= ' ' and <= '?')
            at++;
        return at < text.Length && text[at] is >= '@' and <= '~' ? at + 1 : at;
    }

    /// <summary>Titles and links: up to a bell or the end mark; without one the rest of the line is text.</summary>
    private static int EndOfString(ReadOnlySpan<char> text, int at)
    {
        for (var end = at; end < text.Length; end++)
        {
            if (text[end] == Bell || text[end] == '\u009c')
                return end + 1;
            if (text[end] == Escape)
                return end + 1 < text.Length && text[end + 1] == '\\' ? end + 2 : end;
        }

        return at;
    }

    private static int EndOfIntermediate(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && text[at] is >= ' ' and <= '/')
            at++;
        return Math.Min(at + 1, text.Length);
    }
}
