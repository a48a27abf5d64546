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
        _ => throw new ConfigurationException(
            "IllegalProjectName",
            $"'{text}' is not the name of a project, or owner/name.",
            "Give a name without folders; folders are part of the prefix of an experiment.")
        { Target = text },
    };
}
