namespace MlDash.Cmdlets.Commands;

/// <summary>The name of a project on a server as users write it.</summary>
internal static class ProjectName
{
    /// <summary>Owner and name of <c>owner/name</c>; no owner in a bare name.</summary>
    /// <exception cref="ConfigurationException"><c>IllegalProjectName</c>.</exception>
    public static (string? Owner, string Name) Split(string text) => text.Trim('/').Split('/') switch
    {
        [var name] => (null, name),
        [var owner, var name] => (owner, name),
        _ => throw new ConfigurationException("IllegalProjectName", $"A project's name, or owner/name, was expected, found '{text}'.", "Projects lie side by side; folders are part of an experiment's prefix.") { Target = text },
    };
}
