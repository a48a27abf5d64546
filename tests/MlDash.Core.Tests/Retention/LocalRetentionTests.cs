using System.Collections.Specialized;
using MlDash.Records;
using MlDash.Retention;
using MlDash.Storage.Checking;
using MlDash.Storage.Local;
using MlDash.Tests.Support;

namespace MlDash.Tests.Retention;

/// <summary>What rules remove from a root: as planned, to the byte, once, and to the end, also after a kill.</summary>
public sealed class LocalRetentionTests : IDisposable
{
    private const string Files = "files over 1 KB 14d";
    private const string Points = "points thinned after 30d to 200";

    private readonly Scene _scene = new();

    private LocalExperimentStore Later => new(_scene.Root, new InAYear());

    private LocalRetention Retention => new(Later);

    private LocalLayout Layout => Later.Layout(ExperimentPath.Parse("project/run"));

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task The_rules_of_a_project_are_in_a_document_of_the_root()
    {
        await Retention.SetAsync("b", " failed 90d ", default);
        await Retention.SetAsync("a", "all 1y", default);
        Assert.Equal([("a", "all 1y"), ("b", "failed 90d")], (await Retention.ListAsync(default)).Select(one => (one.Project, one.Rule)));
        await Assert.ThrowsAsync<ConfigurationException>(() => Retention.SetAsync("a", "nonsense", default));
        await Retention.SetAsync("a", string.Empty, default);
        Assert.Equal("b", Assert.Single(await Retention.ListAsync(default)).Project);
    }

    [Fact]
    public async Task An_experiment_goes_to_the_recycle_bin_and_a_second_run_has_nothing_to_do()
    {
        await RecordAsync();
        await RecordAsync("project/kept", ["baseline"]);
        await RecordAsync("other/run");
        var before = Lengths(_scene.In("project", "run"));
        await Retention.SetAsync("project", "keep all tagged baseline; completed 30d", default);
        var planned = Assert.Single(await PlanAsync(null));
        Assert.Equal(("project/run", before, 0L, false), (planned.Prefix, planned.Size, planned.Freed, planned.Done));
        Assert.True(Directory.Exists(_scene.In("project", "run")));

        Assert.True((await Retention.ApplyAsync(planned, default)).Done);
        Assert.False(Directory.Exists(_scene.In("project", "run")));
        Assert.Empty(await PlanAsync(null));
        Assert.False((await Retention.ApplyAsync(planned, default)).Done);
        var entry = Assert.Single(await Later.ToStore().RecycleBin!.ListAsync(default));
        Assert.Equal("project/run", (await Later.ToStore().RecycleBin!.RestoreAsync(entry.Entry, null, default)).Path.Value);
        Assert.Equal(before, Lengths(_scene.In("project", "run")));
    }

    [Fact]
    public async Task What_was_changed_since_the_plan_stays()
    {
        await RecordAsync();
        var planned = Assert.Single(await PlanAsync("all 30d"));
        await _scene.Store.UpdateAsync(ExperimentPath.Parse("project/run"), new() { Tags = ["baseline"] }, default);
        Assert.Equal("Stale", (await Assert.ThrowsAsync<ExperimentException>(() => Retention.ApplyAsync(planned, default))).ErrorId);
        await _scene.Store.UpdateAsync(ExperimentPath.Parse("project/run"), new() { WriteProtected = true }, default);
        Assert.Equal("ExperimentWriteProtected", (await Assert.ThrowsAsync<ExperimentException>(() => Retention.ApplyAsync(planned, default))).ErrorId);
        Assert.Empty(await PlanAsync("all 30d"));
    }

    [Fact]
    public async Task A_file_goes_with_its_bytes_and_the_log_says_what_it_was()
    {
        await RecordAsync();
        var planned = Assert.Single(await PlanAsync(Files));
        var before = Lengths(Layout.FilesFolder, "big.bin");
        var done = await Retention.ApplyAsync(planned, default);
        Assert.Equal((true, before, before), (done.Done, planned.Freed, done.Freed));
        await AssertFileIsGoneAsync();
    }

