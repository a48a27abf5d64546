using System.IO.Compression;
using MlDash.Import.Exporting;
using MlDash.Import.Tests.Support;
using MlDash.Storage.Checking;
using MlDash.Storage.Local;

namespace MlDash.Import.Tests;

/// <summary>What is exported and imported again is what it was.</summary>
public sealed class RoundTripTests : IDisposable
{
    private readonly ImportFolder _folder = new();
    private readonly string _elsewhere = Directory.CreateTempSubdirectory("mldash-round-trip-").FullName;

    public void Dispose()
    {
        _folder.Dispose();
        Directory.Delete(_elsewhere, recursive: true);
    }

    [Theory]
    [InlineData(ExportFormat.Zip)]
    [InlineData(ExportFormat.Mlflow)]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Parquet)]
    public async Task A_recorded_experiment_comes_back_with_all_that_it_holds(ExportFormat format)
    {
        await Recorded.RunAsync(_folder.Store, "vision/nets/run-1");
        var target = Target(format);
        var exported = await Contents.ExportAsync(_folder.Store, "vision/nets/run-1", format, target);
        Assert.Equal((6L, 4L, 3L, 9, 4), (exported.Points, exported.Logs, exported.TrackEntries, exported.Parameters, exported.Files));
        var other = new LocalExperimentStore(Path.Combine(_elsewhere, "root"));
        var imported = Assert.Single(await Contents.ImportAsync(other, target));
        Assert.Equal(("vision/nets/run-1", format.ToString()), (imported.Prefix, imported.Format.ToString()));
        Assert.Equal(await Contents.OfAsync(_folder.Store, "vision/nets/run-1"), await Contents.OfAsync(other, "vision/nets/run-1"));
        Assert.Empty(await new StoreCheck(other.Root).CheckAllAsync().ToListAsync());
        Assert.Empty(imported.LeftOut);
        Assert.Empty(other.Warnings);
        var again = Assert.Single(await Contents.ImportAsync(other, target));
        Assert.Equal((0L, 0L, 0L, 0, 0), (again.Points, again.Logs, again.TrackEntries, again.Parameters, again.Files));
        Assert.Empty(other.Warnings);
    }

    [Theory]
    [InlineData(ExportFormat.Zip)]
    [InlineData(ExportFormat.Mlflow)]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Parquet)]
    public async Task What_came_from_MLflow_is_the_same_after_it_was_exported_and_imported(ExportFormat format)
    {
        var mlruns = Recorded.Mlruns(_folder);
        await Contents.ImportAsync(_folder.Store, mlruns);
        var target = Target(format);
        await Contents.ExportAsync(_folder.Store, "digits/brave-owl-7", format, target);
        var other = new LocalExperimentStore(Path.Combine(_elsewhere, "root"));
        Assert.Equal("digits/brave-owl-7", Assert.Single(await Contents.ImportAsync(other, target)).Prefix);
        Assert.Equal(await Contents.OfAsync(_folder.Store, "digits/brave-owl-7"), await Contents.OfAsync(other, "digits/brave-owl-7"));
    }

    [Fact]
    public async Task The_files_of_MLflow_alone_say_what_they_said_where_they_came_from()
    {
        var mlruns = Recorded.Mlruns(_folder, "1700000002000 0.75 7\n");
        await Contents.ImportAsync(_folder.Store, mlruns);
        var run = (await Contents.ExportAsync(_folder.Store, "digits/brave-owl-7", ExportFormat.Mlflow, Target(ExportFormat.Mlflow))).Path;
        Assert.Equal("7f3a0c1e5b6d4f8e9a0b1c2d3e4f5a6b", Path.GetFileName(run));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(mlruns, "1", Path.GetFileName(run)), "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(Path.Combine(mlruns, "1", Path.GetFileName(run)), file);
            if (name != "meta.yaml" && !name.StartsWith("metrics", StringComparison.Ordinal))
                Assert.Equal(File.ReadAllText(file), File.ReadAllText(Path.Combine(run, name)));
        }

        Directory.Delete(Path.Combine(run, "artifacts", "mldash"), recursive: true);
        var other = new LocalExperimentStore(Path.Combine(_elsewhere, "root"));
        await Contents.ImportAsync(other, Target(ExportFormat.Mlflow));
        // The place of the artifacts is another one, and what MLflow calls the experiment is a new number.
        Assert.Equal(
            WithoutMetadata(await Contents.OfAsync(_folder.Store, "digits/brave-owl-7")), WithoutMetadata(await Contents.OfAsync(other, "digits/brave-owl-7")));
    }

    [Fact]
    public async Task Fields_of_points_are_metrics_of_MLflow_with_a_step_and_milliseconds()
    {
        await Recorded.RunAsync(_folder.Store, "vision/nets/run-1");
        var exported = await Contents.ExportAsync(_folder.Store, "vision/nets/run-1", ExportFormat.Mlflow, Target(ExportFormat.Mlflow));
        var metrics = Path.Combine(exported.Path, "metrics");
        Assert.Equal(
            ["1700000000500 0.5 10", "1700000001500 NaN 11", "1700000002500 Infinity 12"],
            await File.ReadAllLinesAsync(Path.Combine(metrics, "train", "loss")));
        Assert.Equal(["1700000001500 3 11"], await File.ReadAllLinesAsync(Path.Combine(metrics, "train", "count")));
        Assert.False(File.Exists(Path.Combine(metrics, "train", "note")));
        Assert.Equal("Adam", await File.ReadAllTextAsync(Path.Combine(exported.Path, "params", "optimizer")));
        Assert.Contains(exported.KeptAside, kept => kept.Contains("'train'", StringComparison.Ordinal));
        Assert.Contains("The log.", exported.KeptAside);
    }

    [Fact]
    public async Task What_MLflow_adds_to_an_exported_run_is_imported_with_it()
    {
        await Recorded.RunAsync(_folder.Store, "vision/nets/run-1");
        var run = (await Contents.ExportAsync(_folder.Store, "vision/nets/run-1", ExportFormat.Mlflow, Target(ExportFormat.Mlflow))).Path;
        await File.WriteAllTextAsync(Path.Combine(run, "metrics", "later"), "1700000009000 0.25 1\n");
        await File.WriteAllTextAsync(Path.Combine(run, "params", "added"), "7");
        await File.WriteAllTextAsync(Path.Combine(run, "artifacts", "more.txt"), "more");
        var other = new LocalExperimentStore(Path.Combine(_elsewhere, "root"));
        var imported = Assert.Single(await Contents.ImportAsync(other, Target(ExportFormat.Mlflow)));
        Assert.Equal((7L, 10, 5), (imported.Points, imported.Parameters, imported.Files));
    }

    [Theory]
    [InlineData(ExportFormat.Zip)]
    [InlineData(ExportFormat.Mlflow)]
    [InlineData(ExportFormat.Csv)]
    public async Task What_is_there_is_replaced_only_when_asked_and_only_when_it_was_exported(ExportFormat format)
    {
        await Recorded.RunAsync(_folder.Store, "vision/nets/run-1");
        var target = Target(format);
        var place = (await Contents.ExportAsync(_folder.Store, "vision/nets/run-1", format, target)).Path;
        var refused = await Assert.ThrowsAsync<StorageException>(() => Contents.ExportAsync(_folder.Store, "vision/nets/run-1", format, target));
        Assert.Equal("FileExists", refused.ErrorId);
        await Contents.ExportAsync(_folder.Store, "vision/nets/run-1", format, target, overwrite: true);
        if (format == ExportFormat.Zip)
            return;
        var mark = Path.Combine(place, format == ExportFormat.Csv ? "experiment.json" : Path.Combine("artifacts", "mldash", "experiment.json"));
        await File.WriteAllTextAsync(mark, "{}");
        refused = await Assert.ThrowsAsync<StorageException>(() => Contents.ExportAsync(_folder.Store, "vision/nets/run-1", format, target, overwrite: true));
        Assert.Equal("FileExists", refused.ErrorId);
        Assert.Equal("{}", await File.ReadAllTextAsync(mark));
        Assert.DoesNotContain(Directory.EnumerateDirectories(target, ".mldash*", SearchOption.AllDirectories), _ => true);
    }

    [Fact]
    public async Task An_experiment_inside_another_has_its_own_folder_there_and_comes_back()
    {
        await Recorded.RunAsync(_folder.Store, "a/b/c");
        await Recorded.RunAsync(_folder.Store, "a/b");
        foreach (var prefix in new[] { "a/b/c", "a/b" })
            await Contents.ExportAsync(_folder.Store, prefix, ExportFormat.Csv, Target(ExportFormat.Csv));
        await Contents.ExportAsync(_folder.Store, "a/b", ExportFormat.Csv, Target(ExportFormat.Csv), overwrite: true);
        var other = new LocalExperimentStore(Path.Combine(_elsewhere, "root"));
        Assert.Equal(["a/b", "a/b/c"], (await Contents.ImportAsync(other, Target(ExportFormat.Csv))).Select(imported => imported.Prefix));
    }

    [Theory]
    [InlineData("metrics/train.csv", "x", "'m/2'")]
    [InlineData("files/model/weights.bin", "x", "'m/2'")]
    [InlineData("experiment.json", "\"formatVersion\": 9, \"_\":", "m/2'")]
    public async Task An_export_that_is_damaged_is_named_and_those_around_it_are_imported(string file, string text, string named)
    {
        foreach (var prefix in new[] { "m/1", "m/2", "m/3" })
        {
            await Recorded.RunAsync(_folder.Store, prefix);
            await Contents.ExportAsync(_folder.Store, prefix, ExportFormat.Csv, Target(ExportFormat.Csv));
        }

        var damaged = Path.Combine(Target(ExportFormat.Csv), "m", "2", file);
        var whole = await File.ReadAllTextAsync(damaged);
        await File.WriteAllTextAsync(damaged, file == "experiment.json" ? whole.Replace("\"formatVersion\":", text, StringComparison.Ordinal) : whole + text);
        var other = new LocalExperimentStore(Path.Combine(_elsewhere, "root"));
        var imported = await Contents.ImportAsync(other, Target(ExportFormat.Csv));
        Assert.Equal(["m/1", "m/3"], imported.Select(experiment => experiment.Prefix));
        Assert.Contains(named, Assert.Single(other.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_that_no_disk_keeps_are_mapped_and_come_back()
    {
        var experiment = await Recorded.StartAsync(_folder.Store, "odd/run");
        var time = new AppendClock();
        foreach (var name in new[] { "loss", "Loss", "loss.csv/x", new string('é', 100) })
            experiment.Metric(name).Append([new("value", 1.0)], time);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        foreach (var format in Enum.GetValues<ExportFormat>())
        {
            var exported = await Contents.ExportAsync(_folder.Store, "odd/run", format, Target(format));
            if (format == ExportFormat.Mlflow)
                Assert.All(Directory.EnumerateFiles(Path.Combine(exported.Path, "metrics"), "*", SearchOption.AllDirectories), IsNameOfMlflow);
            var other = new LocalExperimentStore(Path.Combine(_elsewhere, $"root-{format}"));
            await Contents.ImportAsync(other, Target(format));
            Assert.Equal(await Contents.OfAsync(_folder.Store, "odd/run"), await Contents.OfAsync(other, "odd/run"));
        }
    }

    [Fact]
    public async Task Tables_begin_with_the_columns_of_their_sort()
    {
        await Recorded.RunAsync(_folder.Store, "vision/nets/run-1");
        var folder = (await Contents.ExportAsync(_folder.Store, "vision/nets/run-1", ExportFormat.Csv, Target(ExportFormat.Csv))).Path;
        foreach (var (file, header) in new[]
        {
            ("params.csv", "name,type,value"), ("log.csv", "timestamp,level,message,metadata"),
            ("metrics/train.csv", "index,createdAt,step,loss,note,_ts,count,ok"), ("tracks/robot/pose.csv", "timestamp,x,name,y,z"),
        })
            Assert.Equal(header, File.ReadLines(Path.Combine(folder, file)).First());
    }

    [Theory]
    [InlineData(ExportFormat.Zip)]
    [InlineData(ExportFormat.Mlflow)]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Parquet)]
    public async Task An_export_that_is_stopped_leaves_nothing(ExportFormat format)
    {
        await Recorded.RunAsync(_folder.Store, "vision/nets/run-1");
        var record = await _folder.RecordAsync("vision/nets/run-1");
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new ExperimentExport(format, Target(format), overwrite: false).WriteAsync([(_folder.Store.ToStore(), record!)], null, stopped.Token));
        Assert.Empty(Directory.Exists(Target(format)) ? Directory.EnumerateFileSystemEntries(Target(format)) : []);
        Assert.False(File.Exists(Target(format)));
    }

    [Theory]
    [InlineData(ExportFormat.Mlflow)]
    [InlineData(ExportFormat.Csv)]
    public async Task A_file_whose_bytes_are_damaged_or_missing_is_left_out_and_the_rest_is_exported(ExportFormat format)
    {
        await Recorded.RunAsync(_folder.Store, "vision/nets/run-1");
        var files = Directory.GetFiles(_folder.Store.FolderOf(ExperimentPath.Parse("vision/nets/run-1")), "*", SearchOption.AllDirectories);
        File.Delete(files.Single(file => Path.GetFileName(file) == "weights.bin"));
        await File.WriteAllTextAsync(files.Single(file => Path.GetFileName(file) == "x.txt"), "y");
        var exported = await Contents.ExportAsync(_folder.Store, "vision/nets/run-1", format, Target(format));
        Assert.Equal(2, exported.Files);
        Assert.Contains(exported.LeftOut, left => left.Contains("'model/weights.bin'", StringComparison.Ordinal));
        Assert.Contains(exported.LeftOut, left => left.Contains("'mldash/x.txt'", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(exported.Path, "x.txt", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task An_archive_leaves_out_files_whose_bytes_are_damaged_or_missing_and_says_so_as_its_import_does()
    {
        await Recorded.RunAsync(_folder.Store, "vision/nets/run-1");
        var files = Directory.GetFiles(_folder.Store.FolderOf(ExperimentPath.Parse("vision/nets/run-1")), "*", SearchOption.AllDirectories);
        File.Delete(files.Single(file => Path.GetFileName(file) == "weights.bin"));
        await File.WriteAllTextAsync(files.Single(file => Path.GetFileName(file) == "x.txt"), "y");
        var exported = await Contents.ExportAsync(_folder.Store, "vision/nets/run-1", ExportFormat.Zip, Target(ExportFormat.Zip));
        var imported = Assert.Single(await Contents.ImportAsync(new LocalExperimentStore(Path.Combine(_elsewhere, "root")), Target(ExportFormat.Zip)));
        Assert.Equal((2, 2), (exported.Files, imported.Files));
        foreach (var leftOut in new[] { exported.LeftOut, imported.LeftOut })
        {
            Assert.Contains(leftOut, left => left.Contains("'model/weights.bin'", StringComparison.Ordinal));
            Assert.Contains(leftOut, left => left.Contains("'mldash/x.txt'", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_archive_unpacked_by_any_tool_is_a_root_of_experiments()
    {
        await Recorded.RunAsync(_folder.Store, "vision/nets/run-1");
        await Contents.ExportAsync(_folder.Store, "vision/nets/run-1", ExportFormat.Zip, Target(ExportFormat.Zip));
        var root = Path.Combine(_elsewhere, "unpacked");
        ZipFile.ExtractToDirectory(Target(ExportFormat.Zip), root);
        Assert.Equal(
            await Contents.OfAsync(_folder.Store, "vision/nets/run-1"), await Contents.OfAsync(new LocalExperimentStore(root), "vision/nets/run-1"));
    }

    /// <summary>MLflow refuses to read a run with any other name.</summary>
    private static void IsNameOfMlflow(string file) => Assert.Matches(@"^[\w.\- ]{1,250}$", Path.GetFileName(file));

    private string Target(ExportFormat format) => Path.Combine(_elsewhere, format == ExportFormat.Zip ? "runs.zip" : format.ToString());

    private static string WithoutMetadata(string contents) =>
        string.Join('\n', contents.Split('\n').Where(line => line.Split(' ')[0] is not ("words" or "times")));
}
