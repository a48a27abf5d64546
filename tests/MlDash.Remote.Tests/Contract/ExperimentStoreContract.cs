namespace MlDash.Remote.Tests.Contract;

/// <summary>
/// What a store promises, whatever it keeps experiments in: what its reader answers, and what changes of details, protection, files and deletions do. Each
/// class that derives from it runs all of it on one kind of store.
/// </summary>
public abstract class ExperimentStoreContract : ExperimentReaderContract
{
    /// <summary>Whether what is deleted frees its bytes at once; a server keeps them in its recycle bin.</summary>
    private protected virtual bool FreesAtOnce => true;

    [Fact]
    public async Task A_change_replaces_what_is_given_and_leaves_the_rest()
    {
        var path = await RecordAsync("run", change: new() { Description = "first", Tags = ["a"] });

        await Store.Keeper.UpdateAsync(path, new() { Tags = ["b"] }, CancellationToken.None);

        var record = await Reader.GetAsync(path, CancellationToken.None);
        Assert.Equal(("first", "b"), (record?.Description, string.Join(' ', record!.Tags)));
    }

    [Fact]
    public async Task A_protected_experiment_refuses_changes_and_deletion_until_its_protection_is_removed()
    {
        var path = await RecordAsync("run", change: new() { WriteProtected = true });

        Assert.Equal("ExperimentWriteProtected", await FaultAsync(() => Store.Keeper.UpdateAsync(path, new() { Description = "x" }, CancellationToken.None)));
        Assert.Equal("ExperimentWriteProtected", await FaultAsync(() => Store.Keeper.DeleteAsync(path, CancellationToken.None)));
        Assert.Equal("ExperimentWriteProtected", await FaultAsync(() => StartAsync("run")));
        await Store.Keeper.UpdateAsync(path, new() { WriteProtected = false, Description = "x" }, CancellationToken.None);

        Assert.Equal("x", (await Reader.GetAsync(path, CancellationToken.None))?.Description);
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_changed_or_deleted()
    {
        var path = await PathAsync("none");

        Assert.Equal("ExperimentNotFound", await FaultAsync(() => Store.Keeper.UpdateAsync(path, new() { Description = "x" }, CancellationToken.None)));
        Assert.Equal("ExperimentNotFound", await FaultAsync(() => Store.Keeper.DeleteAsync(path, CancellationToken.None)));
    }

    [Fact]
    public async Task A_file_is_read_as_it_was_kept_then_replaced_changed_and_deleted()
    {
        var path = await RecordAsync("run", async experiment =>
        {
            await experiment.Files.SaveAsync(Upload("first"));
            await experiment.Files.SaveAsync(Upload("second"));
        });
        var file = Assert.Single(await Scene.ToListAsync(Reader.FindFilesAsync(path, new() { Folder = "models" }, CancellationToken.None)));
        Assert.Equal("second", await ReadAsync(file));

        await Store.Keeper.UpdateFileAsync(file, new(Tags: ["best"]), CancellationToken.None);
        Assert.Equal(["best"], Assert.Single(await Scene.ToListAsync(Reader.FindFilesAsync(path, new() { Tags = ["best"] }, CancellationToken.None))).Tags);

        await Store.Keeper.DeleteFileAsync(file, CancellationToken.None);
        Assert.Empty(await Scene.ToListAsync(Reader.FindFilesAsync(path, new(), CancellationToken.None)));
        Assert.Equal("FileNotFound", await FaultAsync(() => Store.Keeper.UpdateFileAsync(file, new(Tags: ["x"]), CancellationToken.None)));
        Assert.Equal("FileNotFound", await FaultAsync(() => Store.Keeper.DeleteFileAsync(file, CancellationToken.None)));
    }

    [Fact]
    public async Task A_deletion_frees_what_the_experiment_holds_and_leaves_the_experiments_inside_it()
    {
        var outer = await RecordAsync("run", experiment =>
        {
            experiment.Log.Write(LogLevel.Info, new string('x', 10_000));
            return experiment.Files.SaveAsync(Upload("bytes"));
        });
        var inner = await RecordAsync("run/inner");

        var freed = await Store.Keeper.DeleteAsync(outer, CancellationToken.None);
        Assert.InRange(freed, FreesAtOnce ? 5 : 0, FreesAtOnce ? long.MaxValue : 0);

        Assert.Null(await Reader.GetAsync(outer, CancellationToken.None));
        Assert.NotNull(await Reader.GetAsync(inner, CancellationToken.None));
        Assert.Equal(["inner"], await FoundAsync(new()));
    }
}
