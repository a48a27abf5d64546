using System.Text.Json;
using MlDash.Json;

namespace MlDash.Storage.Local;

/// <summary>
/// Names of the fields of a track. Most entries have the fields of the one before, in the same order, and are recognised without making text.
/// </summary>
internal sealed class TrackColumns
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<string> _last = [];
    private string[]? _sorted;

    public void Add(IEnumerable<string> names)
    {
        foreach (var name in names)
            Add(name);
    }

    /// <summary>Notes the names of an object's members; <c>timestamp</c> is none of them.</summary>
    public void AddFrom(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, JsonValues.Lenient);
        var at = 0;
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                    continue;
                Note(ref reader, at++);
                // A bare NaN stops the reader; names behind it are found on the slow road.
                if (!reader.TrySkip())
                    return;
            }
        }
        catch (JsonException)
        {
            Slowly(line);
        }
    }

    /// <summary>All names, sorted by code point.</summary>
    public string[] Sorted() => _sorted ??= [.. _names.Order(StringComparer.Ordinal)];

    private void Note(ref Utf8JsonReader reader, int at)
    {
        if (at < _last.Count && reader.ValueTextEquals(_last[at]))
            return;
        var name = JsonValues.ReadString(ref reader);
        if (at < _last.Count)
            _last.RemoveRange(at, _last.Count - at);
        _last.Add(name);
        Add(name);
    }

    private void Slowly(ReadOnlySpan<byte> line)
    {
        var copy = line.ToArray();
        if (JsonNumbers.Admit(copy))
            AddFrom(copy);
    }

    private void Add(string name)
    {
        if (name != TrackEntry.TimestampField && _names.Add(name))
            _sorted = null;
    }
}
