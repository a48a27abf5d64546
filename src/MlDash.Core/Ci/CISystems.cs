using static MlDash.Ci.CIField;
using static MlDash.Ci.CISource;

namespace MlDash.Ci;

/// <summary>
/// The CI systems. What is listed here is all that is read of the environment: other variables may hold secrets. Traps that the systems have set are
/// answered in the table, for example that AppVeyor calls the base of a pull request the branch.
/// </summary>
internal static class CISystems
{
    private const string Heads = "refs/heads/";
    private const string Tags = "refs/tags/";

    /// <summary>All systems, in the order of the look.</summary>
    public static IReadOnlyList<CISystem> All { get; } =
    [
        new()
        {
            Name = "GitHub",
            Marks = [new("GITHUB_ACTIONS", IsFlag: true)],
            Key = [RunId],
            Fields = new Dictionary<CIField, CISource[]>
            {
                [BuildNumber] = [Variable("GITHUB_RUN_NUMBER")],
                [RunId] = [Variable("GITHUB_RUN_ID")],
                [Attempt] = [Variable("GITHUB_RUN_ATTEMPT")],
                [Job] = [Variable("GITHUB_JOB")],
                [Workflow] = [Variable("GITHUB_WORKFLOW")],
                // The name of a ref is that of the tag when a tag is built.
                [Branch] = [Variable("GITHUB_HEAD_REF"), Variable("GITHUB_REF_NAME").If("GITHUB_REF_TYPE", "branch")],
                [Tag] = [Variable("GITHUB_REF_NAME").If("GITHUB_REF_TYPE", "tag")],
                [Commit] = [Variable("GITHUB_SHA")],
                [PullRequest] = [EventNumber("pull_request.number")],
                [Base] = [Variable("GITHUB_BASE_REF")],
                [Actor] = [Variable("GITHUB_TRIGGERING_ACTOR"), Variable("GITHUB_ACTOR")],
                [CIField.Event] = [Variable("GITHUB_EVENT_NAME")],
                [Repository] = [Variable("GITHUB_REPOSITORY")],
                [RunUrl] = [Joined("$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID")],
            },
        },
        new()
        {
            Name = "Azure",
            Marks = [new("TF_BUILD", IsFlag: true)],
            Key = [RunId, JobId],
            Fields = new Dictionary<CIField, CISource[]>
            {
                [BuildNumber] = [Variable("BUILD_BUILDNUMBER")],
                [RunId] = [Variable("BUILD_BUILDID")],
                [Attempt] = [Variable("SYSTEM_JOBATTEMPT")],
                [Job] = [Variable("SYSTEM_JOBNAME")],
                [JobId] = [Variable("SYSTEM_JOBID")],
                [Workflow] = [Variable("BUILD_DEFINITIONNAME")],
                // BUILD_SOURCEBRANCHNAME is only the last part of a name with slashes.
                [Branch] = [Variable("SYSTEM_PULLREQUEST_SOURCEBRANCH").Without(Heads), Variable("BUILD_SOURCEBRANCH").Behind(Heads)],
                [Tag] = [Variable("BUILD_SOURCEBRANCH").Behind(Tags)],
                [Commit] = [Variable("BUILD_SOURCEVERSION")],
                [PullRequest] = [Variable("SYSTEM_PULLREQUEST_PULLREQUESTNUMBER"), Variable("SYSTEM_PULLREQUEST_PULLREQUESTID")],
                [Base] = [Variable("SYSTEM_PULLREQUEST_TARGETBRANCH").Without(Heads)],
                [Actor] = [Variable("BUILD_REQUESTEDFOR")],
                [CIField.Event] = [Variable("BUILD_REASON")],
                [Repository] = [Variable("BUILD_REPOSITORY_NAME")],
                [RunUrl] = [Joined("$SYSTEM_COLLECTIONURI$SYSTEM_TEAMPROJECT/_build/results?buildId=$BUILD_BUILDID")],
            },
        },
        new()
        {
            Name = "GitLab",
            Marks = [new("GITLAB_CI", IsFlag: true)],
            Key = [JobId],
            Fields = new Dictionary<CIField, CISource[]>
            {
                [BuildNumber] = [Variable("CI_PIPELINE_IID")],
                [RunId] = [Variable("CI_PIPELINE_ID")],
                [Job] = [Variable("CI_JOB_NAME")],
                [JobId] = [Variable("CI_JOB_ID")],
                [ParallelIndex] = [Variable("CI_NODE_INDEX")],
                [Workflow] = [Variable("CI_PIPELINE_NAME")],
                // CI_COMMIT_BRANCH is absent in pipelines of merge requests.
                [Branch] = [Variable("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"), Variable("CI_COMMIT_BRANCH")],
                [Tag] = [Variable("CI_COMMIT_TAG")],
                [Commit] = [Variable("CI_COMMIT_SHA")],
                [PullRequest] = [Variable("CI_MERGE_REQUEST_IID")],
                [Base] = [Variable("CI_MERGE_REQUEST_TARGET_BRANCH_NAME")],
                [Actor] = [Variable("GITLAB_USER_LOGIN")],
                [CIField.Event] = [Variable("CI_PIPELINE_SOURCE")],
                [Repository] = [Variable("CI_PROJECT_PATH")],
                [RunUrl] = [Variable("CI_PIPELINE_URL")],
            },
        },
        new()
        {
            Name = "Jenkins",
            Marks = [new("JENKINS_URL"), new("BUILD_ID")],
            Key = [RunId],
            Fields = new Dictionary<CIField, CISource[]>
            {
                [BuildNumber] = [Variable("BUILD_NUMBER")],
                [RunId] = [Variable("BUILD_TAG")],
                [Job] = [Variable("JOB_NAME")],
                [ParallelIndex] = [Variable("EXECUTOR_NUMBER")],
                [Workflow] = [Variable("JOB_BASE_NAME")],
                // Jobs without a pipeline name the branch with its remote.
                [Branch] = [Variable("CHANGE_BRANCH"), Variable("BRANCH_NAME"), Variable("GIT_BRANCH").Without("origin/")],
                [Tag] = [Variable("TAG_NAME")],
                [Commit] = [Variable("GIT_COMMIT")],
                [PullRequest] = [Variable("CHANGE_ID"), Variable("ghprbPullId")],
                [Base] = [Variable("CHANGE_TARGET")],
                [Repository] = [Variable("GIT_URL")],
                [RunUrl] = [Variable("BUILD_URL")],
            },
        },
        new()
        {
            Name = "TeamCity",
            Marks = [new("TEAMCITY_VERSION")],
            Key = [RunId],
            Fields = new Dictionary<CIField, CISource[]>
            {
                [BuildNumber] = [Variable("BUILD_NUMBER")],
                [RunId] = [Property("teamcity.build.id")],
                [Job] = [Variable("TEAMCITY_BUILDCONF_NAME")],
                [JobId] = [Property("teamcity.buildType.id")],
                [Workflow] = [Variable("TEAMCITY_PROJECT_NAME")],
                [Branch] = [Property("teamcity.build.branch").Without(Heads)],
                [Commit] = [Variable("BUILD_VCS_NUMBER")],
                [PullRequest] = [Property("teamcity.pullRequest.number")],
                [Base] = [Property("teamcity.pullRequest.target.branch").Without(Heads)],
                [Actor] = [Property("teamcity.build.triggeredBy.username")],
                [CIField.Event] = [Property("teamcity.build.triggeredBy")],
                [Repository] = [Property("vcsroot.url")],
                [RunUrl] = [Joined("$(teamcity.serverUrl)/build/$(teamcity.build.id)")],
            },
        },
        .. MoreCISystems.All,
    ];

    /// <summary>The system of a name.</summary>
    public static CISystem Named(string name) => All.Single(system => system.Name == name);
}
