namespace MlDash.Series;

/// <summary>The facts of a metric, without its points.</summary>
public sealed class MetricFacts
{
    private readonly FieldFacts[] _fields;

    /// <param name="points">How many points there are.</param>
    /// <param name="fields">The fields that a point has a number in, in any order.</param>
    public MetricFacts(long points, IEnumerable<FieldFacts> fields)
    {
        Points = points;
        _fields = [.. fields.OrderBy(field => field.Name, StringComparer.Ordinal)];
    }

    /// <summary>How many points there are.</summary>
    public long Points { get; }

    /// <summary>The fields that a point has a number in, in the order of their names.</summary>
    public IReadOnlyList<FieldFacts> Fields => _fields;

    /// <summary>What tells whoever read this that nothing has changed since.</summary>
    internal FactStamp Stamp { get; init; }

    /// <summary>The field of this name, else the one that differs in case only; null when there is none.</summary>
    public FieldFacts? Field(string name)
    {
        var exact = Array.FindIndex(_fields, field => field.Name == name);
        var at = exact >= 0 ? exact : Array.FindIndex(_fields, field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return at < 0 ? null : _fields[at];
    }

    /// <summary>Whether both know the same.</summary>
    internal bool IsSame(MetricFacts? other) => other is not null && Points == other.Points && _fields.AsSpan().SequenceEqual(other._fields);
}
