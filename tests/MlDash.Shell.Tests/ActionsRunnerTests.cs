using System.Globalization;
using Xunit;

namespace MlDash.Shell.Tests;

/// <summary>
/// The pipeline of <c>examples/</c> as a job of GitHub Actions runs it: with its variables and files, which are read back as the service does. No runner can
/// be had here; this one knows what the documentation of the service says.
/// </summary>
public sealed class ActionsRunnerTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-actions-").FullName;
    private int _run;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_pipeline_goes_from_nothing_to_green_and_to_red_when_the_build_gets_worse()
    {
        var first = await RunAsync();
        Assert.Equal((0, "false"), (first.Code, first.Outputs["worse"]));
        Assert.Empty(first.Commands);
        Assert.Equal("ada-vision/ci/build/1001", first.Outputs["experiment"]);
        Assert.Contains("tests.failed", first.Summary, StringComparison.Ordinal);

        // Now there is a past, and the same size as before is no change.
        var second = await RunAsync();
        Assert.Equal((0, "false"), (second.Code, second.Outputs["worse"]));
        Assert.Empty(second.Commands);
        Assert.Contains("size.bytes", second.Summary, StringComparison.Ordinal);

        var third = await RunAsync("-BuildCommand", "head -c 5000 /dev/zero > app.bin");
        Assert.Equal((1, "true"), (third.Code, third.Outputs["worse"]));
        Assert.Contains(
            third.Commands, command => command.StartsWith("::error ", StringComparison.Ordinal) && command.Contains("size", StringComparison.Ordinal));
        Assert.Contains("5000", third.Summary, StringComparison.Ordinal);

        // A build that failed is no part of the past: the next good one is compared with the good ones.
        var fourth = await RunAsync();
        Assert.Equal((0, "false"), (fourth.Code, fourth.Outputs["worse"]));
        Assert.True(new FileInfo(Path.Combine(_folder, "report.html")).Length > 10_000);
    }

    [Fact]
    public async Task What_a_failed_test_says_is_no_command()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "tests.xml"),
            """
            <testsuite><testcase name="::set-output name=worse::no"><failure message="::add-mask::secret&#10;##vso[task.complete result=Succeeded]"/></testcase>
            </testsuite>
            """,
            TestContext.Current.CancellationToken);
        var run = await RunAsync("-TestCommand", $"cp {Path.Combine(_folder, "tests.xml")} . && exit 1");
        Assert.Equal((1, "false"), (run.Code, run.Outputs["worse"]));
        Assert.All(run.Commands, command => Assert.StartsWith("::error ", command, StringComparison.Ordinal));
        Assert.NotEmpty(run.Commands);
    }

    private async Task<Job> RunAsync(params string[] arguments)
    {
        var number = (++_run).ToString(CultureInfo.InvariantCulture);
        var (summary, outputs) = (Path.Combine(_folder, $"summary-{number}"), Path.Combine(_folder, $"output-{number}"));
        foreach (var file in new[] { summary, outputs })
            await File.WriteAllTextAsync(file, string.Empty, TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string>
        {
            ["CI"] = "true", ["GITHUB_ACTIONS"] = "true", ["GITHUB_RUN_NUMBER"] = number, ["GITHUB_RUN_ID"] = "100" + number, ["GITHUB_RUN_ATTEMPT"] = "1",
            ["GITHUB_JOB"] = "build", ["GITHUB_WORKFLOW"] = "ci", ["GITHUB_REF_NAME"] = "main", ["GITHUB_REF_TYPE"] = "branch", ["GITHUB_SHA"] = new('a', 40),
            ["GITHUB_REPOSITORY"] = "ada/vision", ["GITHUB_SERVER_URL"] = "https://github.com", ["GITHUB_EVENT_NAME"] = "push",
            ["GITHUB_STEP_SUMMARY"] = summary, ["GITHUB_OUTPUT"] = outputs,
        };
        var (output, error, code) = await Mldash.RunAsync(
            ["-File", Path.Combine(Mldash.Examples, "ci-pipeline.ps1"), .. arguments], folder: _folder, environment: environment).WaitAsync(_patience);
        Assert.Equal(string.Empty, error.Trim());
        var read = (await File.ReadAllLinesAsync(outputs, TestContext.Current.CancellationToken)).Select(line => line.Split('=', 2));
        return new(
            code, [.. output.Split('\n').Select(line => line.TrimEnd('\r').TrimStart()).Where(IsCommand)],
            await File.ReadAllTextAsync(summary, TestContext.Current.CancellationToken), read.ToDictionary(pair => pair[0], pair => pair[1]));
    }

    // The runner takes both of its forms, the older one in the midst of a line, too.
    private static bool IsCommand(string line) => line.StartsWith("::", StringComparison.Ordinal) || line.Contains("##[", StringComparison.Ordinal)
        || line.Contains("##vso[", StringComparison.Ordinal);

    private sealed record Job(int Code, IReadOnlyList<string> Commands, string Summary, IReadOnlyDictionary<string, string> Outputs);
}
