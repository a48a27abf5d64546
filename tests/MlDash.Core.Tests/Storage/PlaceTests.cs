using System.Collections;
using MlDash.Tests.Support;

namespace MlDash.Tests.Storage;

/// <summary>Where data is written and read: under its own name, inside the root, in an experiment that is there.</summary>
public sealed class PlaceTests : IDisposable
{
    private static readonly IDictionary _point = new Dictionary<string, object?> { ["x"] = 1 };

    private readonly Scene _scene = new();
    private int _refused;

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("train/data.jsonl")]
    [InlineData("other/metadata.json")]
    [InlineData("q/.metadata.lock")]
    [InlineData("Train/DATA.jsonl")]
    [InlineData(".mldash-index")]
    [InlineData("experiment.json")]
    [InlineData("com\u00b9")]
    public async Task A_metric_or_track_that_would_stand_in_the_way_of_another_is_refused_when_it_is_given(string name)
    {
        await using var experiment = await _scene.StartAsync();

        Assert.Equal("IllegalPath", Assert.Throws<ExperimentException>(() => experiment.Metric(name).Append(_point, new())).ErrorId);
        Assert.Equal("IllegalPath", Assert.Throws<ExperimentException>(() => experiment.Track(name).Append(_point, new(), 1)).ErrorId);
        experiment.Metric("train").Append(_point, new());
        experiment.Metric("other").Append(_point, new());
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        Assert.Equal(["other", "train"], (await (await _scene.GetAsync()).ListMetricsAsync().ToListAsync()).Select(metric => metric.Name));
    }

    [Fact]
    public async Task A_name_longer_than_the_disk_takes_is_refused_when_it_is_given()
    {
        await using var experiment = await _scene.StartAsync();
        var letters = string.Concat(Enumerable.Repeat("模", 100));

        Assert.Equal("IllegalPath", Assert.Throws<ExperimentException>(() => experiment.Metric(letters).Append(_point, new())).ErrorId);
        Assert.Equal("IllegalPath", Assert.Throws<ExperimentException>(() => experiment.Track(letters).Append(_point, new(), 1)).ErrorId);
        // Each segment is short enough; the one folder they are joined to is not.
        Assert.Equal(
            "IllegalPath",
            Assert.Throws<ExperimentException>(() => experiment.Track($"{new string('a', 200)}/{new string('b', 55)}").Append(_point, new(), 1)).ErrorId);
        Assert.Equal("IllegalPath", (await Assert.ThrowsAsync<ExperimentException>(() => SaveAsync(experiment, letters, "a.txt"))).ErrorId);
        Assert.Equal("IllegalPath", (await Assert.ThrowsAsync<ExperimentException>(() => SaveAsync(experiment, string.Empty, letters))).ErrorId);
        // What was recorded may have any name the disk takes; Windows counts characters, not bytes.
        var read = () => _scene.Store.ReadMetricAsync(
            ExperimentPath.Parse("project/run"), OperatingSystem.IsWindows() ? new string('a', 256) : letters, new(), default);
        Assert.Equal("IllegalPath", (await Assert.ThrowsAsync<ExperimentException>(() => read().ToListAsync().AsTask())).ErrorId);

        experiment.Metric(letters[..85]).Append(_point, new());
        experiment.Track($"{new string('a', 200)}/{new string('b', 54)}").Append(_point, new(), 1);
        var saved = await SaveAsync(experiment, letters[..85], letters[..85]);
        await experiment.Files.ReceiveAsync(saved, Path.Combine(_scene.Outside, "received", saved.Name), overwrite: false);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
    }

    [Theory]
    [InlineData(1010)]
    [InlineData(1500)]
    public async Task A_name_that_is_too_long_as_a_whole_is_refused_when_it_is_given_and_keeps_nothing_from_being_completed(int folders)
    {
        await using var experiment = await _scene.StartAsync();
        var name = string.Concat(Enumerable.Repeat("abc/", folders)) + "x";

        ExperimentException[] refused =
        [
            Assert.Throws<ExperimentException>(() => experiment.Metric(name).Append(_point, new())),
            Assert.Throws<ExperimentException>(() => experiment.Track(name).Append(_point, new(), 1)),
            await Assert.ThrowsAsync<ExperimentException>(() => SaveAsync(experiment, name, "a.txt")),
        ];

        Assert.All(refused, fault =>
        {
            Assert.Equal("IllegalPath", fault.ErrorId);
            Assert.InRange(fault.Message.Length, 1, 500);
        });
        experiment.Metric("train").Append(_point, new());
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        Assert.Equal(["train"], (await (await _scene.GetAsync()).ListMetricsAsync().ToListAsync()).Select(metric => metric.Name));
    }

    [Fact]
    [Trait("Wine", "no: its own folder takes a part of the longest path of Linux")]
    public async Task The_longest_metric_name_that_is_taken_is_written_and_read()
    {
        await using var experiment = await _scene.StartAsync();
        var longest = OperatingSystem.IsMacOS() ? 950 : 4000;
        var room = longest - _scene.In("project", "run", "metrics", "x").Length;
        var name = string.Concat(Enumerable.Repeat("abc/", room / 4)) + new string('x', (room % 4) + 1);

        Assert.Throws<ExperimentException>(() => experiment.Metric(name + "x").Append(_point, new()));
        experiment.Metric(name).Append(_point, new());
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        Assert.Single(await _scene.Store.ReadMetricAsync(ExperimentPath.Parse("project/run"), name, new(), default).ToListAsync());
    }

    [Fact]
    public async Task A_prefix_longer_than_systems_take_as_a_whole_is_refused_and_is_nowhere_to_be_read()
    {
        var path = ExperimentPath.Parse(string.Join('/', Enumerable.Repeat(new string('a', 250), 20)));

        Assert.Equal("IllegalPath", (await Assert.ThrowsAsync<ExperimentException>(() => _scene.StartAsync(path.Value))).ErrorId);
        Assert.Null(await _scene.Store.GetAsync(path, default));
        Assert.Empty(await _scene.Store.ReadLogsAsync(path, new(), default).ToListAsync());
        Assert.Empty(await _scene.Store.FindAsync(new() { Under = path }, default).ToListAsync());
        Assert.Empty(Directory.GetFileSystemEntries(_scene.Root));
    }

    [Theory]
    [InlineData(".files_metadata.json")]
    [InlineData(".files_metadata.lock/deeper")]
    [InlineData(".mldash-copy")]
    public async Task A_file_is_not_saved_into_a_folder_that_stands_in_the_way_of_the_document(string folder)
    {
        await using var experiment = await _scene.StartAsync();

        Assert.Equal("IllegalPath", (await Assert.ThrowsAsync<ExperimentException>(() => SaveAsync(experiment, folder, "a.txt"))).ErrorId);
        await SaveAsync(experiment, "below/" + folder, "a.txt");
        await SaveAsync(experiment, string.Empty, "metadata.json");
        await SaveAsync(experiment, string.Empty, ".files_metadata.json");
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        Assert.Equal(3, await (await _scene.GetAsync()).Files.FindAsync(new FileQuery()).CountAsync());
    }

    [Theory]
    [InlineData("logs")]
    [InlineData("metrics")]
    [InlineData("tracks")]
    [InlineData("files")]
    [InlineData("logs/logs.jsonl")]
    [InlineData("metrics/train/data.jsonl")]
    [InlineData("metrics/train/metadata.json")]
    [InlineData("metrics/train/.metadata.lock")]
    [InlineData("tracks/p/data.jsonl")]
    [InlineData("parameters.json")]
    [InlineData(".parameters.lock")]
    [InlineData("files/.files_metadata.json")]
    [InlineData("files/models")]
    [Trait("Wine", "no: it makes no symbolic links")]
    public async Task A_link_that_leads_out_of_the_root_is_neither_written_nor_read_through(string place)
    {
        await (await _scene.StartAsync()).CompleteAsync(ExperimentStatus.Completed);
        var isFolder = !Path.GetFileName(place).Contains('.', StringComparison.Ordinal);
        var outside = Path.Combine(_scene.Outside, "elsewhere");
        Link(place, outside, isFolder);
        Experiment? experiment = null;

        await TryAsync(async () => experiment = await _scene.StartAsync());
        if (experiment is not null)
        {
            await TryAsync(() => Task.FromResult(experiment.Log.Write(LogLevel.Info, "x")));
            await TryAsync(() => Task.FromResult(experiment.Metric("train").Append(_point, new())));
            await TryAsync(() => Task.FromResult(experiment.Track("p").Append(_point, new(), 1)));
            await TryAsync(() => experiment.Parameters.SetAsync(_point));
            await TryAsync(() => SaveAsync(experiment, "models", "a.txt"));
            await TryAsync(async () => await experiment.DisposeAsync());
        }

        Assert.True(_refused > 0);
        if (isFolder)
            Assert.Empty(Directory.GetFileSystemEntries(outside));
        else
            Assert.Equal("content", File.ReadAllText(outside));
    }

    [Fact]
    [Trait("Wine", "no: it makes no symbolic links")]
    public async Task What_lies_behind_a_link_is_not_read()
    {
        await (await _scene.StartAsync()).CompleteAsync(ExperimentStatus.Completed);
        var outside = Path.Combine(_scene.Outside, "stolen");
        File.WriteAllText(outside, "{\"data\": {\"stolen\": 1}}\n");
        Directory.Delete(_scene.In("project/run/logs"), recursive: true);
        foreach (var place in new[] { "parameters.json", "logs/logs.jsonl", "metrics/m/data.jsonl", "tracks/t/data.jsonl", "files/.files_metadata.json" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_scene.In("project/run", place))!);
            File.CreateSymbolicLink(_scene.In("project/run", place), outside);
        }

        Directory.CreateSymbolicLink(_scene.In("project/run/metrics/m/loop"), "..");
        _scene.Put("project/run/metrics/good/data.jsonl", "{\"index\": 0, \"data\": {\"x\": 1}}\n");
        var experiment = await _scene.GetAsync();

        await Escapes(() => experiment.Parameters.GetAsync());
        await Escapes(() => experiment.Log.ReadAsync(new LogQuery()).ToListAsync().AsTask());
        await Escapes(() => experiment.Metric("m").ReadAsync(new MetricQuery()).ToListAsync().AsTask());
        await Escapes(() => experiment.Track("t").ReadAsync(new TrackQuery()).ToListAsync().AsTask());
        await Escapes(() => experiment.Files.FindAsync(new FileQuery()).ToListAsync().AsTask());
        Assert.Equal(["good"], (await experiment.ListMetricsAsync().ToListAsync()).Select(metric => metric.Name));
        Assert.Contains(outside, Assert.Single(_scene.Store.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Wine", "no: it makes no symbolic links")]
    public async Task An_experiment_whose_document_is_a_link_out_of_the_root_is_passed_over()
    {
        _scene.Put("a/other", "x");
        File.WriteAllText(Path.Combine(_scene.Outside, "stolen"), "{\"name\": \"stolen\"}");
        File.CreateSymbolicLink(_scene.In("a/experiment.json"), Path.Combine(_scene.Outside, "stolen"));

        Assert.Empty(await _scene.Store.FindAsync(new(), default).ToListAsync());
        Assert.Single(_scene.Store.Warnings);
    }

    [Fact]
    public async Task A_file_and_parameters_for_an_experiment_that_was_moved_away_are_refused_and_leave_nothing()
    {
        var experiment = await _scene.StartAsync();
        Directory.Move(_scene.In("project/run"), Path.Combine(_scene.Outside, "moved"));

        Assert.Equal("ExperimentGone", (await Assert.ThrowsAsync<StorageException>(() => SaveAsync(experiment, "models", "a.txt"))).ErrorId);
        Assert.Equal("ExperimentGone", (await Assert.ThrowsAsync<StorageException>(() => experiment.Parameters.SetAsync(_point))).ErrorId);
        Assert.False(Directory.Exists(_scene.In("project/run")));
        Directory.Move(Path.Combine(_scene.Outside, "moved"), _scene.In("project/run"));
        await SaveAsync(experiment, "models", "a.txt");
        await experiment.CompleteAsync(ExperimentStatus.Completed);
    }

    [Fact]
    public async Task A_root_that_is_a_file_is_named()
    {
        var store = new MlDash.Storage.Local.LocalExperimentStore(_scene.Put("taken", "x"));

        var started = await Assert.ThrowsAsync<StorageException>(
            () => Experiment.StartAsync(store.ToStore(), ExperimentPath.Parse("p/run"), null, Scene.Unchanged, new()));
        var listed = await Assert.ThrowsAsync<StorageException>(() => store.FindAsync(new(), default).ToListAsync().AsTask());

        Assert.All([started, listed], fault => Assert.Equal("NotAFolder", fault.ErrorId));
        Assert.All([started, listed], fault => Assert.Contains($"'{store.Root}' is a file", fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Parameters_that_are_a_folder_are_damaged_and_kept_aside()
    {
        await using var experiment = await _scene.StartAsync();
        _scene.Put("project/run/parameters.json/kept", "x");

        Assert.Equal("DocumentDamaged", (await Assert.ThrowsAsync<StorageException>(() => experiment.Parameters.GetAsync())).ErrorId);
        await experiment.Parameters.SetAsync(_point, replaceDamaged: true);
        Assert.Single(await experiment.Parameters.GetAsync());
        Assert.Single(Directory.GetFiles(_scene.In("project/run"), "kept", SearchOption.AllDirectories));
    }

    private void Link(string place, string outside, bool isFolder)
    {
        var full = _scene.In("project/run", place);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        if (Directory.Exists(full))
            Directory.Delete(full, recursive: true);
        if (isFolder)
            Directory.CreateDirectory(outside);
        else
            File.WriteAllText(outside, "content");
        if (isFolder)
            Directory.CreateSymbolicLink(full, outside);
        else
            File.CreateSymbolicLink(full, outside);
    }

    private async Task TryAsync(Func<Task> record)
    {
        try
        {
            await record();
        }
        catch (MlDashException refused)
        {
            Assert.Contains("leads out of the root", refused.Message + refused.InnerException?.Message, StringComparison.Ordinal);
            _refused++;
        }
    }

    private static async Task Escapes(Func<Task> read) => Assert.Equal("PathEscapesRoot", (await Assert.ThrowsAsync<ExperimentException>(read)).ErrorId);

    private static Task<FileEntry> SaveAsync(Experiment experiment, string folder, string name) =>
        experiment.Files.SaveAsync(new FileUpload { Folder = folder, Name = name, Open = () => new MemoryStream("x"u8.ToArray()) });
}
