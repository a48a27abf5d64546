using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Storage.Transfer;

namespace MlDash.Remote.Tests;

[Collection(Scene.OneAtATime)]
public sealed class RoundTripTests
{
    [Fact]
    public async Task What_is_recorded_on_a_server_is_read_from_it_by_another_client()
    {
        await using var scene = await Scene.WithServerAsync();
        var experiment = await Scene.StartAsync(
            scene.Remote(), "folder/run", change: new() { Description = "d", Tags = ["a", "b"], Bindrs = ["x"], Metadata = Scene.Fields(("k", 1L)) });
        await Recorded.Fill(experiment);
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        var read = await scene.FindAsync("alice/project/folder/run");
        Assert.Equal(("run", "project", ExperimentStatus.Completed, "d"), (read.Name, read.Project, read.Status, read.Description));
        Assert.Equal(["a", "b"], read.Tags);
        Assert.Equal(["x"], read.Bindrs);
        Assert.Equal(1L, read.Metadata!["k"]);
        Assert.NotNull(read.EndedAt);
        await Recorded.Check(read);
        Assert.Equal(0, scene.Spooled);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_start_finds_is_added_to_the_metadata_that_the_server_has(bool isHybrid)
    {
        await using var scene = await Scene.WithServerAsync();
        var given = new ExperimentChange { Metadata = Scene.Fields(("k", 1L)), Context = Scene.Fields(("a", 1L)) };
        var first = await Scene.StartAsync(scene.Remote(), "folder/run", change: given);
        await first.CompleteAsync(ExperimentStatus.Completed);

        var again = new ExperimentChange { Context = Scene.Fields(("b", 2L)) };
        var second = isHybrid
            ? await Scene.StartAsync(scene.Hybrid("root"), "folder/run", change: again) : await Scene.StartAsync(scene.Remote(), "folder/run", change: again);
        await second.CompleteAsync(ExperimentStatus.Completed);

        var metadata = (await scene.FindAsync("alice/project/folder/run")).Metadata!;
        Assert.Equal((1L, 1L, 2L), (metadata["k"], metadata["context.a"], metadata["context.b"]));
    }

    [Fact]
    public async Task A_hybrid_experiment_is_the_same_on_the_disk_and_on_the_server()
    {
        await using var scene = await Scene.WithServerAsync();
        var experiment = await Scene.StartAsync(scene.Hybrid("root"), "run");
        await Recorded.Fill(experiment);
        await experiment.CompleteAsync(ExperimentStatus.Failed, "it broke");

        await Recorded.Check(await scene.FindAsync("alice/project/run"));
        var local = scene.Local("root");
        var record = await local.GetAsync(ExperimentPath.Parse("project/run"), CancellationToken.None);
        await Recorded.Check(new Experiment(local.ToStore(), record!));
        Assert.Equal((ExperimentStatus.Failed, "it broke"), (record!.Status, record.Error));
        Assert.Equal(
            (ExperimentStatus.Failed, "it broke"), ((await scene.FindAsync("alice/project/run")).Status, (await scene.FindAsync("alice/project/run")).Error));
        Assert.Equal(0, scene.Spooled);
    }

    [Fact]
    public async Task An_experiment_recorded_offline_is_sent_later_once()
    {
        await using var scene = await Scene.WithServerAsync();
        var experiment = await Scene.StartAsync(scene.Remote(offline: true), "run");
        await Recorded.Fill(experiment);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        Assert.Equal(1, scene.Spooled);

        var sent = Assert.Single(await scene.SyncAsync());
        Assert.Null(sent.Fault);
        Assert.Equal(("alice/project/run", 2501L, 3L), (sent.Prefix, sent.Counts.Points, sent.Counts.Logs));
        Assert.Empty(await scene.SyncAsync());
        await Recorded.Check(await scene.FindAsync("alice/project/run"));
        Assert.Equal(ExperimentStatus.Completed, (await scene.FindAsync("alice/project/run")).Status);
        Assert.Equal(0, scene.Spooled);
    }

    [Fact]
    public async Task An_experiment_sent_up_and_brought_down_is_the_same()
    {
        await using var scene = await Scene.WithServerAsync();
        var local = scene.Local("up");
        var experiment = await Scene.StartAsync(local, "run", change: new() { Tags = ["t"] });
        await Recorded.Fill(experiment);
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        var server = scene.Remote();
        var target = await server.TargetAsync(experiment.Stored, null, CancellationToken.None);
        var sent = await server.SendAsync(local, experiment.Stored, target, SkippedParts.None, null, CancellationToken.None);
        Assert.Equal((2501L, 3L, 2L, 1L), (sent.Points, sent.Logs, sent.TrackEntries, sent.Files));
        var again = await server.SendAsync(local, experiment.Stored, target, SkippedParts.None, null, CancellationToken.None);
        Assert.Equivalent(new TransferCounts(), again);

        var down = scene.Local("down");
        await server.ReceiveAsync(target, down, ExperimentPath.Parse("project/run"), SkippedParts.None, false, null, CancellationToken.None);
        await Recorded.Check(new Experiment(down.ToStore(), (await down.GetAsync(ExperimentPath.Parse("project/run"), CancellationToken.None))!));
        foreach (var file in new[] { "logs/logs.jsonl", "tracks/robot_pose/data.jsonl" })
            Assert.Equal(Recorded.Lines(local, file), Recorded.Lines(down, file));
        // The server notes its own time of storing; what was recorded is the same to the byte.
        Assert.Equal(
            Recorded.Lines(local, "metrics/train/data.jsonl").Select(Recorded.Point), Recorded.Lines(down, "metrics/train/data.jsonl").Select(Recorded.Point));
        Assert.Equal(Recorded.Parameters(local), Recorded.Parameters(down));

        await Assert.ThrowsAsync<ExperimentException>(
            () => server.ReceiveAsync(target, local, ExperimentPath.Parse("project/run"), SkippedParts.None, false, null, CancellationToken.None));
        var repeated = await server.ReceiveAsync(target, down, ExperimentPath.Parse("project/run"), SkippedParts.None, false, null, CancellationToken.None);
        Assert.Equal((0L, 0L, 0L), (repeated.Points, repeated.Logs, repeated.Files));
    }

    [Theory]
    [InlineData("local")]
    [InlineData("hybrid")]
    [InlineData("remote")]
    public async Task A_file_that_is_replaced_keeps_what_is_not_given_in_every_mode(string mode)
    {
        await using var scene = await Scene.WithServerAsync();
        var store = mode switch { "local" => scene.Local("root").ToStore(), "hybrid" => scene.Hybrid("root"), _ => scene.Remote().ToStore() };
        var experiment = await Scene.StartAsync(store, "run");
        Task Put(byte content, FileAnnotations given) =>
            experiment.Files.SaveAsync(new FileUpload { Name = "a.txt", Open = () => new MemoryStream([content]), Annotations = given });
        async Task<(string?, string, string, string)> Read()
        {
            await experiment.FlushAsync();
            var read = mode == "local" ? experiment : await scene.FindAsync("alice/project/run");
            var file = Assert.Single(await Scene.ToListAsync(read.Files.FindAsync(new FileQuery())));
            return (file.Description, string.Join('|', file.Tags), string.Join('|', file.Bindrs), $"{file.Metadata?["a"]}{file.Metadata?["b"]}");
        }

        await Put(1, new("d", ["x", "y"], null, Scene.Fields(("a", 1L))));
        await Read();
        await Put(2, new(Bindrs: ["q"]));
        Assert.Equal(("d", "x|y", "q", "1"), await Read());
        await Put(3, new(Metadata: Scene.Fields(("b", 2L)), Tags: ["one, two"]));
        Assert.Equal(("d", "one, two", "q", "2"), await Read());
        await Put(4, new(Tags: [], Bindrs: []));
        Assert.Equal(("d", "", "", "2"), await Read());
    }

    [Fact]
    public async Task Changes_of_files_and_of_what_is_said_reach_the_server()
    {
        await using var scene = await Scene.WithServerAsync();
        var experiment = await Scene.StartAsync(scene.Hybrid("root"), "run");
        var kept = await Recorded.Save(experiment, "a/kept.txt", "1");
        await Recorded.Save(experiment, "gone.txt", "2");
        await experiment.Files.UpdateAsync(kept, new FileAnnotations("said", ["with, comma"]));
        await experiment.Files.DeleteAsync((await experiment.Files.GetAsync("gone.txt"))!);
        await Recorded.Save(experiment, "a/kept.txt", "3");
        await experiment.UpdateAsync(new ExperimentChange { AddTags = ["later"] });
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        var read = await scene.FindAsync("alice/project/run");
        var file = Assert.Single(await Scene.ToListAsync(read.Files.FindAsync(new FileQuery())));
        Assert.Equal("a/kept.txt", file.Path);
        Assert.Equal("3"u8.ToArray(), await read.Files.ReadAsync(file));
        Assert.Equal(["later"], read.Tags);
    }

    [Fact]
    public async Task A_write_protected_experiment_is_refused_at_the_open()
    {
        await using var scene = await Scene.WithServerAsync();
        var experiment = await Scene.StartAsync(scene.Remote(), "run");
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        await (await scene.FindAsync("alice/project/run")).UpdateAsync(new ExperimentChange { WriteProtected = true });
        var refused = await Assert.ThrowsAsync<ExperimentException>(() => Scene.StartAsync(scene.Remote(), "run"));
        Assert.Equal("ExperimentWriteProtected", refused.ErrorId);
        refused = await Assert.ThrowsAsync<ExperimentException>(() => Scene.StartAsync(scene.Hybrid("root"), "run"));
        Assert.Equal("ExperimentWriteProtected", refused.ErrorId);
        Assert.Null(await scene.Local("root").GetAsync(ExperimentPath.Parse("project/run"), CancellationToken.None));
        Assert.Equal(0, scene.Spooled);
    }
}
