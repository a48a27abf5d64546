namespace MlDash.Protocol;

/// <summary>The names of fields that only the answers to queries have; all others are called as in <see cref="WireMembers"/>.</summary>
public static class QueryFields
{
    /// <summary>The caller.</summary>
    public const string Me = "me";

    /// <summary>The namespace of a project.</summary>
    public const string Namespace = "namespace";

    /// <summary>The projects of a page.</summary>
    public const string Projects = "projects";

    /// <summary>A page of the projects of a namespace.</summary>
    public const string ProjectsPaginated = "projectsPaginated";

    /// <summary>How many experiments a project has.</summary>
    public const string ExperimentCount = "experimentCount";

    /// <summary>A page of the experiments that a pattern means.</summary>
    public const string SearchExperimentsPaginated = "searchExperimentsPaginated";

    /// <summary>An experiment by its id.</summary>
    public const string ExperimentById = "experimentById";

    /// <summary>The node of an experiment.</summary>
    public const string ExperimentNode = "experimentNode";

    /// <summary>A page of the files of an experiment.</summary>
    public const string FilesPaginated = "filesPaginated";

    /// <summary>The details of the log of an experiment.</summary>
    public const string LogMetadata = "logMetadata";

    /// <summary>How many entries a log has.</summary>
    public const string TotalLogs = "totalLogs";

    /// <summary>The details of a metric.</summary>
    public const string MetricMetadata = "metricMetadata";

    /// <summary>How many tracks an experiment has.</summary>
    public const string TrackCount = "trackCount";
}
