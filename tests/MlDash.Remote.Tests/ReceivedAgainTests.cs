using MlDash.Storage.Checking;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Storage.Transfer;

namespace MlDash.Remote.Tests;

[Collection(Scene.OneAtATime)]
public sealed class ReceivedAgainTests
{
    [Fact]
    public async Task An_experiment_comes_down_below_its_owner_and_finds_its_way_back()
    {
        await using var scene = await Scene.WithServerAsync();
        var server = scene.Remote();
        // A user and a project of one name: the path alone does not say which of them is left out.
        foreach (var path in new[] { "alice/project/folder/run", "alice/alice/run" }.Select(ExperimentPath.Parse))
        {
            var experiment = await Experiment.StartAsync(server.ToStore(), path, path.Segments[1], new ExperimentChange(), new Recording.RecordingOptions());
            await experiment.CompleteAsync(ExperimentStatus.Completed);
            var down = scene.Local("down");
            var place = await server.LocalPathAsync(path, down, CancellationToken.None);
            Assert.Equal(path, place);
            await server.ReceiveAsync(path, down, place, SkippedParts.None, false, null, CancellationToken.None);
            var received = (await down.GetAsync(place, CancellationToken.None))!;
            Assert.Contains(
                $"\"prefix\":\"{path}\"",
                (await File.ReadAllTextAsync(Path.Combine(down.Root, path.Value, "experiment.json"))).Replace("\": \"", "\":\"", StringComparison.Ordinal),
                StringComparison.Ordinal);
            Assert.Equal(path, await server.TargetAsync(received, null, CancellationToken.None, down.Root));
        }
    }

    [Fact]
    public async Task An_experiment_that_was_received_without_its_owner_goes_on_where_it_is()
    {
        await using var scene = await Scene.WithServerAsync();
        var (server, down, path) = (scene.Remote(), scene.Local("down"), ExperimentPath.Parse("alice/project/run"));
        foreach (var name in new[] { "run", "other" })
            await (await Scene.StartAsync(server, name)).CompleteAsync(ExperimentStatus.Completed);
        await server.ReceiveAsync(path, down, ExperimentPath.Parse("project/run"), SkippedParts.None, false, null, CancellationToken.None);
        await server.ReceiveAsync(path, down, ExperimentPath.Parse("project/other"), SkippedParts.None, false, null, CancellationToken.None);

        Assert.Equal("project/run", (await server.LocalPathAsync(path, down, CancellationToken.None)).Value);
        // What lies there came from another experiment.
        Assert.Equal("alice/project/other", (await server.LocalPathAsync(ExperimentPath.Parse("alice/project/other"), down, CancellationToken.None)).Value);
    }

    [Fact]
    public async Task What_was_recorded_here_since_stays_when_an_experiment_is_received_again()
    {
        await using var scene = await Scene.WithServerAsync();
        var (server, down, path) = (scene.Remote(), scene.Local("down"), ExperimentPath.Parse("alice/project/run"));
        var there = await Scene.StartAsync(server, "run");
        await Record(there, 0, 3);
        await ReceiveAsync();
        var here = await Experiment.StartAsync(down.ToStore(), path, "project", new ExperimentChange { Tags = ["here"] }, new Recording.RecordingOptions());
        await Record(here, 100, 102);
        await here.CompleteAsync(ExperimentStatus.Completed);
        await Record(there, 3, 5);

        await ReceiveAsync();
        Assert.Equal([0L, 1, 2, 100, 101], await Scene.StepsAsync(await ReadAsync()));
        Assert.Empty(await new StoreCheck(down.Root).CheckAllAsync().ToListAsync());
        Assert.Equal(
            [0.0, 1, 2, 100, 101], (await Scene.ToListAsync((await ReadAsync()).Track("pose").ReadAsync(new TrackQuery()))).Select(entry => entry.Timestamp));
        Assert.Equal(102L, (await (await ReadAsync()).Parameters.GetAsync())["p"]);
        Assert.Equal(["here"], (await ReadAsync()).Tags);
        Assert.Equal(102, Assert.Single(await BytesAsync(await ReadAsync())));
        Assert.Contains(
            server.Warnings,
            warning => warning.Contains("The metric 'train'", StringComparison.Ordinal) && warning.Contains("2 records", StringComparison.Ordinal));

        // Sent and received again, both have all of it, in one order and once.
        var record = (await down.GetAsync(path, CancellationToken.None))!;
        await server.SendAsync(down, record, path, SkippedParts.None, null, CancellationToken.None);
        await ReceiveAsync();
        Assert.Equal([0L, 1, 2, 3, 4, 100, 101], await Scene.StepsAsync(await ReadAsync()));
        Assert.Equal(7, (await Scene.ToListAsync((await ReadAsync()).Track("pose").ReadAsync(new TrackQuery()))).Count);
        Assert.Equal(0, (await server.SendAsync(down, record, path, SkippedParts.None, null, CancellationToken.None)).Points);
        Assert.Equal([0L, 1, 2, 3, 4, 100, 101], await Scene.StepsAsync(await scene.FindAsync(path.Value)));

        Task<TransferCounts> ReceiveAsync(bool force = false) => server.ReceiveAsync(path, down, path, SkippedParts.None, force, null, CancellationToken.None);
        async Task<Experiment> ReadAsync() => new(down.ToStore(), (await down.GetAsync(path, CancellationToken.None))!);
        async Task Record(Experiment experiment, long from, long to)
        {
            var clock = new AppendClock();
            for (var step = from; step < to; step++)
            {
                experiment.Metric("train").Append(Scene.Fields(("step", step)), clock);
                experiment.Track("pose").Append(Scene.Fields(("x", step)), clock, step);
            }

            await experiment.Parameters.SetAsync(Scene.Fields(("p", to)));
            await experiment.Files.SaveAsync(new FileUpload { Name = "a.bin", Open = () => new MemoryStream([(byte)to]) });
            await experiment.FlushAsync();
        }

        async Task<byte[]> BytesAsync(Experiment experiment) => await experiment.Files.ReadAsync((await experiment.Files.GetAsync("a.bin"))!);
    }

