using System.Text.Json;
using MlDash.Json;

namespace MlDash.Storage.Format;

/// <summary>Reads the members of an object as fields. Objects with the same names in the same order share them.</summary>
internal sealed class FieldReader
{
    private readonly List<object?> _values = [];
    private string[] _names = [];
    private byte[][] _utf8Names = [];

    /// <summary>The fields of the object the reader stands on; afterwards it stands on its end.</summary>
    /// <param name="reader">On the object's begin.</param>
    /// <param name="wanted">Names to take, without regard to case; the rest is not decoded. Empty: all.</param>
    /// <param name="left">A name to leave out.</param>
    public FieldSet Read(ref Utf8JsonReader reader, string[] wanted, string? left = null)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("Expected an object with fields.");
        _values.Clear();
        List<string>? names = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var at = _values.Count;
            string name;
            if (names is null && at < _names.Length && reader.ValueTextEquals(_utf8Names[at]))
            {
                name = _names[at];
            }
            else
            {
                name = JsonValues.ReadString(ref reader);
                if (name == left || !FieldSet.Takes(name, wanted))
                {
                    reader.Skip();
                    continue;
                }

                names ??= [.. _names.AsSpan(0, at)];
            }

            reader.Read();
            var value = JsonValues.Read(ref reader);
            if (names is not null && names.IndexOf(name) is var twice and >= 0)
            {
                _values[twice] = value;
                continue;
            }

            names?.Add(name);
            _values.Add(value);
        }

        if (names is not null)
            Remember([.. names]);
        else if (_values.Count < _names.Length)
            Remember(_names[.._values.Count]);
        return new FieldSet(_names, [.. _values]);
    }

    private void Remember(string[] names)
    {
        _names = names;
        _utf8Names = Array.ConvertAll(names, System.Text.Encoding.UTF8.GetBytes);
    }
}
