namespace MlDash.Ci;

/// <summary>One CI system: how it is known, and where it says what. All of them are in <see cref="CISystems"/>.</summary>
internal sealed record CISystem
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Variables that must all be set, and be true where they are flags.</summary>
    public required CIMark[] Marks { get; init; }

    /// <summary>What it says, from the first source that has a text.</summary>
    public required IReadOnlyDictionary<CIField, CISource[]> Fields { get; init; }

    /// <summary>The fields that together tell one run of one job from all others of the repository.</summary>
    public required CIField[] Key { get; init; }

    /// <summary>The attempt that is the first; later ones are runs of their own.</summary>
    public int FirstAttempt { get; init; } = 1;

    /// <summary>Whether the text in <see cref="CIField.Workflow"/> is a name, and no id that differs for each run.</summary>
    public bool NamesWorkflow { get; init; } = true;
}

/// <summary>A variable that a system is known by.</summary>
/// <param name="Variable">Its name.</param>
/// <param name="IsFlag">Whether it must be true, in any of the ways to write it.</param>
internal sealed record CIMark(string Variable, bool IsFlag = false);
