namespace MlDash;

/// <summary>
/// What a CI system says of the job that runs here, taken from a list of variables that are known to hold no secret. What the system does not say is null.
/// </summary>
public sealed class CIContext
{
    /// <summary>The system: <c>GitHub</c>, <c>Azure</c>, <c>GitLab</c>, <c>Jenkins</c>, <c>TeamCity</c>, <c>Bitbucket</c>, <c>CircleCI</c>,
    /// <c>AppVeyor</c> or <c>Buildkite</c>.</summary>
    public required string System { get; init; }

    /// <summary>The number that people know the build by; a text on some systems.</summary>
    public string? BuildNumber { get; init; }

    /// <summary>The system's own id of the run.</summary>
    public string? RunId { get; init; }

    /// <summary>Which attempt of the run this is, as the system counts.</summary>
    public int? Attempt { get; init; }

    /// <summary>Name of the job.</summary>
    public string? Job { get; init; }

    /// <summary>The system's own id of the job.</summary>
    public string? JobId { get; init; }

    /// <summary>Which of the parallel copies of the job this is.</summary>
    public int? ParallelIndex { get; init; }

    /// <summary>The workflow, pipeline or definition that the job belongs to.</summary>
    public string? Workflow { get; init; }

    /// <summary>The branch; of a pull request, the one that is to be merged.</summary>
    public string? Branch { get; init; }

    /// <summary>The tag that is built.</summary>
    public string? Tag { get; init; }

    /// <summary>The commit that is built; on some systems that of the merge in a pull request.</summary>
    public string? Commit { get; init; }

    /// <summary>Number of the pull request or merge request.</summary>
    public string? PullRequest { get; init; }

    /// <summary>The branch that the pull request is to be merged into.</summary>
    public string? Base { get; init; }

    /// <summary>Who started the run. E-mail addresses are left out.</summary>
    public string? Actor { get; init; }

    /// <summary>Why the run was started, in the words of the system.</summary>
    public string? Event { get; init; }

    /// <summary>The repository, without credentials.</summary>
    public string? Repository { get; init; }

    /// <summary>Address of the run in the system's pages, without credentials.</summary>
    public string? RunUrl { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"{System} {BuildNumber ?? RunId}".TrimEnd();
}
