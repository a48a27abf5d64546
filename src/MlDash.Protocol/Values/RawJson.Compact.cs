using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace MlDash.Protocol;

/// <content>The same value in one line.</content>
public readonly partial record struct RawJson
{
    private const byte FirstEscaped = 0x7f;

    /// <summary>
    /// Writes the value without white space and in ASCII, so that it fits a line of any file. Digits of numbers, the order of keys and escapes in text stay
    /// as they are.
    /// </summary>
    /// <param name="target">Where to.</param>
    /// <param name="maxDepth">Objects inside objects that a reader takes.</param>
    /// <returns>False when it is nested deeper; what was written then is of no use.</returns>
    public bool TryWriteLine(IBufferWriter<byte> target, int maxDepth)
    {
        var reader = new Utf8JsonReader(_masked.Span, _reading);
        var follows = false;
        while (reader.Read())
        {
            if (reader.CurrentDepth >= maxDepth)
                return false;
            var closes = reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
            if (follows && !closes)
                target.Write(","u8);
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    WriteText(target, reader.ValueSpan);
                    target.Write(":"u8);
                    break;
                case JsonTokenType.String:
                    WriteText(target, reader.ValueSpan);
                    break;
                default:
                    // The text itself, not what stands in for a bare token.
                    target.Write(Bytes.Span[(int)reader.TokenStartIndex..(int)reader.BytesConsumed]);
                    break;
            }

            follows = reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.StartObject or JsonTokenType.StartArray);
        }

        return true;
    }

    /// <summary>Writes the inside of a JSON text, escapes as they stand, all that is not ASCII escaped too.</summary>
    private static void WriteText(IBufferWriter<byte> target, ReadOnlySpan<byte> escaped)
    {
        Span<char> units = stackalloc char[2];
        target.Write("\""u8);
        while (!escaped.IsEmpty)
        {
            var plain = escaped.IndexOfAnyInRange(FirstEscaped, byte.MaxValue);
            target.Write(plain < 0 ? escaped : escaped[..plain]);
            if (plain < 0)
                break;
            Rune.DecodeFromUtf8(escaped[plain..], out var rune, out var length);
            foreach (var unit in units[..rune.EncodeToUtf16(units)])
            {
                var escape = target.GetSpan(6);
                "\\u"u8.CopyTo(escape);
                Utf8Formatter.TryFormat((ushort)unit, escape[2..], out _, new StandardFormat('x', 4));
                target.Advance(6);
            }

            escaped = escaped[(plain + length)..];
        }

        target.Write("\""u8);
    }
}
