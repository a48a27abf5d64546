using MlDash.Storage;
using MlDash.Storage.Checking;
using MlDash.Storage.Local;
using MlDash.Tests.Support;

namespace MlDash.Tests.Storage;

/// <summary>What is removed is in the recycle bin, comes back as it was, and is gone for good when it is cleared.</summary>
public sealed class RecycleBinTests : IDisposable
{
    private static readonly ExperimentPath _path = ExperimentPath.Parse("project/run");

    private readonly Scene _scene = new();

    private IRecycleBin Bin => _scene.Store.ToStore().RecycleBin!;

    private string BinFolder => _scene.In(".mldash-recycle");

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task What_is_removed_comes_back_with_all_it_held()
    {
        var before = await RecordAsync();
        var recycled = await Bin.RecycleAsync(_path, default);
        Assert.False(Directory.Exists(_scene.In("project")));
        Assert.Null(await _scene.Store.GetAsync(_path, default));
        Assert.Equal(("project/run", "project"), (recycled.Prefix, recycled.Project));
        var listed = Assert.Single(await Bin.ListAsync(default));
        Assert.Equal((recycled.Entry, recycled.Prefix, recycled.RemovedAt, recycled.Size), (listed.Entry, listed.Prefix, listed.RemovedAt, listed.Size));

        var restored = await Bin.RestoreAsync(recycled.Entry, null, default);
        Assert.Equal("project/run", restored.Path.Value);
        Assert.Equal(before.Digest, (await ReceiptAsync("project/run")).Digest);
        Assert.Empty(await Bin.ListAsync(default));
    }

    [Fact]
    public async Task It_comes_back_under_another_path_and_knows_its_files_there()
    {
        var before = await RecordAsync();
        var recycled = await Bin.RecycleAsync(_path, default);
        var restored = await Bin.RestoreAsync(recycled.Entry, ExperimentPath.Parse("other/place"), default);
        Assert.Equal(("other/place", "place"), (restored.Path.Value, restored.Name));
        Assert.Equal(before.Digest, (await ReceiptAsync("other/place")).Digest);
        Assert.Null(await _scene.Store.GetAsync(_path, default));
        Assert.Empty(await ToListAsync(new StoreCheck(_scene.Root).CheckAllAsync()));
    }

    [Fact]
    public async Task Its_name_can_be_used_again_and_is_not_overwritten_by_a_restore()
    {
        await RecordAsync();
        var recycled = await Bin.RecycleAsync(_path, default);
        await (await _scene.StartAsync()).CompleteAsync(ExperimentStatus.Completed);
        var refused = await Assert.ThrowsAsync<ExperimentException>(() => Bin.RestoreAsync(recycled.Entry, null, default));
        Assert.Equal("ExperimentExists", refused.ErrorId);
        Assert.Single(await Bin.ListAsync(default));
        Assert.Empty(await ToListAsync((await _scene.GetAsync()).ListMetricsAsync()));
    }

    [Fact]
    public async Task An_experiment_inside_its_folder_and_files_of_others_stay()
    {
        var before = await RecordAsync();
        await (await _scene.StartAsync("project/run/inner")).CompleteAsync(ExperimentStatus.Completed);
        _scene.Put("project/run/notes.txt", "mine");
        var recycled = await Bin.RecycleAsync(_path, default);
        Assert.NotNull(await _scene.Store.GetAsync(ExperimentPath.Parse("project/run/inner"), default));
        Assert.Equal("mine", File.ReadAllText(_scene.In("project", "run", "notes.txt")));
        Assert.False(Directory.Exists(_scene.In("project", "run", "metrics")));
        await Bin.RestoreAsync(recycled.Entry, null, default);
        Assert.Equal(before.Digest, (await ReceiptAsync("project/run")).Digest);
        Assert.NotNull(await _scene.Store.GetAsync(ExperimentPath.Parse("project/run/inner"), default));
    }

    [Fact]
    public async Task Clearing_frees_what_the_disk_counts_and_the_size_that_was_named()
    {
        await RecordAsync();
        var recycled = await Bin.RecycleAsync(_path, default);
        var files = new DirectoryInfo(BinFolder).EnumerateFiles("*", SearchOption.AllDirectories);
        var counted = files.Where(file => file.Name != ".lock").Sum(file => file.Length);
        Assert.Equal(counted, recycled.Size);
        Assert.Equal(counted, await Bin.ClearAsync(recycled.Entry, default));
        Assert.Equal([".lock"], Directory.EnumerateFileSystemEntries(BinFolder).Select(Path.GetFileName));
        Assert.Equal(0, await Bin.ClearAsync(recycled.Entry, default));
        Assert.Equal("RecycledNotFound", (await Assert.ThrowsAsync<ExperimentException>(() => Bin.RestoreAsync(recycled.Entry, null, default))).ErrorId);
    }

    [Fact]
    public async Task A_protected_one_is_refused()
    {
        await RecordAsync();
        await _scene.Store.UpdateAsync(_path, new() { WriteProtected = true }, default);
        Assert.Equal("ExperimentWriteProtected", (await Assert.ThrowsAsync<ExperimentException>(() => Bin.RecycleAsync(_path, default))).ErrorId);
        Assert.NotNull(await _scene.Store.GetAsync(_path, default));
    }

