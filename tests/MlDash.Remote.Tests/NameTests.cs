using System.Text;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Storage.Transfer;
using MlDash.Text;

namespace MlDash.Remote.Tests;

/// <summary>Names that other tools gave, on their way to a server and back.</summary>
[Collection(Scene.OneAtATime)]
public sealed class NameTests
{
    private static readonly string[] _odd = ["run:1", "2026-01-31T12:00:00", "q?x", "run.", "CON", "\"quoted\"", "a\\b", "data.jsonl"];

    public static bool CanHold => !OperatingSystem.IsWindows();

    [Fact(SkipUnless = nameof(CanHold), Skip = "Windows holds no such names.")]
    public async Task Experiments_of_another_tool_are_sent_listed_read_received_and_removed_under_the_names_they_have()
    {
        await using var scene = await Scene.WithServerAsync();
        var local = scene.Local("up");
        foreach (var name in _odd.Append("normal"))
            Put(local, $"p/{name}");
        var server = scene.Remote();
        await foreach (var record in local.FindAsync(new(), CancellationToken.None))
            await server.SendAsync(
                local, record, await server.TargetAsync(record, null, CancellationToken.None), SkippedParts.None, null, CancellationToken.None);

        Assert.Empty(server.Warnings);
        var found = await Scene.ToListAsync(scene.Remote().FindAsync(new(), CancellationToken.None));
        Assert.Equal(
            _odd.Append("normal").Select(name => $"alice/p/{name}").Order(StringComparer.Ordinal),
            found.Select(record => record.Path.Value).Order(StringComparer.Ordinal));
        foreach (var name in _odd)
        {
            var path = ExperimentPath.Recorded($"alice/p/{name}");
            var there = new Experiment(server.ToStore(), (await server.GetAsync(path, CancellationToken.None))!);
            await CheckAsync(there);
            Assert.Equal(
                [path],
                (await Scene.ToListAsync(
                    server.FindAsync(
                        new() { Prefixes = [Wildcard.ForName(Wildcard.Escape(path.Value))] }, CancellationToken.None))).Select(record => record.Path));

            var down = scene.Local("down");
            await server.ReceiveAsync(path, down, ExperimentPath.Recorded($"p/{name}"), SkippedParts.None, false, null, CancellationToken.None);
            await CheckAsync(new Experiment(down.ToStore(), (await down.GetAsync(ExperimentPath.Recorded($"p/{name}"), CancellationToken.None))!));

            await there.DeleteAsync();
            Assert.Null(await scene.Remote().GetAsync(path, CancellationToken.None));
        }

        Assert.Equal("normal", Assert.Single(await Scene.ToListAsync(scene.Remote().FindAsync(new(), CancellationToken.None))).Name);
    }

    [Fact]
    public async Task A_stream_behind_a_link_is_one_warning_and_keeps_no_other_from_being_sent()
    {
        await using var scene = await Scene.WithServerAsync();
        var local = scene.Local("up");
        Put(local, "p/run");
        var outside = Path.Combine(scene.Folder, "outside");
        File.WriteAllText(outside, "{\"index\": 0, \"data\": {\"stolen\": 1}}\n");
        Directory.CreateDirectory(Path.Combine(local.Root, "p/run/metrics/a"));
        File.CreateSymbolicLink(Path.Combine(local.Root, "p/run/metrics/a/data.jsonl"), outside);
        var server = scene.Remote();
        var record = (await local.GetAsync(ExperimentPath.Parse("p/run"), CancellationToken.None))!;

        await server.SendAsync(local, record, await server.TargetAsync(record, null, CancellationToken.None), SkippedParts.None, null, CancellationToken.None);

        Assert.Contains("metric 'a'", Assert.Single(server.Warnings), StringComparison.Ordinal);
        var there = await scene.FindAsync("alice/p/run");
        Assert.Equal(["loss: val"], (await Scene.ToListAsync(there.ListMetricsAsync())).Select(metric => metric.Name));
        Assert.Equal(ExperimentStatus.Completed, there.Status);
    }