    [Fact]
    public async Task An_experiment_is_replaced_only_by_one_that_has_arrived_whole()
    {
        await using var scene = await Scene.WithServerAsync();
        var path = ExperimentPath.Parse("alice/project/run");
        var there = await Scene.StartAsync(scene.Remote(), "run", change: new() { Tags = ["there"] });
        await there.Files.SaveAsync(new FileUpload { Name = "a.bin", Open = () => new MemoryStream([1, 2, 3]) });
        await there.CompleteAsync(ExperimentStatus.Completed);
        var down = scene.Local("down");
        foreach (var name in new[] { "alice/project/run", "alice/project/run/inner" })
        {
            var here = await Experiment.StartAsync(
                down.ToStore(), ExperimentPath.Parse(name), "project", new ExperimentChange { Tags = ["here"] }, new Recording.RecordingOptions());
            here.Metric("train").Append(Scene.Fields(("step", 0L)), new AppendClock());
            await here.CompleteAsync(ExperimentStatus.Completed);
        }

        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        proxy.Fault = (context, _) =>
        {
            if (context.Request.Path.Value?.EndsWith("/download", StringComparison.Ordinal) == true)
                context.Abort();
            return Task.FromResult(context.RequestAborted.IsCancellationRequested);
        };
        await Assert.ThrowsAnyAsync<MlDashException>(() => ReceiveAsync());
        Assert.Equal(["alice/project/run here", "alice/project/run/inner here"], await ListAsync());
        Assert.Equal([0L], await Scene.StepsAsync(new Experiment(down.ToStore(), (await down.GetAsync(path, CancellationToken.None))!)));

        proxy.Fault = (_, _) => Task.FromResult(false);
        await ReceiveAsync();
        Assert.Equal(["alice/project/run there", "alice/project/run/inner here"], await ListAsync());
        Assert.Equal(["run"], Directory.GetFileSystemEntries(Path.Combine(down.Root, "alice/project")).Select(Path.GetFileName));

        Task<TransferCounts> ReceiveAsync() =>
            scene.Remote(url: proxy.Url).ReceiveAsync(path, down, path, SkippedParts.None, true, null, CancellationToken.None);
        async Task<List<string>> ListAsync() =>
            [.. (await Scene.ToListAsync(
                down.FindAsync(new ExperimentQuery(), CancellationToken.None))).Select(record => $"{record.Path} {string.Join(',', record.Tags)}")];
    }

    [Fact]
    public async Task Received_files_whose_bytes_changed_on_the_way_are_refused_and_leave_nothing()
    {
        await using var scene = await Scene.WithServerAsync();
        var experiment = await Scene.StartAsync(scene.Remote(), "run");
        await experiment.Files.SaveAsync(new FileUpload { Name = "models/a.bin", Open = () => new MemoryStream([1, 2, 3]) });
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        proxy.Fault = async (context, _) =>
        {
            if (context.Request.Path.Value?.EndsWith("/download", StringComparison.Ordinal) != true)
                return false;
            await context.Response.Body.WriteAsync(new byte[] { 1, 2, 4 });
            return true;
        };

        var down = scene.Local("down");
        var refused = await Assert.ThrowsAsync<StorageException>(() => scene.Remote(url: proxy.Url).ReceiveAsync(
            ExperimentPath.Parse("alice/project/run"), down, ExperimentPath.Parse("project/run"), SkippedParts.None, false, null, CancellationToken.None));

        Assert.Equal("ChecksumMismatch", refused.ErrorId);
        Assert.Empty(Directory.GetFiles(Path.Combine(down.Root, "project/run/files"), "*", SearchOption.AllDirectories));
    }
}
