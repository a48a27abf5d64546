using MlDash.Storage.Local;
using MlDash.Tests.Support;

namespace MlDash.Tests.Storage;

/// <summary>Experiments inside the folders where another one keeps its data: made by other tools, never by this one.</summary>
public sealed class NestedExperimentTests : IDisposable
{
    private static readonly string[] _folders = ["logs", "metrics", "tracks", "files"];

    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    public static TheoryData<string> Places
    {
        get
        {
            var places = new TheoryData<string>();
            foreach (var folder in _folders)
            {
                places.Add(folder);
                places.Add($"{folder}/a");
                places.Add($"{folder}/a/b/c");
            }

            return places;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task An_experiment_is_not_made_around_another_one_that_would_lie_in_its_data(string inner)
    {
        await (await _scene.StartAsync($"nightly/{inner}")).CompleteAsync(ExperimentStatus.Completed);

        var refused = await Assert.ThrowsAsync<ExperimentException>(() => _scene.StartAsync("nightly"));

        Assert.Equal("IllegalPath", refused.ErrorId);
        Assert.Contains($"'nightly/{inner}'", refused.Message, StringComparison.Ordinal);
        Assert.Equal([$"nightly/{inner}"], await FoundAsync());
        Assert.False(File.Exists(_scene.In("nightly", ".experiment.lock")));
    }

    [Theory]
    [InlineData("nightly", "nightly/Logs")]
    [InlineData("nightly", "Nightly/METRICS/a")]
    [InlineData("nightly/Files/a", "nightly")]
    public async Task Folders_of_data_are_told_from_others_as_the_disk_tells_names_apart(string first, string second)
    {
        await (await _scene.StartAsync(first)).CompleteAsync(ExperimentStatus.Completed);

        var making = Record.ExceptionAsync(async () => await (await _scene.StartAsync(second)).CompleteAsync(ExperimentStatus.Completed));

        // Where the disk ignores case, the one would lie in the data of the other.
        Assert.Equal(OperatingSystem.IsLinux() ? null : "IllegalPath", (await making as ExperimentException)?.ErrorId);
        Assert.Equal(OperatingSystem.IsLinux() ? 2 : 1, (await FoundAsync()).Count());
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task One_that_another_tool_put_there_is_listed_read_and_survives_the_removal_of_the_outer_one(string inner)
    {
        await using (var outer = await _scene.StartAsync("nightly"))
        {
            outer.Log.Write(LogLevel.Info, "outer");
            outer.Metric("a").Append(new Dictionary<string, object?> { ["x"] = 1 }, new());
            outer.Track("a").Append(new Dictionary<string, object?> { ["x"] = 1 }, new(), 1);
            await outer.Files.SaveAsync(Text("experiment.json"));
            await outer.CompleteAsync(ExperimentStatus.Completed);
        }

        await PutAsync($"nightly/{inner}");

        Assert.Equal(["nightly", $"nightly/{inner}"], await FoundAsync());
        Assert.Empty(_scene.Store.Warnings);
        await (await _scene.GetAsync("nightly")).DeleteAsync();
        Assert.Equal([$"nightly/{inner}"], await FoundAsync());
        var left = await _scene.GetAsync($"nightly/{inner}");
        Assert.Equal("inner", (await left.Log.ReadAsync(new LogQuery()).ToListAsync()).Single().Message);
        Assert.Equal(["m"], (await left.ListMetricsAsync().ToListAsync()).Select(metric => metric.Name));
        Assert.Equal("notes", File.ReadAllText(_scene.In("nightly", inner, "notes", "notes.txt")));
        Assert.Equal(["inner.txt"], (await left.Files.FindAsync(new FileQuery()).ToListAsync()).Select(file => file.Path));

        await left.DeleteAsync();
        Directory.Delete(_scene.In("nightly", inner, "notes"), recursive: true);
        Assert.Empty(Directory.GetFiles(_scene.Root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Data_of_an_experiment_inside_is_not_that_of_the_outer_one()
    {
        await (await _scene.StartAsync("nightly")).CompleteAsync(ExperimentStatus.Completed);
        await PutAsync("nightly/metrics/a");

        Assert.Empty(await (await _scene.GetAsync("nightly")).ListMetricsAsync().ToListAsync());
    }

    [Theory]
    [InlineData("files")]
    [InlineData("files/a")]
    public async Task Files_of_an_experiment_inside_are_not_those_of_the_outer_one(string inner)
    {
        await (await _scene.StartAsync("nightly")).CompleteAsync(ExperimentStatus.Completed);
        await PutAsync($"nightly/{inner}");

        Assert.Empty(await (await _scene.GetAsync("nightly")).Files.FindAsync(new FileQuery()).ToListAsync());
    }

    [Fact]
    public async Task An_outer_one_that_is_there_already_goes_on()
    {
        await (await _scene.StartAsync("nightly")).CompleteAsync(ExperimentStatus.Completed);
        await PutAsync("nightly/metrics/a");

        await (await _scene.StartAsync("nightly")).CompleteAsync(ExperimentStatus.Completed);

        Assert.Equal(["nightly", "nightly/metrics/a"], await FoundAsync());
    }

    [Fact]
    public async Task A_damaged_one_inside_is_neither_built_around_nor_removed_with_the_outer_one()
    {
        var damaged = _scene.Put("nightly/files/a/experiment.json", "{\"name\": ");
        Assert.Equal("IllegalPath", (await Assert.ThrowsAsync<ExperimentException>(() => _scene.StartAsync("nightly"))).ErrorId);
        _scene.Put("nightly/experiment.json", "{\"name\": \"nightly\"}");

        await (await _scene.GetAsync("nightly")).DeleteAsync();

        Assert.Equal("{\"name\": ", File.ReadAllText(damaged));
    }

    [Fact]
    public async Task A_saved_file_of_the_name_of_the_document_is_no_experiment()
    {
        await using (var experiment = await _scene.StartAsync("nightly"))
        {
            await experiment.Files.SaveAsync(Text("experiment.json", content: "{\"name\": \"no experiment\"}"));
            await experiment.Files.SaveAsync(Text("experiment.json", "copies/of", "{\"name\": \"no experiment\"}"));
            await experiment.CompleteAsync(ExperimentStatus.Completed);
        }

        Assert.Equal(["nightly"], await FoundAsync());
        await (await _scene.GetAsync("nightly")).DeleteAsync();
        Assert.Empty(Directory.GetFileSystemEntries(_scene.Root));
    }

    [Fact]
    public void Folders_that_may_hold_an_experiment_for_the_one_who_types_are_shown_also_among_data()
    {
        _scene.Put("nightly/experiment.json", "{\"name\": \"nightly\"}");
        _scene.Put("nightly/metrics/a/experiment.json", "{\"name\": \"a\"}");
        _scene.Put("nightly/logs/logs.jsonl", string.Empty);

        Assert.Equal(["metrics"], _scene.Store.ListFolders(ExperimentPath.Parse("nightly")));
    }

    [Fact]
    public async Task Experiments_that_are_removed_while_they_are_being_listed_are_no_warning()
    {
        foreach (var name in new[] { "a", "b" })
        {
            await using var experiment = await _scene.StartAsync($"nightly/{name}");
            await experiment.Files.SaveAsync(Text("a.txt"));
            await experiment.CompleteAsync(ExperimentStatus.Completed);
        }

        await foreach (var record in _scene.Store.FindAsync(new(), default))
            Directory.Delete(_scene.In(record.Path.Value), recursive: true);

        Assert.Empty(await FoundAsync());
        Assert.Empty(_scene.Store.Warnings);
    }

    [Fact]
    public void The_number_of_links_tells_a_folder_without_folders()
    {
        Directory.CreateDirectory(_scene.In("with", "inner"));
        _scene.Put("without/file", "x");
        var links = new LinkCounts(_scene.Root);

        Assert.True(links.MayHoldFolders(_scene.In("with")));
        Assert.True(links.MayHoldFolders(_scene.In("none")));
        if (OperatingSystem.IsLinux() && new DriveInfo(_scene.Root).DriveFormat is "ext3" or "ext4" or "tmpfs")
            Assert.False(links.MayHoldFolders(_scene.In("without")));
    }

    private static FileUpload Text(string name, string folder = "", string content = "{}") =>
        new() { Name = name, Folder = folder, Open = () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)), CanReopen = true };

    /// <summary>Puts an experiment where it is not made here, as other tools do: made elsewhere, then moved.</summary>
    private async Task PutAsync(string path)
    {
        using var elsewhere = new Scene();
        await using (var experiment = await elsewhere.StartAsync("run"))
        {
            experiment.Log.Write(LogLevel.Info, "inner");
            experiment.Metric("m").Append(new Dictionary<string, object?> { ["x"] = 1 }, new());
            await experiment.Files.SaveAsync(Text("inner.txt"));
            await experiment.CompleteAsync(ExperimentStatus.Completed);
        }

        elsewhere.Put("run/notes/notes.txt", "notes");
        foreach (var file in Directory.GetFiles(elsewhere.In("run"), "*", SearchOption.AllDirectories))
        {
            var target = _scene.In(path, Path.GetRelativePath(elsewhere.In("run"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private async Task<IEnumerable<string>> FoundAsync() => await _scene.Store.FindAsync(new(), default).Select(record => record.Path.Value).ToListAsync();
}
