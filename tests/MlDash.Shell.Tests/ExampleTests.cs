using Xunit;

namespace MlDash.Shell.Tests;

/// <summary>
/// The scripts of <c>examples/</c> as a newcomer runs them: in a folder of their own, from the file to the tables. Those for a server run in
/// MlDash.Remote.Tests.
/// </summary>
public sealed class ExampleTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-example-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_example_runs_in_a_test()
    {
        string[] tested = ["ci-pipeline.ps1", "ops-script.ps1", "quickstart.ps1", "remote.ps1", "research-loop.ps1", "tour.ps1"];

        Assert.Equal(tested, Directory.GetFiles(Mldash.Examples, "*.ps1").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_quickstart_records_an_experiment_and_shows_it()
    {
        var output = await RunAsync(0, "quickstart.ps1");

        Assert.Contains("Completed", output, StringComparison.Ordinal);
        Assert.Equal("True", await AskAsync("@(Get-MlDashExperiment -Status Completed).Count -ge 1"));
    }

    [Fact]
    public async Task The_tour_does_twenty_things_in_sixty_lines()
    {
        var output = await RunAsync(0, "tour.ps1");

        Assert.InRange((await File.ReadAllLinesAsync(Path.Combine(Mldash.Examples, "tour.ps1"), TestContext.Current.CancellationToken)).Length, 20, 60);
        Assert.Contains("training", output, StringComparison.Ordinal);
        Assert.Contains("train.loss.min", output, StringComparison.Ordinal);
        Assert.Contains("└", output, StringComparison.Ordinal);
        Assert.Equal("tour/first", await AskAsync("(Get-MlDashExperiment).Prefix"));
        Assert.Equal("Archived", await AskAsync("(Get-MlDashExperiment tour/block -IncludeArchived).Status"));
        Assert.Equal("50", await AskAsync("@(Import-Csv experiments/loss.csv).Count"));
        Assert.Equal("0.02", await AskAsync("(Get-Content experiments/result.json | ConvertFrom-Json).best"));
    }

    [Fact]
    public async Task The_research_loop_records_each_run_of_its_sweep_and_finds_the_best()
    {
        var output = await RunAsync(0, "research-loop.ps1");

        Assert.Contains("== The best", output, StringComparison.Ordinal);
        Assert.Equal("1", await AskAsync("@(Get-MlDashExperiment -Tag best).Count"));
        Assert.Equal(
            "True",
            await AskAsync("$all = @(Get-MlDashExperiment -Project lines); $all.Count -gt 2 -and -not $all.Where({ -not ($_ | Get-MlDashMetric train) })"));
    }

    [Fact]
    public async Task The_ops_script_records_a_job_that_works_and_one_that_fails()
    {
        var output = await RunAsync(0, "ops-script.ps1");

        Assert.Contains("to back up.", output, StringComparison.Ordinal);
        Assert.Equal("Failed", await AskAsync("(Get-MlDashExperiment 'ops/backup/*').Status"));
        Assert.Equal("3", await AskAsync("@(Get-MlDashExperiment 'ops/cleanup/*' | Get-MlDashLog | Where-Object Message -like 'removed *.tmp').Count"));
    }

    [Fact]
    public async Task The_pipeline_records_a_build_that_works()
    {
        await RunAsync(0, "ci-pipeline.ps1");

        Assert.Equal("Completed", await AskAsync("(Get-MlDashExperiment -Project builds).Status"));
        Assert.Equal("app.bin", await AskAsync("(Get-MlDashExperiment -Project builds | Get-MlDashFile).Name"));
        Assert.Equal("1", await AskAsync("(Get-MlDashExperiment -Project builds | Get-MlDashMetric tests -Last 1).passed"));
        var report = await File.ReadAllTextAsync(Path.Combine(_folder, "report.html"), TestContext.Current.CancellationToken);
        Assert.Contains("<html", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pipeline_hands_on_the_exit_code_of_a_build_that_fails()
    {
        await RunAsync(3, "ci-pipeline.ps1", "-TestCommand", "exit 3");

        Assert.Equal("Failed", await AskAsync("(Get-MlDashExperiment -Project builds).Status"));
        Assert.Equal("3", await AskAsync("(Get-MlDashExperiment -Project builds | Get-MlDashMetric test -Last 1).exitCode"));
    }

    private async Task<string> AskAsync(string question) => (await RunMldashAsync(0, "-Command", question)).Trim();

    private Task<string> RunAsync(int expected, string example, params string[] arguments) =>
        RunMldashAsync(expected, ["-File", Path.Combine(Mldash.Examples, example), .. arguments]);

    private async Task<string> RunMldashAsync(int expected, params string[] arguments)
    {
        var (output, error, code) = await Mldash.RunAsync(arguments, folder: _folder).WaitAsync(_patience);
        Assert.Equal((expected, string.Empty), (code, error.Trim()));
        return output;
    }
}
