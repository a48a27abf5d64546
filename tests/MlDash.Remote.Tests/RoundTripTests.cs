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
        await Fill(experiment);
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        var read = await scene.FindAsync("alice/project/folder/run");
        Assert.Equal(("run", "project", ExperimentStatus.Completed, "d"), (read.Name, read.Project, read.Status, read.Description));
        Assert.Equal(["a", "b"], read.Tags);
        Assert.Equal(["x"], read.Bindrs);
        Assert.Equal(1L, read.Metadata!["k"]);
        Assert.NotNull(read.EndedAt);
        await Check(read);
        Assert.Equal(0, scene.Spooled);
    }

    [Fact]
    public async Task A_hybrid_experiment_is_the_same_on_the_disk_and_on_the_server()
    {
        await using var scene = await Scene.WithServerAsync();
        var experiment = await Scene.StartAsync(scene.Hybrid("root"), "run");
        await Fill(experiment);
        await experiment.CompleteAsync(ExperimentStatus.Failed, "it broke");

        await Check(await scene.FindAsync("alice/project/run"));
        var local = scene.Local("root");
        var record = await local.GetAsync(ExperimentPath.Parse("project/run"), CancellationToken.None);
        await Check(new Experiment(local.ToStore(), record!));
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
        await Fill(experiment);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        Assert.Equal(1, scene.Spooled);

        var sent = Assert.Single(await scene.SyncAsync());
        Assert.Null(sent.Fault);
        Assert.Equal(("alice/project/run", 2501L, 3L), (sent.Prefix, sent.Counts.Points, sent.Counts.Logs));
        Assert.Empty(await scene.SyncAsync());
        await Check(await scene.FindAsync("alice/project/run"));
        Assert.Equal(ExperimentStatus.Completed, (await scene.FindAsync("alice/project/run")).Status);
        Assert.Equal(0, scene.Spooled);
    }

    [Fact]
    public async Task An_experiment_sent_up_and_brought_down_is_the_same()
    {
        await using var scene = await Scene.WithServerAsync();
        var local = scene.Local("up");
        var experiment = await Scene.StartAsync(local, "run", change: new() { Tags = ["t"] });
        await Fill(experiment);
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        var server = scene.Remote();
        var target = await server.TargetAsync(experiment.Stored, null, CancellationToken.None);
        var sent = await server.SendAsync(local, experiment.Stored, target, SkippedParts.None, null, CancellationToken.None);
        Assert.Equal((2501L, 3L, 2L, 1L), (sent.Points, sent.Logs, sent.TrackEntries, sent.Files));
        var again = await server.SendAsync(local, experiment.Stored, target, SkippedParts.None, null, CancellationToken.None);
        Assert.Equal(new TransferCounts(), again);

        var down = scene.Local("down");
        await server.ReceiveAsync(target, down, ExperimentPath.Parse("project/run"), SkippedParts.None, false, null, CancellationToken.None);
        await Check(new Experiment(down.ToStore(), (await down.GetAsync(ExperimentPath.Parse("project/run"), CancellationToken.None))!));
        foreach (var file in new[] { "logs/logs.jsonl", "tracks/robot_pose/data.jsonl" })
            Assert.Equal(Lines(local, file), Lines(down, file));
        // The server notes its own time of storing; what was recorded is the same to the byte.
        Assert.Equal(Lines(local, "metrics/train/data.jsonl").Select(Point), Lines(down, "metrics/train/data.jsonl").Select(Point));
        Assert.Equal(Parameters(local), Parameters(down));

        await Assert.ThrowsAsync<ExperimentException>(
            () => server.ReceiveAsync(target, local, ExperimentPath.Parse("project/run"), SkippedParts.None, false, null, CancellationToken.None));
        var repeated = await server.ReceiveAsync(target, down, ExperimentPath.Parse("project/run"), SkippedParts.None, false, null, CancellationToken.None);
        Assert.Equal((0L, 0L, 0L), (repeated.Points, repeated.Logs, repeated.Files));
    }

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

    [Fact]
    public async Task Changes_of_files_and_of_what_is_said_reach_the_server()
    {
        await using var scene = await Scene.WithServerAsync();
        var experiment = await Scene.StartAsync(scene.Hybrid("root"), "run");
        var kept = await Save(experiment, "a/kept.txt", "1");
        await Save(experiment, "gone.txt", "2");
        await experiment.Files.UpdateAsync(kept, new FileAnnotations("said", ["with, comma"]));
        await experiment.Files.DeleteAsync((await experiment.Files.GetAsync("gone.txt"))!);
        await Save(experiment, "a/kept.txt", "3");
        await experiment.UpdateAsync(new ExperimentChange { AddTags = ["later"] });
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        var read = await scene.FindAsync("alice/project/run");
        var file = Assert.Single(await Scene.ToListAsync(read.Files.FindAsync(new FileQuery())));
        Assert.Equal("a/kept.txt", file.Path);
        Assert.Equal("3"u8.ToArray(), await read.Files.ReadAsync(file));
        Assert.Equal(["later"], read.Tags);
    }

    [Fact]
    public async Task Experiments_are_found_over_many_pages_once_each()
    {
        await using var scene = await Scene.WithServerAsync();
        for (var i = 0; i < 450; i++)
            await using (await Scene.StartAsync(scene.Remote(), $"run-{i:000}", project: i % 2 == 0 ? "even" : "odd"))
            {
            }

        var found =
            await Scene.ToListAsync(scene.Remote().FindAsync(new ExperimentQuery { Projects = [Text.Wildcard.ForName("odd")] }, CancellationToken.None));
        Assert.Equal(225, found.Select(record => record.Path.Value).Distinct().Count());
        Assert.Equal(225, found.Count);
    }

    [Theory]
    [InlineData("alice", new[] { "alice/a/b", "alice/a/bb/x", "alice/a/b[1]/x", "alice/a/c/in/x", "alice/aa/b" })]
    [InlineData("alice/a", new[] { "alice/a/b", "alice/a/bb/x", "alice/a/b[1]/x", "alice/a/c/in/x" })]
    [InlineData("alice/a/b[1]", new[] { "alice/a/b[1]/x" })]
    [InlineData("alice/a/c/in", new[] { "alice/a/c/in/x" })]
    [InlineData("ali", new string[0])]
    public async Task A_search_below_a_path_finds_what_lies_there_and_nothing_beside_it(string under, string[] expected)
    {
        await using var scene = await Scene.WithServerAsync();
        foreach (var (project, prefix) in new[] { ("a", "b"), ("a", "bb/x"), ("a", "b[1]/x"), ("a", "c/in/x"), ("aa", "b") })
            await (await Scene.StartAsync(scene.Remote(), prefix, project)).DisposeAsync();

        var found = await Scene.ToListAsync(scene.Remote().FindAsync(new ExperimentQuery { Under = ExperimentPath.Parse(under) }, CancellationToken.None));

        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Select(record => record.Path.Value).Order(StringComparer.Ordinal));
        var first =
            await Scene.ToListAsync(scene.Remote().FindAsync(new ExperimentQuery { Under = ExperimentPath.Parse(under), First = 1 }, CancellationToken.None));
        Assert.Equal(found.Take(1).Select(record => record.Path), first.Select(record => record.Path));
    }

    [Fact]
    public async Task Nothing_of_another_user_is_found_read_or_written()
    {
        await using var scene = await Scene.WithServerAsync();
        await Fill(await Scene.StartAsync(scene.Remote(), "run"));
        var bob = scene.Remote("bob");
        Assert.Null(await bob.GetAsync(ExperimentPath.Parse("alice/project/run"), CancellationToken.None));
        Assert.Empty(await Scene.ToListAsync(bob.FindAsync(new ExperimentQuery(), CancellationToken.None)));
        var refused = await Assert.ThrowsAnyAsync<MlDashException>(
            () => Experiment.StartAsync(
                bob.ToStore(), ExperimentPath.Parse("alice/project/run"), null, new ExperimentChange(), new Recording.RecordingOptions()));
        Assert.False(refused is NetworkException { IsTransient: true });
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

    private static string Point(string line) => line[..line.LastIndexOf(", \"createdAt\"", StringComparison.Ordinal)];

    private static string[] Lines(LocalExperimentStore store, string file) => File.ReadAllLines(Path.Combine(store.Root, "project/run", file));

    private static string Parameters(LocalExperimentStore store)
    {
        var text = File.ReadAllText(Path.Combine(store.Root, "project/run/parameters.json"));
        var data = text.IndexOf("\"data\"", StringComparison.Ordinal);
        return text[data..(text.IndexOf('}', data) + 1)];
    }

    private static Task<FileEntry> Save(Experiment experiment, string name, string text) =>
        experiment.Files.SaveAsync(new FileUpload { Name = name, Open = () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)) });

    private static async Task Fill(Experiment experiment)
    {
        var clock = new AppendClock();
        await experiment.Parameters.SetAsync(Scene.Fields(("lr", 0.1), ("big", 12345678901234567L), ("whole", 2.0), ("text", "ä\u2028\"")));
        experiment.Log.Write(LogLevel.Info, "first");
        experiment.Log.Write(LogLevel.Warn, "zweite \ud83d\ude00 \"x\"", Scene.Fields(("a", new object[] { 1L, double.NaN })));
        for (var i = 0; i < 2500; i++)
            experiment.Metric("train").Append(
                Scene.Fields(("step", (long)i), ("loss", i % 7 == 0 ? double.NaN : 1.0 / (i + 1))),
                clock,
                1_700_000_000.25 + i,
                i == 0 ? new SeriesDescription("of training", ["m"], null) : null);
        experiment.Metric("deep/er name").Append(Scene.Fields(("v", double.PositiveInfinity)), clock);
        experiment.Track("robot/pose").Append(Scene.Fields(("x", 1L), ("q", Scene.Fields(("w", 2.0)))), clock, 1.5);
        experiment.Track("robot/pose").Append(Scene.Fields(("x", 2L)), clock, 2.5);
        experiment.Log.Write(LogLevel.Error, "last");
        await experiment.Files.SaveAsync(
            new FileUpload
            {
                Folder = "models",
                Name = "best.bin",
                Open = () => new MemoryStream([1, 2, 3]),
                Annotations = new FileAnnotations("file", ["t1", "t2"], ["bound"], Scene.Fields(("n", 5L)))
            });
        await experiment.FlushAsync();
    }

    private static async Task Check(Experiment read)
    {
        var parameters = await read.Parameters.GetAsync();
        Assert.Equal(
            (0.1, 12345678901234567L, 2.0, "ä\u2028\""),
            ((double)parameters["lr"]!, (long)parameters["big"]!, (double)parameters["whole"]!, (string)parameters["text"]!));
        var logs = await Scene.ToListAsync(read.Log.ReadAsync(new LogQuery()));
        Assert.Equal(["first", "zweite \ud83d\ude00 \"x\"", "last"], logs.Select(entry => entry.Message));
        Assert.Equal([LogLevel.Info, LogLevel.Warn, LogLevel.Error], logs.Select(entry => entry.Level));
        Assert.Equal(double.NaN, ((object[])logs[1].Metadata!["a"]!)[1]);
        Assert.Equal("last", Assert.Single(await Scene.ToListAsync(read.Log.ReadAsync(new LogQuery { Last = 1 }))).Message);
        Assert.Equal("first", Assert.Single(await Scene.ToListAsync(read.Log.ReadAsync(new LogQuery { Levels = [LogLevel.Info] }))).Message);
        Assert.Equal(Enumerable.Range(0, 2500).Select(step => (long)step), await Scene.StepsAsync(read));
        var last = await Scene.ToListAsync(read.Metric("train").ReadAsync(new MetricQuery { Last = 2 }));
        Assert.Equal([2498, 2499], last.Select(point => point.Index));
        Assert.Equal(1.0 / 2499, last[0].Fields["loss"]);
        var since =
            await Scene.ToListAsync(read.Metric("train").ReadAsync(new MetricQuery { Since = 1_700_000_010.25, Until = 1_700_000_012.25, Fields = ["step"] }));
        Assert.Equal([10L, 11L, 12L], since.Select(point => point.Fields["step"]));
        var metrics = await Scene.ToListAsync(read.ListMetricsAsync());
        Assert.Equal(["deep/er name", "train"], metrics.Select(metric => metric.Name));
        Assert.Equal(("of training", 2500L, 2499L), (metrics[1].Description!, metrics[1].TotalPoints, metrics[1].Last!.Index));
        Assert.Equal(double.PositiveInfinity, Assert.Single(await Scene.ToListAsync(read.Metric("deep/er name").ReadAsync(new MetricQuery()))).Fields["v"]);
        var entries = await Scene.ToListAsync(read.Track("robot/pose").ReadAsync(new TrackQuery()));
        Assert.Equal([1.5, 2.5], entries.Select(entry => entry.Timestamp));
        Assert.Equal(2.0, entries[0].Fields["q.w"]);
        Assert.Equal(1.5, Assert.Single(await Scene.ToListAsync(read.Track("robot/pose").FindAsync([2.0], new TrackQuery()))).Timestamp);
        var file = Assert.Single(await Scene.ToListAsync(read.Files.FindAsync(new FileQuery())));
        Assert.Equal(("models/best.bin", "file", 3L), (file.Path, file.Description!, file.Length));
        Assert.Equal(["t1", "t2"], file.Tags);
        Assert.Equal(["bound"], file.Bindrs);
        Assert.Equal(5L, file.Metadata!["n"]);
        Assert.Equal([1, 2, 3], await read.Files.ReadAsync(file));
    }
}
