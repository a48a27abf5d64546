namespace MlDash.Ci;

/// <summary>A field of a <see cref="CIContext"/> that a system can say.</summary>
internal enum CIField
{
    BuildNumber,
    RunId,
    Attempt,
    Job,
    JobId,
    ParallelIndex,
    Workflow,
    Branch,
    Tag,
    Commit,
    PullRequest,
    Base,
    Actor,
    Event,
    Repository,
    RunUrl,
}
