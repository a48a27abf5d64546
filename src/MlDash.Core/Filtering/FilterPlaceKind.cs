namespace MlDash.Filtering;

/// <summary>What may stand at a place of a filter.</summary>
public enum FilterPlaceKind
{
    /// <summary>A condition: a name, a status, <c>not</c> or <c>exists</c>.</summary>
    Condition,

    /// <summary>A name alone.</summary>
    Name,

    /// <summary>An operator, <c>has</c> or <c>in</c>.</summary>
    Operator,

    /// <summary>A value.</summary>
    Value,

    /// <summary><c>and</c>, <c>or</c>, or the end.</summary>
    Join,
}
