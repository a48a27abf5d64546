namespace MlDash.Series;

/// <summary>
/// The fields of a metric that hold numbers, each with a slot that it keeps. Slot 0 is the index of a point, which is no field but a number, too.
/// </summary>
internal sealed class FieldTable
{
    /// <summary>The slot of the index.</summary>
    public const int Index = 0;

    private readonly List<string> _names = [string.Empty];
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);

    /// <summary>Slots in use, that of the index included.</summary>
    public int Count => _names.Count;

    /// <summary>The name of a slot; empty for the index.</summary>
    public string this[int slot] => _names[slot];

    /// <summary>The slot of a field, which is new when there was none.</summary>
    public int SlotOf(string name)
    {
        if (_slots.TryGetValue(name, out var slot))
            return slot;
        _names.Add(name);
        return _slots[name] = _names.Count - 1;
    }

    /// <summary>The slot of the field of this name, else of one that differs in case only; -1 when there is none.</summary>
    public int Find(string name) =>
        _slots.TryGetValue(name, out var slot) ? slot : _names.FindIndex(1, known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));
}