    /// <summary>A process killed while it moved an experiment leaves a part of it at its place; the next that works there moves the rest.</summary>
    [Theory]
    [InlineData("metrics")]
    [InlineData("logs")]
    [InlineData("files")]
    [InlineData("parameters.json")]
    public async Task A_removal_that_was_killed_is_ended_before_the_name_is_used_again(string left)
    {
        var before = await RecordAsync();
        var recycled = await Bin.RecycleAsync(_path, default);
        var (entry, filling) = (Path.Combine(BinFolder, recycled.Entry), Path.Combine(BinFolder, "filling-" + recycled.Entry));
        Directory.Move(entry, filling);
        Directory.CreateDirectory(_scene.In("project", "run"));
        Directory.Move(Path.Combine(filling, "data", left), _scene.In("project", "run", left));

        await (await _scene.StartAsync()).CompleteAsync(ExperimentStatus.Completed);
        Assert.Empty(await ToListAsync((await _scene.GetAsync()).ListMetricsAsync()));
        await Bin.RestoreAsync(recycled.Entry, ExperimentPath.Parse("project/back"), default);
        Assert.Equal(before.Digest, (await ReceiptAsync("project/back")).Digest);
    }

    [Fact]
    public async Task A_removal_that_was_killed_is_ended_by_whoever_lists_the_bin()
    {
        await RecordAsync();
        var recycled = await Bin.RecycleAsync(_path, default);
        Directory.Move(Path.Combine(BinFolder, recycled.Entry), Path.Combine(BinFolder, "filling-" + recycled.Entry));
        Directory.CreateDirectory(_scene.In("project", "run"));
        Directory.Move(Path.Combine(BinFolder, "filling-" + recycled.Entry, "data", "logs"), _scene.In("project", "run", "logs"));

        Assert.Equal([recycled.Entry], (await Bin.ListAsync(default)).Select(entry => entry.Entry));
        Assert.False(Directory.Exists(_scene.In("project", "run")));
        await Bin.RestoreAsync(recycled.Entry, null, default);
        Assert.True(Directory.Exists(_scene.In("project", "run", "logs")));
    }

    [Fact]
    public async Task A_removal_that_was_killed_before_it_took_anything_never_was()
    {
        var before = await RecordAsync();
        var filling = Path.Combine(BinFolder, "filling-1234567890123456789");
        Directory.CreateDirectory(Path.Combine(filling, "data"));
        File.WriteAllText(Path.Combine(filling, "entry.json"), """{"path": "project/run", "removedAt": "2026-01-01T00:00:00Z"}""");
        await (await _scene.StartAsync("project/other")).CompleteAsync(ExperimentStatus.Completed);
        Assert.Equal(before.Digest, (await ReceiptAsync("project/run")).Digest);
        Assert.Empty(await Bin.ListAsync(default));
        Assert.False(Directory.Exists(filling));
    }

    [Fact]
    public async Task A_restore_and_a_clearing_that_were_killed_are_ended_by_the_next()
    {
        var before = await RecordAsync();
        var recycled = await Bin.RecycleAsync(_path, default);
        Directory.CreateDirectory(_scene.In("project", "run"));
        Directory.Move(Path.Combine(BinFolder, recycled.Entry, "data", "metrics"), _scene.In("project", "run", "metrics"));
        await Bin.RestoreAsync(recycled.Entry, null, default);
        Assert.Equal(before.Digest, (await ReceiptAsync("project/run")).Digest);

        recycled = await Bin.RecycleAsync(_path, default);
        Directory.Move(Path.Combine(BinFolder, recycled.Entry), Path.Combine(BinFolder, "emptying-" + recycled.Entry));
        await Bin.ClearAsync("0", default);
        Assert.Equal([".lock"], Directory.EnumerateFileSystemEntries(BinFolder).Select(Path.GetFileName));
    }

    private static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
            list.Add(item);
        return list;
    }

    private async Task<ExperimentReceipt> ReceiptAsync(string prefix) =>
        await ((IExperimentReader)new LocalExperimentStore(_scene.Root)).ReadReceiptAsync(ExperimentPath.Parse(prefix), default);

    private async Task<ExperimentReceipt> RecordAsync()
    {
        var experiment = await _scene.StartAsync(change: new() { Tags = ["a"] });
        var clock = new AppendClock();
        await experiment.Parameters.SetAsync(new System.Collections.Specialized.OrderedDictionary { ["lr"] = 0.1 });
        experiment.Log.Write(LogLevel.Info, "first");
        for (var i = 0; i < 100; i++)
            experiment.Metric("train").Append(new System.Collections.Specialized.OrderedDictionary { ["step"] = (long)i }, clock);
        await experiment.Files.SaveAsync(new FileUpload { Name = "experiment.json", Open = () => new MemoryStream([1, 2, 3]) });
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        return await ReceiptAsync("project/run");
    }
}
