using System.Globalization;

namespace MlDash.Tests.Ci;

public class CIReaderTests
{
    /// <summary>Every cell of the table of systems: the field as the recorded environment says it.</summary>
    public static readonly TheoryData<string, string, string?> Cells = new()
    {
        { "GitHub", nameof(CIContext.BuildNumber), "482" },
        { "GitHub", nameof(CIContext.RunId), "9876543210" },
        { "GitHub", nameof(CIContext.Attempt), "1" },
        { "GitHub", nameof(CIContext.Job), "test" },
        { "GitHub", nameof(CIContext.JobId), null },
        { "GitHub", nameof(CIContext.ParallelIndex), null },
        { "GitHub", nameof(CIContext.Workflow), "build" },
        { "GitHub", nameof(CIContext.Branch), "feature/tools" },
        { "GitHub", nameof(CIContext.Tag), null },
        { "GitHub", nameof(CIContext.Commit), "1f0e8c2a9d7b4c6e5f3a1b2c4d6e8f0a1b3c5d7e" },
        { "GitHub", nameof(CIContext.PullRequest), "57" },
        { "GitHub", nameof(CIContext.Base), "main" },
        { "GitHub", nameof(CIContext.Actor), "ada" },
        { "GitHub", nameof(CIContext.Event), "pull_request" },
        { "GitHub", nameof(CIContext.Repository), "ada/vision" },
        { "GitHub", nameof(CIContext.RunUrl), "https://github.com/ada/vision/actions/runs/9876543210" },
        { "Azure", nameof(CIContext.BuildNumber), "20261130.4" },
        { "Azure", nameof(CIContext.RunId), "1234" },
        { "Azure", nameof(CIContext.Attempt), "1" },
        { "Azure", nameof(CIContext.Job), "Job" },
        { "Azure", nameof(CIContext.JobId), "12f1170f-54f2-53f3-20dd-22fc7dff55f9" },
        { "Azure", nameof(CIContext.ParallelIndex), null },
        { "Azure", nameof(CIContext.Workflow), "vision" },
        { "Azure", nameof(CIContext.Branch), "feature/tools" },
        { "Azure", nameof(CIContext.Tag), null },
        { "Azure", nameof(CIContext.Commit), "2f0e8c2a9d7b4c6e5f3a1b2c4d6e8f0a1b3c5d7e" },
        { "Azure", nameof(CIContext.PullRequest), null },
        { "Azure", nameof(CIContext.Base), null },
        { "Azure", nameof(CIContext.Actor), "Ada Lovelace" },
        { "Azure", nameof(CIContext.Event), "IndividualCI" },
        { "Azure", nameof(CIContext.Repository), "vision" },
        { "Azure", nameof(CIContext.RunUrl), "https://dev.azure.com/ada/lab/_build/results?buildId=1234" },
        { "GitLab", nameof(CIContext.BuildNumber), "77" },
        { "GitLab", nameof(CIContext.RunId), "500123" },
        { "GitLab", nameof(CIContext.Attempt), null },
        { "GitLab", nameof(CIContext.Job), "test: [linux, net8]" },
        { "GitLab", nameof(CIContext.JobId), "990001" },
        { "GitLab", nameof(CIContext.ParallelIndex), "2" },
        { "GitLab", nameof(CIContext.Workflow), "nightly" },
        { "GitLab", nameof(CIContext.Branch), "feature/tools" },
        { "GitLab", nameof(CIContext.Tag), null },
        { "GitLab", nameof(CIContext.Commit), "3f0e8c2a9d7b4c6e5f3a1b2c4d6e8f0a1b3c5d7e" },
        { "GitLab", nameof(CIContext.PullRequest), "12" },
        { "GitLab", nameof(CIContext.Base), "main" },
        { "GitLab", nameof(CIContext.Actor), "ada" },
        { "GitLab", nameof(CIContext.Event), "merge_request_event" },
        { "GitLab", nameof(CIContext.Repository), "lab/ada/vision" },
        { "GitLab", nameof(CIContext.RunUrl), "https://gitlab.example.org/lab/ada/vision/-/pipelines/500123" },
        { "Jenkins", nameof(CIContext.BuildNumber), "31" },
        { "Jenkins", nameof(CIContext.RunId), "jenkins-vision-31" },
        { "Jenkins", nameof(CIContext.Attempt), null },
        { "Jenkins", nameof(CIContext.Job), "lab/vision" },
        { "Jenkins", nameof(CIContext.JobId), null },
        { "Jenkins", nameof(CIContext.ParallelIndex), "3" },
        { "Jenkins", nameof(CIContext.Workflow), "vision" },
        { "Jenkins", nameof(CIContext.Branch), "main" },
        { "Jenkins", nameof(CIContext.Tag), null },
        { "Jenkins", nameof(CIContext.Commit), "4f0e8c2a9d7b4c6e5f3a1b2c4d6e8f0a1b3c5d7e" },
        { "Jenkins", nameof(CIContext.PullRequest), null },
        { "Jenkins", nameof(CIContext.Base), null },
        { "Jenkins", nameof(CIContext.Actor), null },
        { "Jenkins", nameof(CIContext.Event), null },
        { "Jenkins", nameof(CIContext.Repository), "https://git.example.org/ada/vision.git" },
        { "Jenkins", nameof(CIContext.RunUrl), "https://jenkins.example.org/job/vision/31/" },
        { "TeamCity", nameof(CIContext.BuildNumber), "1.0.42" },
        { "TeamCity", nameof(CIContext.RunId), "70042" },
        { "TeamCity", nameof(CIContext.Attempt), null },
        { "TeamCity", nameof(CIContext.Job), "Tests" },
        { "TeamCity", nameof(CIContext.JobId), "Vision_Tests" },
        { "TeamCity", nameof(CIContext.ParallelIndex), null },
        { "TeamCity", nameof(CIContext.Workflow), "Vision" },
        { "TeamCity", nameof(CIContext.Branch), "feature/tools" },
        { "TeamCity", nameof(CIContext.Tag), null },
        { "TeamCity", nameof(CIContext.Commit), "5f0e8c2a9d7b4c6e5f3a1b2c4d6e8f0a1b3c5d7e" },
        { "TeamCity", nameof(CIContext.PullRequest), "57" },
        { "TeamCity", nameof(CIContext.Base), "main" },
        { "TeamCity", nameof(CIContext.Actor), "ada" },
        { "TeamCity", nameof(CIContext.Event), "Git; Ada Lovelace" },
        { "TeamCity", nameof(CIContext.Repository), "https://git.example.org/ada/vision.git" },
        { "TeamCity", nameof(CIContext.RunUrl), "https://teamcity.example.org/build/70042" },
        { "Bitbucket", nameof(CIContext.BuildNumber), "88" },
        { "Bitbucket", nameof(CIContext.RunId), "{11111111-2222-3333-4444-555555555555}" },
        { "Bitbucket", nameof(CIContext.Attempt), null },
        { "Bitbucket", nameof(CIContext.Job), "{66666666-7777-8888-9999-000000000000}" },
        { "Bitbucket", nameof(CIContext.JobId), "{66666666-7777-8888-9999-000000000000}" },
        { "Bitbucket", nameof(CIContext.ParallelIndex), "0" },
        { "Bitbucket", nameof(CIContext.Workflow), null },
        { "Bitbucket", nameof(CIContext.Branch), "feature/tools" },
        { "Bitbucket", nameof(CIContext.Tag), "v1.2" },
        { "Bitbucket", nameof(CIContext.Commit), "6f0e8c2a9d7b4c6e5f3a1b2c4d6e8f0a1b3c5d7e" },
        { "Bitbucket", nameof(CIContext.PullRequest), "9" },
        { "Bitbucket", nameof(CIContext.Base), "main" },
        { "Bitbucket", nameof(CIContext.Actor), "{abcdefab-0000-0000-0000-000000000000}" },
        { "Bitbucket", nameof(CIContext.Event), null },
        { "Bitbucket", nameof(CIContext.Repository), "ada/vision" },
        { "Bitbucket", nameof(CIContext.RunUrl), "https://bitbucket.org/ada/vision/pipelines/results/88" },
        { "CircleCI", nameof(CIContext.BuildNumber), "301" },
        { "CircleCI", nameof(CIContext.RunId), "aaaaaaaa-1111-2222-3333-444444444444" },
        { "CircleCI", nameof(CIContext.Attempt), null },
        { "CircleCI", nameof(CIContext.Job), "test" },
        { "CircleCI", nameof(CIContext.JobId), "bbbbbbbb-1111-2222-3333-444444444444" },
        { "CircleCI", nameof(CIContext.ParallelIndex), "1" },
        { "CircleCI", nameof(CIContext.Workflow), "cccccccc-1111-2222-3333-444444444444" },
        { "CircleCI", nameof(CIContext.Branch), "feature/tools" },
        { "CircleCI", nameof(CIContext.Tag), "v1.2" },
        { "CircleCI", nameof(CIContext.Commit), "7f0e8c2a9d7b4c6e5f3a1b2c4d6e8f0a1b3c5d7e" },
        { "CircleCI", nameof(CIContext.PullRequest), "57" },
        { "CircleCI", nameof(CIContext.Base), null },
        { "CircleCI", nameof(CIContext.Actor), "ada" },
        { "CircleCI", nameof(CIContext.Event), null },
        { "CircleCI", nameof(CIContext.Repository), "ada/vision" },
        { "CircleCI", nameof(CIContext.RunUrl), "https://circleci.com/gh/ada/vision/301" },
        { "AppVeyor", nameof(CIContext.BuildNumber), "19" },
        { "AppVeyor", nameof(CIContext.RunId), "45678901" },
        { "AppVeyor", nameof(CIContext.Attempt), "2" },
        { "AppVeyor", nameof(CIContext.Job), "Image: Ubuntu" },
        { "AppVeyor", nameof(CIContext.JobId), "xk3j9s8d7f6g5h4j" },
        { "AppVeyor", nameof(CIContext.ParallelIndex), "2" },
        { "AppVeyor", nameof(CIContext.Workflow), "vision" },
        { "AppVeyor", nameof(CIContext.Branch), "feature/tools" },
        { "AppVeyor", nameof(CIContext.Tag), "v1.2" },
        { "AppVeyor", nameof(CIContext.Commit), "8f0e8c2a9d7b4c6e5f3a1b2c4d6e8f0a1b3c5d7e" },
        { "AppVeyor", nameof(CIContext.PullRequest), "57" },
        { "AppVeyor", nameof(CIContext.Base), "main" },
        { "AppVeyor", nameof(CIContext.Actor), null },
        { "AppVeyor", nameof(CIContext.Event), "scheduled" },
        { "AppVeyor", nameof(CIContext.Repository), "ada/vision" },
        { "AppVeyor", nameof(CIContext.RunUrl), "https://ci.appveyor.com/project/ada/vision/builds/45678901" },
        { "Buildkite", nameof(CIContext.BuildNumber), "64" },
        { "Buildkite", nameof(CIContext.RunId), "dddddddd-1111-2222-3333-444444444444" },
        { "Buildkite", nameof(CIContext.Attempt), "0" },
        { "Buildkite", nameof(CIContext.Job), "unit" },
        { "Buildkite", nameof(CIContext.JobId), "eeeeeeee-1111-2222-3333-444444444444" },
        { "Buildkite", nameof(CIContext.ParallelIndex), "3" },
        { "Buildkite", nameof(CIContext.Workflow), "vision" },
        { "Buildkite", nameof(CIContext.Branch), "feature/tools" },
        { "Buildkite", nameof(CIContext.Tag), "v1.2" },
        { "Buildkite", nameof(CIContext.Commit), "9f0e8c2a9d7b4c6e5f3a1b2c4d6e8f0a1b3c5d7e" },
        { "Buildkite", nameof(CIContext.PullRequest), null },
        { "Buildkite", nameof(CIContext.Base), "main" },
        { "Buildkite", nameof(CIContext.Actor), "Ada Lovelace" },
        { "Buildkite", nameof(CIContext.Event), "webhook" },
        { "Buildkite", nameof(CIContext.Repository), "https://github.com/ada/vision.git" },
        { "Buildkite", nameof(CIContext.RunUrl), "https://buildkite.com/ada/vision/builds/64" },
    };

