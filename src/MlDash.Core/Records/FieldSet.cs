using System.Collections;
using System.Collections.Specialized;
using System.Diagnostics.CodeAnalysis;
using MlDash.Json;

namespace MlDash;

/// <summary>
/// Names and values of one point or entry, in order. Points of one metric mostly have the same names, so the names are shared between them. For scripts it
/// is a dictionary that cannot be changed: they read <c>$fields.loss</c>, and JSON has an object.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "Scripts know it by this name.")]
public sealed class FieldSet : IReadOnlyList<KeyValuePair<string, object?>>, IDictionary
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

    /// <summary>Whether a field is among those to read.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="wanted">Names without regard to case; empty: all.</param>
    internal static bool Takes(string name, string[] wanted) => wanted.Length == 0 || wanted.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < _names.Length; i++)
            yield return new(_names[i], _values[i]);
    }

    /// <summary>Names and values in one line.</summary>
    public override string ToString() => string.Join(' ', this.Select(field => $"{field.Key}={JsonText.Line(field.Value)}"));

    IEnumerator IEnumerable.GetEnumerator() => AsDictionary().GetEnumerator();

    bool IDictionary.IsFixedSize => true;

    bool IDictionary.IsReadOnly => true;

    bool ICollection.IsSynchronized => true;

    object ICollection.SyncRoot => this;

    ICollection IDictionary.Keys => _names;

    ICollection IDictionary.Values => _values;

    object? IDictionary.this[object key]
    {
        get => NameOf(key) is { } name ? this[name] : null;
        set => throw Unchangeable();
    }

    bool IDictionary.Contains(object key) => NameOf(key) is not null;

    IDictionaryEnumerator IDictionary.GetEnumerator() => AsDictionary().GetEnumerator();

    void ICollection.CopyTo(Array array, int index) => AsDictionary().CopyTo(array, index);

    void IDictionary.Add(object key, object? value) => throw Unchangeable();

    void IDictionary.Remove(object key) => throw Unchangeable();

    void IDictionary.Clear() => throw Unchangeable();

    private static NotSupportedException Unchangeable() => new("What was recorded cannot be changed.");

    /// <summary>The name that a script means: this one, else one that differs in case alone.</summary>
    private string? NameOf(object key) => key is not string name ? null
        : Contains(name) ? name
        : _names.FirstOrDefault(one => one.Equals(name, StringComparison.OrdinalIgnoreCase));

    private OrderedDictionary AsDictionary()
    {
        var copy = new OrderedDictionary(_names.Length);
        for (var at = 0; at < _names.Length; at++)
            copy[_names[at]] = _values[at];
        return copy;
    }
}
