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
        if (reader.ValueSpan.SequenceEqual(_text))
            return _time;
        var time = IsoTime.Parse(reader.GetString());
        if (reader.ValueSpan.Length == _text.Length)
        {
            reader.ValueSpan.CopyTo(_text);
            _time = time;
        }

        return time;
    }
}
