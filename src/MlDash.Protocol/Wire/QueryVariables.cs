namespace MlDash.Protocol;

/// <summary>The names of the variables of queries; each fills the argument of its name.</summary>
public static class QueryVariables
{
    /// <summary>The namespace; the caller's own when null.</summary>
    public const string NamespaceSlug = "namespaceSlug";

    /// <summary>The project by its name.</summary>
    public const string ProjectSlug = "projectSlug";

    /// <summary>The experiment by its path inside the project.</summary>
    public const string ExperimentName = "experimentName";

    /// <summary>The experiment by its id.</summary>
    public const string ExperimentId = "experimentId";

    /// <summary>The most things in a page.</summary>
    public const string Limit = "limit";

    /// <summary>How many things come before the page.</summary>
    public const string Offset = "offset";

    /// <summary>The cursor that the page before ended with.</summary>
    public const string After = "after";

    /// <summary>A pattern of namespace, project and path.</summary>
    public const string Pattern = "pattern";

    /// <summary>Of these, an experiment has one.</summary>
    public const string Statuses = "statuses";

    /// <summary>Of these patterns, the project matches one.</summary>
    public const string Projects = "projects";

    /// <summary>Of these patterns, the name matches one.</summary>
    public const string Names = "names";

    /// <summary>An experiment has all of these.</summary>
    public const string Tags = "tags";
}