    [Fact]
    public async Task An_experiment_is_not_received_around_another_one_that_would_lie_in_its_data()
    {
        await using var scene = await Scene.WithServerAsync();
        await (await Scene.StartAsync(scene.Remote(), "nightly")).CompleteAsync(ExperimentStatus.Completed);
        var down = scene.Local("down");
        await (await Scene.StartAsync(down, "nightly/tracks")).CompleteAsync(ExperimentStatus.Completed);

        var refused = await Assert.ThrowsAsync<ExperimentException>(() => scene.Remote().ReceiveAsync(
            ExperimentPath.Parse(
                "alice/project/nightly"), down, ExperimentPath.Parse("project/nightly"), SkippedParts.None, true, null, CancellationToken.None));

        Assert.Equal("IllegalPath", refused.ErrorId);
        Assert.Contains("'project/nightly/tracks'", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run:1")]
    [InlineData("experiment.json")]
    [InlineData("COM\u00b9")]
    public async Task A_new_name_is_checked_alike_for_a_folder_a_folder_with_a_server_and_a_server(string name)
    {
        await using var scene = await Scene.WithServerAsync();

        foreach (var store in new[] { scene.Local("local").ToStore(), scene.Hybrid("hybrid"), scene.Remote().ToStore() })
            Assert.Equal("IllegalPath", (await Assert.ThrowsAsync<ExperimentException>(() => Scene.StartAsync(store, name))).ErrorId);
        await using var experiment = await Scene.StartAsync(scene.Remote(), "run");
        Assert.Equal("IllegalPath", Assert.Throws<ExperimentException>(() => experiment.Metric(name).Append(Scene.Fields(("x", 1)), new())).ErrorId);
        Assert.Equal(1, scene.Spooled);
        Assert.Equal("run", Assert.Single(await Scene.ToListAsync(scene.Remote().FindAsync(new(), CancellationToken.None))).Name);
    }

    [Fact]
    public async Task A_metric_or_file_that_is_too_long_as_a_whole_is_refused_at_once_and_everything_else_arrives()
    {
        await using var scene = await Scene.WithServerAsync();
        var name = string.Concat(Enumerable.Repeat("abc/", 1010)) + "x";
        await using var experiment = await Scene.StartAsync(scene.Remote(), "run");
        var upload = new FileUpload { Name = "a.txt", Folder = name, Open = () => new MemoryStream("a"u8.ToArray()), CanReopen = true };

        Assert.Equal("IllegalPath", Assert.Throws<ExperimentException>(() => experiment.Metric(name).Append(Scene.Fields(("x", 1)), new())).ErrorId);
        Assert.Equal("IllegalPath", (await Assert.ThrowsAsync<ExperimentException>(() => experiment.Files.SaveAsync(upload))).ErrorId);
        experiment.Metric("train").Append(Scene.Fields(("x", 1)), new());
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        var there = await scene.FindAsync("alice/project/run");
        Assert.Equal(["train"], (await Scene.ToListAsync(there.ListMetricsAsync())).Select(metric => metric.Name));
        Assert.Empty(await Scene.ToListAsync(there.Files.FindAsync(new FileQuery())));
    }

    private static async Task CheckAsync(Experiment experiment)
    {
        Assert.Equal("x", Assert.Single(await Scene.ToListAsync(experiment.Log.ReadAsync(new LogQuery()))).Message);
        Assert.Equal(["loss: val"], (await Scene.ToListAsync(experiment.ListMetricsAsync())).Select(metric => metric.Name));
        Assert.Single(await Scene.ToListAsync(experiment.Metric("loss: val").ReadAsync(new MetricQuery())));
        Assert.Single(await Scene.ToListAsync(experiment.Track("cam:0").ReadAsync(new TrackQuery())));
        var file = Assert.Single(await Scene.ToListAsync(experiment.Files.FindAsync(new FileQuery())));
        Assert.Equal("a:b/x:y.txt", file.Path);
        Assert.Equal("bytes", Encoding.UTF8.GetString(await experiment.Files.ReadAsync(file)));
        Assert.Empty(experiment.Warnings);
    }

    private static void Put(LocalExperimentStore local, string path)
    {
        Write("experiment.json", $$"""{"name": "odd", "project": "p", "prefix": "p", "status": "COMPLETED"}""");
        Write("logs/logs.jsonl", "{\"sequenceNumber\": 0, \"timestamp\": \"2026-01-31T12:00:00.000001Z\", \"level\": \"info\", \"message\": \"x\"}\n");
        Write("metrics/loss: val/data.jsonl", "{\"index\": 0, \"data\": {\"x\": 5, \"_ts\": 1.0}, \"createdAt\": \"2026-01-31T12:00:00Z\"}\n");
        Write("tracks/cam:0/data.jsonl", "{\"timestamp\": 1.0, \"x\": 1}\n");
        Write("files/a:b/1234567890123456/x:y.txt", "bytes");
        Write(
            "files/.files_metadata.json",
            """{"files": [{"id": "1234567890123456", "path": "/a:b", "filename": "x:y.txt", "sizeBytes": 5, "checksum": "277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9", "deletedAt": null}]}""");

        void Write(string file, string content)
        {
            var full = Path.Combine(local.Root, path, file);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, content);
        }
    }
}