    public static readonly TheoryData<string> Systems =
        ["GitHub", "Azure", "GitLab", "Jenkins", "TeamCity", "Bitbucket", "CircleCI", "AppVeyor", "Buildkite"];

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_field_of_every_system_is_read(string system, string field, string? expected)
    {
        var context = RecordedEnvironment.Of(system).Read();

        Assert.Equal(system, context!.System);
        Assert.Equal(expected, Field(context, field));
    }

    /// <summary>What a system says in other situations than the recorded one.</summary>
    [Theory]
    [InlineData("GitHub", nameof(CIContext.Branch), "main", "GITHUB_HEAD_REF=", "GITHUB_REF_NAME=main")]
    [InlineData("GitHub", nameof(CIContext.Branch), null, "GITHUB_HEAD_REF=", "GITHUB_REF_NAME=v1.2", "GITHUB_REF_TYPE=tag")]
    [InlineData("GitHub", nameof(CIContext.Tag), "v1.2", "GITHUB_HEAD_REF=", "GITHUB_REF_NAME=v1.2", "GITHUB_REF_TYPE=tag")]
    [InlineData("GitHub", nameof(CIContext.Actor), "grace", "GITHUB_TRIGGERING_ACTOR=")]
    [InlineData("GitHub", nameof(CIContext.PullRequest), null, "GITHUB_EVENT_PATH={data}/missing.json")]
    [InlineData("GitHub", nameof(CIContext.PullRequest), null, "GITHUB_EVENT_PATH={data}/github.env")]
    [InlineData("Azure", nameof(CIContext.Tag), "v1.2", "BUILD_SOURCEBRANCH=refs/tags/v1.2")]
    [InlineData("Azure", nameof(CIContext.Branch), null, "BUILD_SOURCEBRANCH=refs/tags/v1.2")]
    [InlineData("Azure", nameof(CIContext.Branch), "fix/it", "BUILD_SOURCEBRANCH=refs/pull/9/merge", "SYSTEM_PULLREQUEST_SOURCEBRANCH=refs/heads/fix/it")]
    [InlineData("Azure", nameof(CIContext.Base), "main", "SYSTEM_PULLREQUEST_TARGETBRANCH=refs/heads/main")]
    [InlineData("Azure", nameof(CIContext.PullRequest), "5", "SYSTEM_PULLREQUEST_PULLREQUESTID=5")]
    [InlineData("Azure", nameof(CIContext.PullRequest), "57", "SYSTEM_PULLREQUEST_PULLREQUESTID=5", "SYSTEM_PULLREQUEST_PULLREQUESTNUMBER=57")]
    [InlineData("Azure", nameof(CIContext.Actor), null, "BUILD_REQUESTEDFOR=ada@example.org")]
    [InlineData("GitLab", nameof(CIContext.Branch), "main", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME=", "CI_COMMIT_BRANCH=main")]
    [InlineData("GitLab", nameof(CIContext.Tag), "v1.2", "CI_COMMIT_TAG=v1.2")]
    [InlineData("Jenkins", nameof(CIContext.Branch), "fix/it", "BRANCH_NAME=PR-57", "CHANGE_BRANCH=fix/it")]
    [InlineData("Jenkins", nameof(CIContext.Branch), "release", "BRANCH_NAME=release")]
    [InlineData("Jenkins", nameof(CIContext.Tag), "v1.2", "TAG_NAME=v1.2")]
    [InlineData("Jenkins", nameof(CIContext.PullRequest), "57", "CHANGE_ID=57")]
    [InlineData("Jenkins", nameof(CIContext.PullRequest), "58", "ghprbPullId=58")]
    [InlineData("Jenkins", nameof(CIContext.Base), "main", "CHANGE_TARGET=main")]
    [InlineData("AppVeyor", nameof(CIContext.Branch), "main", "APPVEYOR_PULL_REQUEST_NUMBER=", "APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH=")]
    [InlineData("AppVeyor", nameof(CIContext.Branch), null, "APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH=")]
    [InlineData("AppVeyor", nameof(CIContext.Base), null, "APPVEYOR_PULL_REQUEST_NUMBER=")]
    [InlineData("AppVeyor", nameof(CIContext.Attempt), "2", "APPVEYOR_RE_BUILD=False", "APPVEYOR_RE_RUN_INCOMPLETE=true")]
    [InlineData("AppVeyor", nameof(CIContext.Attempt), null, "APPVEYOR_RE_BUILD=False")]
    [InlineData("AppVeyor", nameof(CIContext.Event), "forced", "APPVEYOR_SCHEDULED_BUILD=", "APPVEYOR_FORCED_BUILD=1")]
    [InlineData("Buildkite", nameof(CIContext.Job), "Unit tests", "BUILDKITE_STEP_KEY=")]
    [InlineData("Buildkite", nameof(CIContext.PullRequest), "57", "BUILDKITE_PULL_REQUEST=57")]
    [InlineData("Buildkite", nameof(CIContext.RunUrl), "https://buildkite.com/b", "BUILDKITE_BUILD_URL=https://a:b@buildkite.com/b")]
    public void Traps_of_systems_are_answered(string system, string field, string? expected, params string[] changes)
    {
        var context = RecordedEnvironment.Of(system)
            .But([.. changes.Select(change => change.Split('=', 2)).Select(parts => (parts[0], (string?)parts[1]))]).Read();

        Assert.Equal(expected, Field(context!, field));
    }

    [Theory]
    [InlineData("GITHUB_ACTIONS", "True", "GitHub")]
    [InlineData("TF_BUILD", "1", "Azure")]
    [InlineData("GITLAB_CI", "TRUE", "GitLab")]
    [InlineData("CIRCLECI", "true", "CircleCI")]
    [InlineData("GITHUB_ACTIONS", "false", null)]
    [InlineData("GITHUB_ACTIONS", "yes", null)]
    [InlineData("BITBUCKET_COMMIT", "abc", null)]
    [InlineData("JENKINS_URL", "https://jenkins", null)]
    [InlineData("CI", "true", null)]
    public void A_system_is_known_by_its_marks(string name, string value, string? expected) =>
        Assert.Equal(expected, RecordedEnvironment.With((name, value)).Read()?.System);

    [Theory]
    [InlineData("false")]
    [InlineData("False")]
    [InlineData("0")]
    public void CI_is_false_switches_every_system_off(string off) =>
        Assert.Null(RecordedEnvironment.Of("GitHub").But(("CI", off)).Read());

    [Theory]
    [MemberData(nameof(Systems))]
    public void Nothing_that_must_not_be_recorded_is_read(string system) =>
        Assert.All(
            typeof(CIContext).GetProperties(),
            field => Assert.DoesNotContain("planted", Field(RecordedEnvironment.Of(system).Read()!, field.Name) ?? string.Empty, StringComparison.Ordinal));

    [Fact]
    public void A_value_is_not_longer_than_a_name_may_be() =>
        Assert.Equal(1000, RecordedEnvironment.Of("GitHub").But(("GITHUB_WORKFLOW", new string('w', 100_000))).Read()!.Workflow!.Length);

    [Theory]
    [InlineData("https://ada:pw@host/x.git", "https://host/x.git")]
    [InlineData("https://token@host/x", "https://host/x")]
    [InlineData("https://host/job/3?token=secret", "https://host/job/3")]
    [InlineData("https://host/x#access_token=secret", "https://host/x")]
    [InlineData("ada:secret@host/x", "host/x")]
    [InlineData("https://ada:p@ss@host/x", "https://host/x")]
    [InlineData("https://ada:pa/ss@host/x", "https://host/x")]
    [InlineData("ssh://git@host:22/x", "ssh://host:22/x")]
    [InlineData("git@host:ada/x.git", "host:ada/x.git")]
    [InlineData("https://host:8080/pkg@1.0", "https://host:8080/pkg@1.0")]
    [InlineData("main", "main")]
    public void Addresses_lose_their_credentials(string address, string expected) =>
        Assert.Equal(expected, MlDash.Ci.WithoutCredentials.In(address));

    private static string? Field(CIContext context, string name) =>
        Convert.ToString(typeof(CIContext).GetProperty(name)!.GetValue(context), CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;
}