    /// <summary>A process that was killed behind each of its steps; the next run does what is left, and does nothing twice.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_removal_of_a_file_that_was_killed_is_carried_on(int steps)
    {
        await RecordAsync();
        var planned = Assert.Single(await PlanAsync(Files));
        var step = FileRetention.Begin(Layout, planned.Name!, planned.FileId!, planned.Rule, Later.Clock.GetUtcNow())!;
        step = RetentionStep.Begun(Layout)!;
        var file = FilesDocument.Read(Layout).Files.Single(one => one.Name == "big.bin");
        if (steps >= 1)
            Later.DeleteFile(file);
        if (steps >= 2)
        {
            var place = LocalFileIntake.PlaceOf(Layout, file);
            File.Move(place, place + ".aside");
            FileRetention.Finish(Later, Layout, step);
            File.Move(place + ".aside", place);
            step.Begin(Layout);
        }

        if (steps == 3)
            LocalFileIntake.Remove(LocalFileIntake.PlaceOf(Layout, file));
        var left = Assert.Single(await PlanAsync("keep last 5; " + Files), one => one.What == RetentionKind.File);
        Assert.Equal((planned.Name, planned.Size, planned.Rule), (left.Name, left.Size, left.Rule));
        Assert.True((await Retention.ApplyAsync(left, default)).Done);
        await AssertFileIsGoneAsync();
    }

