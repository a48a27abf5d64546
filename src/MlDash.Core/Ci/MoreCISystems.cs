using static MlDash.Ci.CIField;
using static MlDash.Ci.CISource;

namespace MlDash.Ci;

/// <summary>The rest of the table of <see cref="CISystems"/>.</summary>
internal static class MoreCISystems
{
    /// <summary>Systems that are looked for after the others.</summary>
    public static IReadOnlyList<CISystem> All { get; } =
    [
        new()
        {
            Name = "Bitbucket",
            Marks = [new("BITBUCKET_BUILD_NUMBER"), new("BITBUCKET_COMMIT")],
            Key = [RunId, JobId],
            Fields = new Dictionary<CIField, CISource[]>
            {
                [BuildNumber] = [Variable("BITBUCKET_BUILD_NUMBER")],
                [RunId] = [Variable("BITBUCKET_PIPELINE_UUID")],
                [Job] = [Variable("BITBUCKET_STEP_UUID")],
                [JobId] = [Variable("BITBUCKET_STEP_UUID")],
                [ParallelIndex] = [Variable("BITBUCKET_PARALLEL_STEP")],
                [Branch] = [Variable("BITBUCKET_BRANCH")],
                [Tag] = [Variable("BITBUCKET_TAG")],
                [Commit] = [Variable("BITBUCKET_COMMIT")],
                [PullRequest] = [Variable("BITBUCKET_PR_ID")],
                [Base] = [Variable("BITBUCKET_PR_DESTINATION_BRANCH")],
                [Actor] = [Variable("BITBUCKET_STEP_TRIGGERER_UUID")],
                [Repository] = [Variable("BITBUCKET_REPO_FULL_NAME")],
                [RunUrl] = [Joined("$BITBUCKET_GIT_HTTP_ORIGIN/pipelines/results/$BITBUCKET_BUILD_NUMBER")],
            },
        },
        new()
        {
            Name = "CircleCI",
            Marks = [new("CIRCLECI", IsFlag: true)],
            Key = [RunId, JobId, ParallelIndex],
            NamesWorkflow = false,
            Fields = new Dictionary<CIField, CISource[]>
            {
                [BuildNumber] = [Variable("CIRCLE_BUILD_NUM")],
                [RunId] = [Variable("CIRCLE_WORKFLOW_ID")],
                [Job] = [Variable("CIRCLE_JOB")],
                [JobId] = [Variable("CIRCLE_WORKFLOW_JOB_ID")],
                [ParallelIndex] = [Variable("CIRCLE_NODE_INDEX")],
                [Workflow] = [Variable("CIRCLE_PIPELINE_ID")],
                [Branch] = [Variable("CIRCLE_BRANCH")],
                [Tag] = [Variable("CIRCLE_TAG")],
                [Commit] = [Variable("CIRCLE_SHA1")],
                [PullRequest] = [Variable("CIRCLE_PULL_REQUEST").LastOfAddress()],
                [Actor] = [Variable("CIRCLE_USERNAME")],
                [Repository] = [Joined("$CIRCLE_PROJECT_USERNAME/$CIRCLE_PROJECT_REPONAME")],
                [RunUrl] = [Variable("CIRCLE_BUILD_URL")],
            },
        },
        new()
        {
            Name = "AppVeyor",
            Marks = [new("APPVEYOR", IsFlag: true)],
            Key = [RunId, JobId],
            Fields = new Dictionary<CIField, CISource[]>
            {
                [BuildNumber] = [Variable("APPVEYOR_BUILD_NUMBER")],
                [RunId] = [Variable("APPVEYOR_BUILD_ID")],
                // It says that a build is run again, not how often.
                [Attempt] = [Variable("APPVEYOR_RE_BUILD").AsFlag("2"), Variable("APPVEYOR_RE_RUN_INCOMPLETE").AsFlag("2")],
                [Job] = [Variable("APPVEYOR_JOB_NAME")],
                [JobId] = [Variable("APPVEYOR_JOB_ID")],
                [ParallelIndex] = [Variable("APPVEYOR_JOB_NUMBER")],
                [Workflow] = [Variable("APPVEYOR_PROJECT_SLUG")],
                // In a pull request the branch of the repository is the base.
                [Branch] =
                [
                    Variable("APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH"), Variable("APPVEYOR_REPO_BRANCH").Unless("APPVEYOR_PULL_REQUEST_NUMBER"),
                ],
                [Tag] = [Variable("APPVEYOR_REPO_TAG_NAME")],
                [Commit] = [Variable("APPVEYOR_REPO_COMMIT")],
                [PullRequest] = [Variable("APPVEYOR_PULL_REQUEST_NUMBER")],
                [Base] = [Variable("APPVEYOR_REPO_BRANCH").IfSet("APPVEYOR_PULL_REQUEST_NUMBER")],
                [CIField.Event] = [Variable("APPVEYOR_SCHEDULED_BUILD").AsFlag("scheduled"), Variable("APPVEYOR_FORCED_BUILD").AsFlag("forced")],
                [Repository] = [Variable("APPVEYOR_REPO_NAME")],
                [RunUrl] = [Joined("$APPVEYOR_URL/project/$APPVEYOR_ACCOUNT_NAME/$APPVEYOR_PROJECT_SLUG/builds/$APPVEYOR_BUILD_ID")],
            },
        },
        new()
        {
            Name = "Buildkite",
            Marks = [new("BUILDKITE", IsFlag: true)],
            Key = [RunId, JobId],
            FirstAttempt = 0,
            Fields = new Dictionary<CIField, CISource[]>
            {
                [BuildNumber] = [Variable("BUILDKITE_BUILD_NUMBER")],
                [RunId] = [Variable("BUILDKITE_BUILD_ID")],
                [Attempt] = [Variable("BUILDKITE_RETRY_COUNT")],
                [Job] = [Variable("BUILDKITE_STEP_KEY"), Variable("BUILDKITE_LABEL")],
                [JobId] = [Variable("BUILDKITE_JOB_ID")],
                [ParallelIndex] = [Variable("BUILDKITE_PARALLEL_JOB")],
                [Workflow] = [Variable("BUILDKITE_PIPELINE_SLUG")],
                [Branch] = [Variable("BUILDKITE_BRANCH")],
                [Tag] = [Variable("BUILDKITE_TAG")],
                [Commit] = [Variable("BUILDKITE_COMMIT")],
                [PullRequest] = [Variable("BUILDKITE_PULL_REQUEST").NoneIs("false")],
                [Base] = [Variable("BUILDKITE_PULL_REQUEST_BASE_BRANCH")],
                [Actor] = [Variable("BUILDKITE_BUILD_CREATOR")],
                [CIField.Event] = [Variable("BUILDKITE_SOURCE")],
                [Repository] = [Variable("BUILDKITE_REPO")],
                [RunUrl] = [Variable("BUILDKITE_BUILD_URL")],
            },
        },
    ];
}
