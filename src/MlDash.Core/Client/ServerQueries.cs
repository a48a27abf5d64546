namespace MlDash.Client;

/// <summary>The GraphQL documents this client sends; they use what the protocol's schema has and nothing else.</summary>
internal static class ServerQueries
{
    private const string ExperimentFields =
        "id name description tags bindrs status startedAt endedAt createdAt updatedAt metadata displayPath projectId project { slug namespace { slug } }";

    private const string FilesPage =
        "filesPaginated(limit: $limit, offset: $offset) { files { id name description tags metadata createdAt updatedAt pPath physicalFile { id filename contentType sizeBytes checksum } } hasMore }";

    public const string Me = "query { me { id username email name given_name family_name picture } }";

    public const string Search =
        "query($pattern: String!, $limit: Int!, $offset: Int!) { searchExperimentsPaginated(pattern: $pattern, limit: $limit, offset: $offset) { experiments { "
        + ExperimentFields + " } hasMore } }";

    /// <summary>The same by latest start, with what the server can decide itself; only servers that know these arguments answer it.</summary>
    public const string SearchNewest =
        "query($pattern: String!, $limit: Int!, $statuses: [ExperimentStatus!], $projects: [String!], $names: [String!], $tags: [String!], $after: String) { "
        + "searchExperimentsPaginated(pattern: $pattern, sort: STARTED, limit: $limit, statuses: $statuses, projects: $projects, names: $names, tags: $tags, after: $after) { experiments { "
        + ExperimentFields + " } hasMore endCursor } }";

    public const string Experiment =
        "query($namespaceSlug: String, $projectSlug: String!, $experimentName: String!) { experiment(namespaceSlug: $namespaceSlug, projectSlug: $projectSlug, experimentName: $experimentName) { "
        + ExperimentFields + " } }";

    /// <summary>How much data an experiment holds.</summary>
    public const string ExperimentData =
        "query($namespaceSlug: String, $projectSlug: String!, $experimentName: String!) { experiment(namespaceSlug: $namespaceSlug, projectSlug: $projectSlug, experimentName: $experimentName) { "
        + "name displayPath logMetadata { totalLogs } metrics { name metricMetadata { totalDataPoints } } trackCount } }";

    public const string ExperimentNode = "query($experimentId: ID!) { experimentNode(experimentId: $experimentId) { id } }";

    public const string Projects =
        "query($namespaceSlug: String, $limit: Int!, $offset: Int!) { projectsPaginated(namespaceSlug: $namespaceSlug, limit: $limit, offset: $offset) { projects { id name slug description tags experimentCount } hasMore } }";

    public const string Project =
        "query($namespaceSlug: String, $projectSlug: String) { project(namespaceSlug: $namespaceSlug, projectSlug: $projectSlug) { id slug experimentCount } }";

    public const string Files =
        "query($experimentId: ID!, $limit: Int!, $offset: Int!) { experimentById(id: $experimentId) { " + FilesPage + " } }";

    /// <summary>The files of a project that lie in no experiment.</summary>
    public const string ProjectFiles =
        "query($namespaceSlug: String, $projectSlug: String, $limit: Int!, $offset: Int!) { project(namespaceSlug: $namespaceSlug, projectSlug: $projectSlug) { id "
        + FilesPage + " } }";
}
