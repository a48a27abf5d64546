using MlDash.Experiments;
using MlDash.Retention;

namespace MlDash.Tests.Retention;

/// <summary>What rules say, and what is wrong with those that say nothing.</summary>
public sealed class RetentionRulesTests
{
    private static readonly DateTimeOffset _now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("failed", 7, "Expected an age")]
    [InlineData("failed soon", 8, "Expected an age")]
    [InlineData("running 3d", 9, "never removed")]
    [InlineData("keep last 50; fail 90d", 15, "'fail' begins no rule")]
    [InlineData("keep last none", 11, "how many are kept")]
    [InlineData("keep tagged baseline", 6, "search for words")]
    [InlineData("keep status = failed and last 50", 6, "search for words")]
    [InlineData("keep params.lr <", 17, "Expected a value")]
    [InlineData("keep last 5 of folder", 13, "cannot stand here")]
    [InlineData("failed 90d; failed 30d", 13, "a second time")]
    [InlineData("all 90d; all 30d", 10, "a second time")]
    [InlineData("files over big 14d", 12, "Expected a size")]
    [InlineData("files over 1 GB 14d *.pt", 21, "cannot stand here")]
    [InlineData("points thinned after 1y to 9", 28, "too few")]
    [InlineData("keep all tagged 'base", 17, "no end")]
    public void What_is_no_rule_is_an_error_that_says_where(string text, int at, string what)
    {
        var fault = Assert.Throws<ConfigurationException>(() => RetentionRules.Parse(text));
        Assert.Equal(("IllegalRetention", (object)at), (fault.ErrorId, fault.Target!));
        Assert.Contains(what, fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(fault.RecommendedAction);
    }

    [Fact]
    public async Task Failures_can_be_kept_longer_than_the_others()
    {
        var runs = Runs(("a", ExperimentStatus.Completed, 40), ("b", ExperimentStatus.Failed, 40), ("c", ExperimentStatus.Failed, 91));
        Assert.Equal(["p/a", "p/c"], await GoingAsync("all 30d; failed 90d", runs));
    }

    [Fact]
    public async Task What_nobody_knows_to_have_ended_goes_by_a_rule_of_its_own_alone()
    {
        var runs = Runs(
            ("a", ExperimentStatus.Lost, 99), ("b", ExperimentStatus.Unknown, 99), ("c", ExperimentStatus.Crashed, 99), ("d", ExperimentStatus.Running, 99));
        Assert.Equal(["p/c"], await GoingAsync("all 30d", runs));
        Assert.Equal(["p/a", "p/b", "p/c"], await GoingAsync("all 30d; lost 30d; unknown 30d", runs));
    }

    [Fact]
    public async Task The_last_and_the_tagged_are_kept()
    {
        var runs = Runs(("a", ExperimentStatus.Completed, 50), ("b", ExperimentStatus.Completed, 60), ("c", ExperimentStatus.Completed, 70));
        runs[2] = new(RunFacts.OfRecord(runs[2].Run.Experiment with { Tags = ["Baseline"] }), false);
        Assert.Equal(["p/b", "p/c"], await GoingAsync("keep last 1; all 30d", runs));
        Assert.Equal(["p/b"], await GoingAsync("keep last 1 and all tagged baseline; all 30d", runs));
        Assert.Equal(["p/c"], await GoingAsync("keep last 1 and name = b; all 30d", runs));
        Assert.Empty(await GoingAsync("keep last 1 of each folder; all 30d\nkeep path ~ 'p/*'", runs));
        Assert.Empty(await GoingAsync("keep last 1", runs));
    }

    [Fact]
    public async Task Files_go_by_size_age_and_pattern()
    {
        var runs = Runs(("a", ExperimentStatus.Completed, 20));
        var data = new Data { Files = [File("m/best.pt", 2000, 30), File("m/last.pt", 2000, 5), File("m/small.pt", 1000, 30), File("x.bin", 5000, 30)] };
        Assert.Equal(["m/best.pt", "x.bin"], (await PlanAsync("files over 1 KB 14d", runs, data)).Select(one => one.Name));
        Assert.Equal(["m/best.pt"], (await PlanAsync("files over 1KB 14d named *.pt", runs, data)).Select(one => one.Name));
        Assert.Empty(await PlanAsync("files over 1 KB 21d", runs, data));
        Assert.Empty(await PlanAsync("keep last 1; files over 1 KB 14d", runs, data));
    }

    /// <summary>They are gone for good, so that a run that may still write needs them no less than a whole experiment that can be restored.</summary>
    [Theory]
    [InlineData(ExperimentStatus.Lost, 0)]
    [InlineData(ExperimentStatus.Unknown, 0)]
    [InlineData(ExperimentStatus.Running, 0)]
    [InlineData(ExperimentStatus.Crashed, 2)]
    public async Task Files_and_points_of_what_may_still_run_stay(ExperimentStatus status, int parts)
    {
        var data = new Data { Files = [File("best.pt", 2000, 30)], Metrics = [new("train", 9)] };
        Assert.Equal(parts, (await PlanAsync("files over 1 KB 14d; points thinned after 14d", Runs(("a", status, 99)), data)).Count);
    }

    /// <summary>Against a model that is written as plainly as it can be, on random sets: nothing that is kept ever goes.</summary>
    [Fact]
    public async Task A_plan_is_what_a_plain_model_says_and_nothing_kept_ever_goes()
    {
        var random = new Random(20);
        for (var round = 0; round < 300; round++)
        {
            var runs = Enumerable.Range(0, random.Next(1, 40)).Select(at => Facts(
                $"p/{random.Next(3)}/r{at}", (ExperimentStatus)random.Next(8), random.Next(0, 120), random.Next(4) == 0 ? ["keepme"] : [],
                isProtected: random.Next(8) == 0, hasUnsent: random.Next(8) == 0)).ToList();
            var (last, all, failed) = (random.Next(1, 6), random.Next(0, 100), random.Next(0, 100));
            var each = random.Next(2) == 0;
            var rules = $"keep last {last}{(each ? " of each folder" : "")} and all tagged keepme; all {all}d; failed {failed}d";
            var kept = runs.Where(run => run.Run.Experiment.Tags.Contains("keepme")).Concat(
                runs.Where(run => run.Run.Experiment.Status != ExperimentStatus.Running)
                    .GroupBy(run => each ? run.Run.Experiment.Path.Value.Split('/')[1] : "")
                    .SelectMany(group => group.OrderByDescending(run => run.Run.Experiment.StartedAt)
                        .ThenBy(run => run.Run.Experiment.Path.Value, StringComparer.Ordinal).Take(last)))
                .Select(run => run.Run.Experiment.Path.Value).ToHashSet();
            var expected = runs.Where(run => run.Run.Experiment is { WriteProtected: false } one && !run.HasUnsent
                && one.Status is not (ExperimentStatus.Running or ExperimentStatus.Lost or ExperimentStatus.Unknown)
                && (_now - one.EndedAt!.Value).TotalDays >= (one.Status == ExperimentStatus.Failed ? failed : all)
                && !kept.Contains(one.Path.Value)).Select(run => run.Run.Experiment.Path.Value).ToList();
            var going = await GoingAsync(rules, runs);
            Assert.Equal(expected, going);
            Assert.Empty(kept.Intersect(going));
        }
    }

    private static async Task<List<string>> GoingAsync(string rules, List<RetentionFacts> runs)
    {
        var plan = await PlanAsync(rules, runs, new());
        Assert.All(plan, one => Assert.Equal((RetentionKind.Experiment, 7, 0, false), (one.What, one.Size, one.Freed, one.Done)));
        return [.. plan.Select(one => one.Prefix)];
    }

    private static async Task<List<RetentionResult>> PlanAsync(string rules, List<RetentionFacts> runs, Data data) =>
        await RetentionRules.Parse(rules).PlanAsync(runs, "p", "root", data, _now, default).ToListAsync();

    private static List<RetentionFacts> Runs(params (string Name, ExperimentStatus Status, int Days)[] runs) =>
        [.. runs.Select(run => Facts($"p/{run.Name}", run.Status, run.Days, []))];

    private static RetentionFacts Facts(string path, ExperimentStatus status, int days, string[] tags, bool isProtected = false, bool hasUnsent = false) => new(
        RunFacts.OfRecord(new()
        {
            Path = ExperimentPath.Parse(path),
            Name = path.Split('/')[^1],
            Status = status,
            Tags = tags,
            StartedAt = _now.AddDays(-days - 1),
            EndedAt = _now.AddDays(-days),
            WriteProtected = isProtected,
        }), hasUnsent);

    private static FileEntry File(string path, long length, int days) => new()
    {
        Id = "1234567890123456",
        Folder = path.Contains('/', StringComparison.Ordinal) ? path.Split('/')[0] : string.Empty,
        Name = path.Split('/')[^1],
        Length = length,
        UploadedAt = _now.AddDays(-days),
    };

    private sealed class Data : IRetainedData
    {
        public List<FileEntry> Files { get; init; } = [];

        public List<ThickMetric> Metrics { get; init; } = [];

        public bool HasRecycleBin => true;

        public Task<long?> SizeAsync(ExperimentRecord experiment, CancellationToken cancellationToken) => Task.FromResult<long?>(7);

        public IAsyncEnumerable<FileEntry> FilesAsync(ExperimentRecord experiment, CancellationToken cancellationToken) => Files.ToAsyncEnumerable();

        public IAsyncEnumerable<ThickMetric> MetricsAsync(ExperimentRecord experiment, int points, CancellationToken cancellationToken) =>
            Metrics.ToAsyncEnumerable();
    }
}
