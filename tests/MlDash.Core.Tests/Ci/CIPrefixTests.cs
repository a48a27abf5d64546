using MlDash.Ci;

namespace MlDash.Tests.Ci;

public class CIPrefixTests
{
    [Theory]
    [InlineData("GitHub", "ada-vision/build/test/9876543210")]
    [InlineData("Azure", "vision/vision/Job/1234-12f1170f-54f2-53f3-20dd-22fc7dff55f9")]
    [InlineData("GitLab", "lab-ada-vision/nightly/test- [linux, net8]/990001")]
    [InlineData("Jenkins", "ada-vision/vision/lab-vision/jenkins-vision-31")]
    [InlineData("TeamCity", "ada-vision/Vision/Tests/70042")]
    [InlineData("Bitbucket", "ada-vision/11111111-2222-3333-4444-555555555555-66666666-7777-8888-9999-000000000000")]
    [InlineData("CircleCI", "ada-vision/test/aaaaaaaa-1111-2222-3333-444444444444-bbbbbbbb-1111-2222-3333-444444444444-1")]
    [InlineData("AppVeyor", "ada-vision/vision/Image- Ubuntu/45678901-xk3j9s8d7f6g5h4j-2")]
    [InlineData("Buildkite", "ada-vision/vision/unit/dddddddd-1111-2222-3333-444444444444-eeeeeeee-1111-2222-3333-444444444444")]
    public void The_path_is_repository_workflow_job_and_run(string system, string expected)
    {
        var context = RecordedEnvironment.Of(system).Read()!;

        var path = $"{CIPrefix.Project(context)}/{CIPrefix.InProject(context, null)}";
        Assert.Equal(expected, path);
        Assert.True(ExperimentPath.Parse(path).MayBeMade);
    }

    [Theory]
    [InlineData("GitHub", "GITHUB_RUN_ATTEMPT", "2", "build/test/9876543210-2")]
    [InlineData("Buildkite", "BUILDKITE_RETRY_COUNT", "1", "vision/unit/dddddddd-1111-2222-3333-444444444444-eeeeeeee-1111-2222-3333-444444444444-1")]
    public void Another_attempt_is_a_run_of_its_own(string system, string name, string value, string expected) =>
        Assert.Equal(expected, CIPrefix.InProject(RecordedEnvironment.Of(system).But((name, value)).Read()!, null));

    [Fact]
    public void A_key_tells_jobs_of_a_matrix_apart_however_it_is_spelled()
    {
        var context = RecordedEnvironment.Of("GitHub").Read()!;
        Assert.Equal("build/test/linux-net8/9876543210", CIPrefix.InProject(context, "linux-net8"));
        Assert.Equal("build/test/9876543210", CIPrefix.InProject(context, null));
        string?[] keys = [null, "a-b", "a/b", "a:b", "..", "???", new string('k', 90) + "1", new string('k', 90) + "2"];
        Assert.Equal(keys.Length, keys.Select(key => CIPrefix.InProject(context, key)).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Theory]
    [InlineData("..")]
    [InlineData("{user}")]
    [InlineData("a:b*c?\"<>|\\d")]
    [InlineData("nul.txt")]
    [InlineData(".mldash-x")]
    [InlineData("logs.jsonl")]
    [InlineData("tab\tand\nline")]
    [InlineData("ends. . ")]
    [InlineData("half \ud83d")]
    [InlineData("-:-")]
    public void Whatever_the_names_are_the_path_may_be_made(string name)
    {
        var context = RecordedEnvironment.Of("GitHub")
            .But(("GITHUB_WORKFLOW", name), ("GITHUB_REPOSITORY", name), ("GITHUB_JOB", new string('j', 500))).Read()!;

        var path = $"{CIPrefix.Project(context)}/{CIPrefix.InProject(context, name)}";
        Assert.True(ExperimentPath.Parse(path).MayBeMade, path);
        Assert.DoesNotContain('{', path);
    }

    [Fact]
    public void A_system_that_says_nothing_of_the_run_has_a_path_too()
    {
        var context = RecordedEnvironment.With(("GITHUB_ACTIONS", "true")).Read()!;

        Assert.Equal("GitHub/run", $"{CIPrefix.Project(context)}/{CIPrefix.InProject(context, null)}");
    }
}
