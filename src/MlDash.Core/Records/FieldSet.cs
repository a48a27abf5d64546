using System.Collections;

namespace MlDash;

/// <summary>
/// Names and values of one point or entry, in order. Points of one metric mostly have the same names, so the names are shared between them.
/// </summary>
public sealed class FieldSet : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly string[] _names;
    private readonly object?[] _values;

    internal FieldSet(string[] names, object?[] values)
    {
        _names = names;
        _values = values;
    }

    /// <summary>The names in order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <inheritdoc />
    public int Count => _names.Length;

    /// <inheritdoc />
    public KeyValuePair<string, object?> this[int index] => new(_names[index], _values[index]);

    /// <summary>The value of a name; null when there is none.</summary>
    public object? this[string name] => Array.IndexOf(_names, name) is var at and >= 0 ? _values[at] : null;

    /// <summary>Whether there is a field of this name.</summary>
    public bool Contains(string name) => Array.IndexOf(_names, name) >= 0;

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < _names.Length; i++)
            yield return new(_names[i], _values[i]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
