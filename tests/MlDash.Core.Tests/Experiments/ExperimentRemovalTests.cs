using System.Collections;
using MlDash.Tests.Support;

namespace MlDash.Tests.Experiments;

public sealed class ExperimentRemovalTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task An_experiment_that_is_started_with_protection_takes_its_records_until_it_is_completed()
    {
        var open = await _scene.StartAsync(change: new() { WriteProtected = true });

        open.Log.Write(LogLevel.Info, "goes on");
        open.Metric("m").Append(new Hashtable { ["a"] = 1 }, new());
        open.Track("t").Append(new Hashtable { ["a"] = 1 }, new());
        Assert.Equal(
            "ExperimentWriteProtected", (await Assert.ThrowsAsync<ExperimentException>(() => open.Parameters.SetAsync(new Hashtable { ["a"] = 1 }))).ErrorId);
        Assert.Equal("ExperimentWriteProtected", Assert.Throws<ExperimentException>(() => { open.Files.OpenIntake(); }).ErrorId);
        await open.CompleteAsync(ExperimentStatus.Completed);

        Assert.True((await _scene.RecordAsync()).WriteProtected);
        Assert.Equal(["goes on"], await (await _scene.GetAsync()).Log.ReadAsync(new()).Select(entry => entry.Message).ToListAsync());
        Assert.Equal("ExperimentWriteProtected", (await Assert.ThrowsAsync<ExperimentException>(() => _scene.StartAsync())).ErrorId);
    }

    [Fact]
    public async Task A_protected_experiment_takes_no_change_until_the_protection_is_lifted()
    {
        var open = await _scene.StartAsync();
        await open.UpdateAsync(new() { WriteProtected = true });
        var read = await _scene.GetAsync();
        var before = File.ReadAllText(_scene.In("project/run/experiment.json"));

        Assert.Equal("ExperimentWriteProtected", Assert.Throws<ExperimentException>(() => { open.Log.Write(LogLevel.Info, "x"); }).ErrorId);
        Assert.Equal(
            "ExperimentWriteProtected", Assert.Throws<ExperimentException>(() => { open.Metric("m").Append(new Hashtable { ["a"] = 1 }, new()); }).ErrorId);
        Assert.Equal(
            "ExperimentWriteProtected", (await Assert.ThrowsAsync<ExperimentException>(() => open.Parameters.SetAsync(new Hashtable { ["a"] = 1 }))).ErrorId);
        Assert.Equal("ExperimentWriteProtected", Assert.Throws<ExperimentException>(() => { open.Files.OpenIntake(); }).ErrorId);
        Assert.Equal("ExperimentWriteProtected", (await Assert.ThrowsAsync<ExperimentException>(() => _scene.StartAsync())).ErrorId);
        Assert.Equal("ExperimentWriteProtected", (await Assert.ThrowsAsync<ExperimentException>(() => read.UpdateAsync(new() { Description = "x" }))).ErrorId);
        Assert.Equal("ExperimentWriteProtected", (await Assert.ThrowsAsync<ExperimentException>(() => read.DeleteAsync())).ErrorId);
        Assert.Equal(before, File.ReadAllText(_scene.In("project/run/experiment.json")));

        await open.UpdateAsync(new() { WriteProtected = false });
        open.Log.Write(LogLevel.Info, "again");
        await open.CompleteAsync(ExperimentStatus.Completed);
    }

    [Fact]
    public async Task Deleting_frees_the_bytes_it_says_and_keeps_what_lies_inside_or_beside()
    {
        await using (var outer = await _scene.StartAsync("project/run"))
        await using (await _scene.StartAsync("project/run/inner"))
        {
            outer.Log.Write(LogLevel.Info, new string('x', 10_000));
            await outer.Parameters.SetAsync(new Hashtable { ["a"] = 1 });
            await outer.Files.SaveAsync(new() { Name = ".hidden", Open = () => new MemoryStream(new byte[5_000]) });
            await outer.FlushAsync();
        }

        _scene.Put("project/run/notes.txt", "mine");
        var outerFiles = new DirectoryInfo(_scene.In("project/run")).GetFiles("*", SearchOption.AllDirectories)
            .Where(file => !file.FullName.StartsWith(_scene.In("project/run/inner"), StringComparison.Ordinal) && file.Name != "notes.txt")
                .Sum(file => file.Length);

        Assert.Equal(outerFiles, await (await _scene.GetAsync()).DeleteAsync());

        Assert.Equal(["project/run/inner"], await FoundAsync());
        Assert.Equal(["notes.txt"], Directory.GetFiles(_scene.In("project/run")).Select(Path.GetFileName));
        Assert.Equal(["inner"], Directory.GetDirectories(_scene.In("project/run")).Select(Path.GetFileName));
        Assert.Equal(
            "ExperimentNotFound",
            (await Assert.ThrowsAsync<ExperimentException>(() => _scene.Store.DeleteAsync(ExperimentPath.Parse("project/run"), default))).ErrorId);
    }

    [Fact]
    public async Task Deleting_the_last_leaves_no_empty_folders_but_the_root()
    {
        await (await _scene.StartAsync("a/b/c/run")).CompleteAsync(ExperimentStatus.Completed);

        await (await _scene.GetAsync("a/b/c/run")).DeleteAsync();

        Assert.Empty(Directory.GetFileSystemEntries(_scene.Root));
    }

    [Fact]
    [Trait("Wine", "no: it makes no symbolic links")]
    public async Task Deleting_does_not_follow_links()
    {
        await (await _scene.StartAsync()).CompleteAsync(ExperimentStatus.Completed);
        var outside = Directory.CreateDirectory(Path.Combine(_scene.Outside, "elsewhere")).FullName;
        File.WriteAllText(Path.Combine(outside, "precious"), "x");
        Directory.CreateSymbolicLink(_scene.In("project/run/files/link"), outside);
        Directory.Delete(_scene.In("project/run/logs"), recursive: true);
        Directory.CreateSymbolicLink(_scene.In("project/run/logs"), outside);

        await (await _scene.GetAsync()).DeleteAsync();

        Assert.Equal("x", File.ReadAllText(Path.Combine(outside, "precious")));
        Assert.Empty(Directory.GetFileSystemEntries(_scene.Root));
    }

    private async Task<IEnumerable<string>> FoundAsync() => await _scene.Store.FindAsync(new(), default).Select(record => record.Path.Value).ToListAsync();
}
