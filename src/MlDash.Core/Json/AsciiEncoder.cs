using System.Buffers;
using System.Text.Encodings.Web;

namespace MlDash.Json;

/// <summary>
/// Escapes what the format's other writer escapes, in the same spelling: everything but printable ASCII, the quote and the backslash.
/// Text stays readable in the plain file, and no locale can spoil it.
/// </summary>
internal sealed class AsciiEncoder : JavaScriptEncoder
{
    private const string Printable = " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    private const string HexDigits = "0123456789abcdef";

    private static readonly SearchValues<char> _plain = SearchValues.Create(Printable);
    private static readonly SearchValues<byte> _plainUtf8 = SearchValues.Create(System.Text.Encoding.ASCII.GetBytes(Printable));

    public static AsciiEncoder Instance { get; } = new();

    public override int MaxOutputCharactersPerInputCharacter => 12;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar > char.MaxValue || !_plain.Contains((char)unicodeScalar);

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength) => new ReadOnlySpan<char>(text, textLength).IndexOfAnyExcept(_plain);

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text) => utf8Text.IndexOfAnyExcept(_plainUtf8);

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var target = new Span<char>(buffer, bufferLength);
        numberOfCharactersWritten = 0;
        var letter = ShortEscape(unicodeScalar);
        if (letter != default)
        {
            if (target.Length < 2)
                return false;
            target[0] = '\\';
            target[1] = letter;
            numberOfCharactersWritten = 2;
            return true;
        }

        if (unicodeScalar <= char.MaxValue)
            return TryEscape((char)unicodeScalar, target, ref numberOfCharactersWritten);
        var above = unicodeScalar - 0x10000;
        return target.Length >= 12
            && TryEscape((char)(0xD800 + (above >> 10)), target, ref numberOfCharactersWritten)
            && TryEscape((char)(0xDC00 + (above & 0x3FF)), target, ref numberOfCharactersWritten);
    }

    private static char ShortEscape(int scalar) => scalar switch
    {
        '"' => '"',
        '\\' => '\\',
        '\b' => 'b',
        '\f' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        _ => default,
    };

    private static bool TryEscape(char unit, Span<char> target, ref int written)
    {
        var place = target[written..];
        if (place.Length < 6)
            return false;
        place[0] = '\\';
        place[1] = 'u';
        for (var digit = 0; digit < 4; digit++)
            place[2 + digit] = HexDigits[(unit >> (12 - (4 * digit))) & 0xF];
        written += 6;
        return true;
    }
}
