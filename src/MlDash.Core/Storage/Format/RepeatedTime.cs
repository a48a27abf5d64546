using System.Text;
using System.Text.Json;
using MlDash.Protocol;

namespace MlDash.Storage.Format;

/// <summary>Reads times that mostly repeat: points of one batch have the same time of storing, which is parsed once.</summary>
internal sealed class RepeatedTime
{
    private readonly byte[] _text = new byte[IsoTime.Length];
    private DateTimeOffset? _time;

    /// <summary>The time the reader stands on; null when it is none.</summary>
    public DateTimeOffset? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
            return null;
        return reader.ValueSpan.SequenceEqual(_text) ? _time : Remember(reader.ValueSpan, IsoTime.Parse(reader.GetString()));
    }

    /// <summary>The time in a text of ASCII without escapes; null when it is none.</summary>
    public DateTimeOffset? Read(ReadOnlySpan<byte> text) =>
        text.SequenceEqual(_text) ? _time : Remember(text, IsoTime.Parse(Encoding.ASCII.GetString(text)));

    private DateTimeOffset? Remember(ReadOnlySpan<byte> text, DateTimeOffset? time)
    {
        if (text.Length == _text.Length)
        {
            text.CopyTo(_text);
            _time = time;
        }

        return time;
    }
}