    [Fact]
    public async Task Points_are_thinned_to_the_shape_of_the_curve_and_the_metric_says_how_many_there_were()
    {
        await RecordAsync();
        var data = LocalStreams.DataFile(Layout, new(RecordKind.Metric, "train"));
        var before = new FileInfo(data).Length;
        var planned = Assert.Single(await PlanAsync(Points));
        Assert.True((await Retention.ApplyAsync(planned, default)).Done);
        Assert.Equal(planned.Freed, before - new FileInfo(data).Length);
        await AssertThinnedAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_thinning_that_was_killed_is_carried_on(bool isReplaced)
    {
        await RecordAsync();
        var data = LocalStreams.DataFile(Layout, new(RecordKind.Metric, "train"));
        var step = await new MetricThinning(Later, Layout, "train").BeginAsync(200, Points, default);
        Assert.NotNull(step);
        if (isReplaced)
        {
            ExperimentSeal.ForgetStream(Layout, data, Later.Clock);
            File.Move(Path.Combine(Path.GetDirectoryName(data)!, ".mldash-thinning.tmp"), data, overwrite: true);
        }

        var left = Assert.Single(await PlanAsync(string.Empty));
        Assert.True((await Retention.ApplyAsync(left, default)).Done);
        await AssertThinnedAsync();
    }

    [Fact]
    public async Task A_metric_that_grew_after_a_kill_is_not_replaced()
    {
        await RecordAsync();
        await new MetricThinning(Later, Layout, "train").BeginAsync(200, Points, default);
        var again = await _scene.StartAsync();
        again.Metric("train").Append(new OrderedDictionary { ["loss"] = 0.5 }, new AppendClock());
        await again.CompleteAsync(ExperimentStatus.Completed);
        Assert.False((await Retention.ApplyAsync(Assert.Single(await PlanAsync(string.Empty)), default)).Done);
        Assert.Equal(2001, await Later.ReadMetricAsync(ExperimentPath.Parse("project/run"), "train", new(), default).CountAsync());
        Assert.Empty(await CheckAsync());
    }

    [Fact]
    public async Task Three_runs_at_once_remove_each_thing_once()
    {
        for (var at = 0; at < 6; at++)
            await RecordAsync($"project/run{at}", points: 3);
        var done = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            foreach (var planned in await PlanAsync("keep last 2; all 30d"))
                count += (await Retention.ApplyAsync(planned, default)).Done ? 1 : 0;
            return count;
        })));
        Assert.Equal(4, done.Sum());
        Assert.Equal(["project/run4", "project/run5"], await Later.FindAsync(new(), default).Select(one => one.Path.Value).ToListAsync());
    }

    private async Task AssertFileIsGoneAsync()
    {
        Assert.Empty(await PlanAsync(Files));
        Assert.Null(RetentionStep.Begun(Layout));
        Assert.Empty(Directory.EnumerateFiles(Layout.FilesFolder, "big.bin", SearchOption.AllDirectories));
        Assert.Single(Directory.EnumerateFiles(Layout.FilesFolder, "small.bin", SearchOption.AllDirectories));
        var log = await Later.ReadLogsAsync(ExperimentPath.Parse("project/run"), new(), default).ToListAsync();
        var entry = Assert.Single(log, one => one.Metadata is not null);
        Assert.Equal((LogLevel.Info, "big.bin", 5000L, Files), (entry.Level, entry.Metadata!["file"], entry.Metadata["size"], entry.Metadata["rule"]));
        Assert.Equal(64, ((string)entry.Metadata["sha256"]!).Length);
        Assert.Empty(await CheckAsync());
    }

    private async Task AssertThinnedAsync()
    {
        Assert.Empty(await PlanAsync(Points));
        Assert.Null(RetentionStep.Begun(Layout));
        var points = await Later.ReadMetricAsync(ExperimentPath.Parse("project/run"), "train", new(), default).ToListAsync();
        Assert.InRange(points.Count, 50, 200);
        Assert.Equal(Enumerable.Range(0, points.Count).Select(at => (long)at), points.Select(point => point.Index));
        Assert.Equal((0L, 1999L), (points[0].Fields["step"], points[^1].Fields["step"]));
        Assert.Contains(points, point => point.Fields["loss"] is 1000.0);
        Assert.Contains(points, point => point.Fields["loss"] is double.NaN);
        var info = await Later.DescribeMetricsAsync(ExperimentPath.Parse("project/run"), null, default).SingleAsync();
        var thinned = (OrderedDictionary)info.Metadata!["thinned"]!;
        Assert.Equal((points.Count, 2000L, (long)points.Count), (info.TotalPoints, thinned["points"], thinned["kept"]));
        Assert.Empty(await CheckAsync());
        var again = await _scene.StartAsync();
        again.Metric("train").Append(new OrderedDictionary { ["loss"] = 0.5 }, new AppendClock());
        await again.CompleteAsync(ExperimentStatus.Completed);
        Assert.Empty(await CheckAsync());
    }

    private async Task<List<RetentionResult>> PlanAsync(string? rules) => await Retention.PlanAsync("project", rules, default).ToListAsync();

    private async Task<List<StoreFinding>> CheckAsync() => await new StoreCheck(_scene.Root).CheckAllAsync().ToListAsync();

    private static long Lengths(string folder, string pattern = "*") =>
        new DirectoryInfo(folder).EnumerateFiles(pattern, SearchOption.AllDirectories).Sum(file => file.Length);

    private async Task RecordAsync(string prefix = "project/run", string[]? tags = null, int points = 2000)
    {
        var experiment = await _scene.StartAsync(prefix, new() { Tags = tags });
        var clock = new AppendClock();
        experiment.Log.Write(LogLevel.Info, "first");
        for (var at = 0; at < points; at++)
        {
            var loss = at == 777 ? 1000.0 : at == 1500 ? double.NaN : Math.Sin(at / 50.0);
            experiment.Metric("train").Append(new OrderedDictionary { ["step"] = (long)at, ["loss"] = loss }, clock);
        }

        await experiment.Files.SaveAsync(new FileUpload { Name = "big.bin", Open = () => new MemoryStream(new byte[5000]) });
        await experiment.Files.SaveAsync(new FileUpload { Name = "small.bin", Open = () => new MemoryStream(new byte[10]) });
        await experiment.CompleteAsync(ExperimentStatus.Completed);
    }

    private sealed class InAYear : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddDays(366);
    }
}
