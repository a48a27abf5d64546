namespace MlDash.Metrics;

/// <summary>
/// Refuses records whose fields could not all be reached again: PowerShell finds names without regard to case, and has no empty one.
/// Records of one stream mostly have the names of the record before, and are then compared with these alone.
/// </summary>
internal sealed class FieldNames
{
    private string[] _accepted = [];
    private readonly List<string> _names = [];

    /// <summary>Begins a record.</summary>
    public void Begin() => _names.Clear();

    /// <summary>Notes a field of the record.</summary>
    public void Add(string name) => _names.Add(name);

    /// <summary>Ends a record.</summary>
    /// <exception cref="ExperimentException"><c>FieldNamesCollide</c>, <c>FieldNameEmpty</c>.</exception>
    public void End()
    {
        if (_names.Count == _accepted.Length && AreAccepted())
            return;
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in _names)
        {
            if (name.Length == 0)
                throw new ExperimentException("FieldNameEmpty", "A field has no name.", "Give the field a name.");
            if (!seen.TryAdd(name, name))
                throw Collide(seen[name], name);
        }

        _accepted = [.. _names];
    }

    /// <summary>The error for two names of one record that PowerShell cannot tell apart.</summary>
    public static ExperimentException Collide(string first, string second) => new(
        "FieldNamesCollide",
        $"The fields '{first}' and '{second}' of one record differ in upper and lower case only.",
        "Rename one of them.")
    { Target = second };

    private bool AreAccepted()
    {
        for (var at = 0; at < _accepted.Length; at++)
        {
            if (_names[at] != _accepted[at])
                return false;
        }

        return true;
    }
}
