namespace MlDash;

/// <summary>The rules that say what of a project is removed, and when.</summary>
public sealed class ProjectRetention(string project, string rule, string root)
{
    /// <summary>Name of the project.</summary>
    public string Project { get; } = project;

    /// <summary>The rules, separated by semicolons.</summary>
    public string Rule { get; } = rule;

    /// <summary>The root folder, or the address of the server.</summary>
    public string Root { get; } = root;

    /// <inheritdoc />
    public override string ToString() => Rule;
}
