using MlDash.Recording;
using MlDash.Server.Tests;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Storage.Transfer;

namespace MlDash.Remote.Tests;

/// <summary>A server that is reached by another address, has lost its data, or has data from elsewhere.</summary>
[Collection(Scene.OneAtATime)]
public sealed class OtherServerTests
{
    private static readonly ExperimentPath _onServer = ExperimentPath.Parse("alice/project/run");

    [Fact]
    public async Task Two_addresses_of_one_server_are_one_server()
    {
        await using var scene = await Scene.WithServerAsync();
        var (local, experiment) = await RecordLocallyAsync(scene, 10);
        var byName = new Uri($"http://localhost:{scene.Url.Port}/");

        Assert.Equal(10, (await scene.Remote().SendAsync(local, experiment.Stored, _onServer, SkippedParts.None, null, CancellationToken.None)).Points);
        Assert.Equal(
            0, (await scene.Remote(url: byName).SendAsync(local, experiment.Stored, _onServer, SkippedParts.None, null, CancellationToken.None)).Points);
        Assert.Equal(10, (await Scene.StepsAsync(await scene.FindAsync(_onServer.Value))).Count);
    }

    [Fact]
    public async Task A_server_restored_from_a_backup_gets_again_what_it_lost_and_nothing_else()
    {
        await using var scene = await Scene.WithProcessAsync();
        var (local, experiment) = await RecordLocallyAsync(scene, 100);
        await SendAsync(scene, local, experiment);
        var (data, port) = (scene.Process.Data, scene.Process.Port);
        var kept = Path.Combine(scene.Folder, "backup");
        scene.Process.Kill();
        Copy(data, kept);
        await scene.StartProcessAsync(data, port);
        await RecordMoreAsync(local, 100, 50);
        await SendAsync(scene, local, experiment);
        await RecordMoreAsync(local, 150, 50);
        await SendAsync(scene, local, experiment);
        Assert.Equal(200, (await Scene.StepsAsync(await scene.FindAsync(_onServer.Value))).Count);

        scene.Process.Kill();
        Directory.Delete(data, recursive: true);
        Copy(kept, data);
        await scene.StartProcessAsync(data, port);
        Assert.Equal(100, (await SendAsync(scene, local, experiment)).Points);

        var read = await scene.FindAsync(_onServer.Value);
        Assert.Equal(Enumerable.Range(0, 200).Select(step => (long)step), await Scene.StepsAsync(read));
        Assert.Equal(["0", "100", "150"], (await Scene.ToListAsync(read.Log.ReadAsync(new LogQuery()))).Select(entry => entry.Message));
        Assert.Equal(3, (await Scene.ToListAsync(read.Track("t").ReadAsync(new TrackQuery()))).Count);
        Assert.Equal(3, (await Scene.ToListAsync(read.Files.FindAsync(new FileQuery()))).Count);
        Assert.Equal(0, (await SendAsync(scene, local, experiment)).Points);
    }

    [Fact]
    public async Task A_server_whose_data_was_wiped_gets_everything_again_when_syncing()
    {
        await using var scene = await Scene.WithProcessAsync();
        var experiment = await Scene.StartAsync(scene.Remote(), "run");
        Record(experiment, 0, 10);
        await experiment.FlushAsync();
        var (data, port) = (scene.Process.Data, scene.Process.Port);
        scene.Process.Kill();
        Record(experiment, 10, 10);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        Directory.Delete(data, recursive: true);
        await scene.StartProcessAsync(data, port);

        Assert.Null(Assert.Single(await scene.SyncAsync()).Fault);
        Assert.Equal(Enumerable.Range(0, 20).Select(step => (long)step), await Scene.StepsAsync(await scene.FindAsync(_onServer.Value)));
    }

    [Fact]
    public async Task An_experiment_deleted_on_the_server_is_made_again_only_when_that_is_said()
    {
        await using var scene = await Scene.WithServerAsync();
        var experiment = await Scene.StartAsync(scene.Remote(), "run");
        Record(experiment, 0, 10);
        await experiment.FlushAsync();
        await scene.Remote().DeleteAsync(_onServer, CancellationToken.None);
        Record(experiment, 10, 10);
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        var fault = Assert.Single(await scene.SyncAsync()).Fault!;
        Assert.Equal("NotOnServer", fault.ErrorId);
        Assert.Contains("-Force", fault.RecommendedAction, StringComparison.Ordinal);
        Assert.Null(await scene.Remote().GetAsync(_onServer, CancellationToken.None));

        Assert.Null(Assert.Single(await scene.SyncAsync(force: true)).Fault);
        Assert.Equal(Enumerable.Range(0, 20).Select(step => (long)step), await Scene.StepsAsync(await scene.FindAsync(_onServer.Value)));
        Assert.Equal(0, scene.Spooled);
    }

    [Fact]
    public async Task What_was_recorded_for_an_address_that_is_gone_goes_to_the_server_that_is_named_when_that_is_said()
    {
        await using var scene = await Scene.WithServerAsync();
        var gone = new Uri("http://127.0.0.1:9/");
        var experiment = await Scene.StartAsync(scene.Remote(url: gone, offline: true), "run");
        Record(experiment, 0, 10);
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        // It may be away only for a while, so it is not sent elsewhere unasked.
        Assert.Empty(await scene.SyncAsync(server: scene.Url));
        Assert.Contains("-Force", Assert.Single(scene.SyncWarnings), StringComparison.Ordinal);
        var sent = Assert.Single(await scene.SyncAsync(server: scene.Url, force: true));
        Assert.Null(sent.Fault);
        Assert.Equal(scene.Url, sent.Server);
        Assert.Equal(10, (await Scene.StepsAsync(await scene.FindAsync(_onServer.Value))).Count);
        Assert.Equal(0, scene.Spooled);
    }

    [Fact]
    public async Task What_was_recorded_for_a_server_that_answers_is_sent_to_no_other()
    {
        await using var scene = await Scene.WithServerAsync();
        var experiment = await Scene.StartAsync(scene.Remote(offline: true), "run");
        Record(experiment, 0, 10);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        await scene.StartProcessAsync(null, ServerProcess.FreePort());

        Assert.Empty(await scene.SyncAsync(server: scene.Url));
        Assert.Contains("was recorded for", Assert.Single(scene.SyncWarnings), StringComparison.Ordinal);
        Assert.Equal(1, scene.Spooled);
    }

    [Fact]
    public async Task What_was_received_counts_as_sent()
    {
        await using var scene = await Scene.WithServerAsync();
        var (local, experiment) = await RecordLocallyAsync(scene, 10);
        await SendAsync(scene, local, experiment);
        var down = scene.Local("down");
        await scene.Remote().ReceiveAsync(_onServer, down, _onServer, SkippedParts.None, false, null, CancellationToken.None);
        var received = new Experiment(down.ToStore(), (await down.GetAsync(_onServer, CancellationToken.None))!);

        Assert.Equivalent(new TransferCounts(), await SendAsync(scene, down, received));
        await RecordMoreAsync(down, 10, 5, _onServer);
        Assert.Equal((5L, 1L, 1L), await SendAsync(scene, down, received) is var counts ? (counts.Points, counts.Logs, counts.Files) : default);
        // Coming again, what went up is here already.
        await scene.Remote().ReceiveAsync(_onServer, down, _onServer, SkippedParts.None, false, null, CancellationToken.None);
        Assert.Equal(0, (await SendAsync(scene, down, received)).Points);
        Assert.Equal(Enumerable.Range(0, 15).Select(step => (long)step), await Scene.StepsAsync(await scene.FindAsync(_onServer.Value)));
    }

    [Fact]
    public async Task The_first_send_into_an_experiment_that_holds_data_asks_before_it_doubles_it()
    {
        await using var scene = await Scene.WithServerAsync();
        var (local, experiment) = await RecordLocallyAsync(scene, 10);
        await SendAsync(scene, local, experiment);
        // As a tool leaves it that sent it by itself, without a journal of ours.
        foreach (var journal in Directory.GetFiles(experiment.Folder!, ".mldash-sent-*"))
            File.Delete(journal);

        var refused = await Assert.ThrowsAsync<ExperimentException>(() => SendAsync(scene, local, experiment));
        Assert.Equal("ServerHasData", refused.ErrorId);
        Assert.Equal(10, (await Scene.StepsAsync(await scene.FindAsync(_onServer.Value))).Count);
        Assert.Equal(ExperimentStatus.Completed, (await scene.FindAsync(_onServer.Value)).Status);
        var added = await scene.Remote().SendAsync(local, experiment.Stored, _onServer, SkippedParts.None, null, CancellationToken.None, add: true);
        Assert.Equal(10, added.Points);
    }

    [Fact]
    public async Task Files_that_are_merely_missing_here_stay_on_the_server_and_deleted_ones_go()
    {
        await using var scene = await Scene.WithServerAsync();
        var (local, experiment) = await RecordLocallyAsync(scene, 1);
        await RecordMoreAsync(local, 1, 1);
        await RecordMoreAsync(local, 2, 1);
        await SendAsync(scene, local, experiment);
        var document = Path.Combine(experiment.Folder!, "files/.files_metadata.json");
        var whole = await File.ReadAllTextAsync(document);

        await File.WriteAllTextAsync(document, """{"files": []}""");
        await SendAsync(scene, local, experiment);
        Assert.Equal(3, (await Scene.ToListAsync((await scene.FindAsync(_onServer.Value)).Files.FindAsync(new FileQuery()))).Count);

        await File.WriteAllTextAsync(document, whole);
        var opened = new Experiment(local.ToStore(), (await local.GetAsync(ExperimentPath.Parse("project/run"), CancellationToken.None))!);
        var file = (await opened.Files.GetAsync("1.txt"))!;
        await local.DeleteFileAsync(file, CancellationToken.None);
        await SendAsync(scene, local, experiment);
        Assert.Equal(
            ["0.txt", "2.txt"],
            (await Scene.ToListAsync((await scene.FindAsync(_onServer.Value)).Files.FindAsync(new FileQuery()))).Select(left => left.Path).Order());
    }

    [Fact]
    public async Task Ids_may_be_numbers_of_any_size()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        proxy.Rewrite = bytes => System.Text.Encoding.UTF8.GetBytes(System.Text.RegularExpressions.Regex.Replace(
            System.Text.Encoding.UTF8.GetString(bytes), """("\w*[iI]d":\s*)"(\d{15,})"(?=[,}])""", "$1$2"));
        var experiment = await Scene.StartAsync(scene.Remote(url: proxy.Url), "folder/run");
        Record(experiment, 0, 10);
        await experiment.Files.SaveAsync(new FileUpload { Folder = "a", Name = "b.txt", Open = () => new MemoryStream([1]) });
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        Assert.Equal(0, scene.Spooled);

        var store = scene.Remote(url: proxy.Url);
        var record = Assert.Single(await Scene.ToListAsync(store.FindAsync(new ExperimentQuery(), CancellationToken.None)));
        Assert.Matches(@"^\d{15,}$", record.Id);
        var down = scene.Local("down");
        await store.ReceiveAsync(record.Path, down, record.Path, SkippedParts.None, false, null, CancellationToken.None);
        Assert.Equal(10, (await Scene.StepsAsync(new Experiment(down.ToStore(), (await down.GetAsync(record.Path, CancellationToken.None))!))).Count);
    }

    private static Task<TransferCounts> SendAsync(Scene scene, LocalExperimentStore local, Experiment experiment) =>
        scene.Remote().SendAsync(local, experiment.Stored, _onServer, SkippedParts.None, null, CancellationToken.None);

    private static async Task<(LocalExperimentStore Store, Experiment Experiment)> RecordLocallyAsync(Scene scene, int points)
    {
        var local = scene.Local("root");
        return (local, await RecordMoreAsync(local, 0, points));
    }

    /// <summary>Records so many points, and of everything else one.</summary>
    private static async Task<Experiment> RecordMoreAsync(LocalExperimentStore local, int from, int points, ExperimentPath? path = null)
    {
        var experiment = await Experiment.StartAsync(
            local.ToStore(), path ?? ExperimentPath.Parse("project/run"), "project", new ExperimentChange(), new RecordingOptions());
        Record(experiment, from, points);
        experiment.Log.Write(LogLevel.Info, $"{from}");
        experiment.Track("t").Append(Scene.Fields(("x", (long)from)), new AppendClock());
        await experiment.Files.SaveAsync(new FileUpload { Name = $"{from}.txt", Open = () => new MemoryStream([(byte)from]) });
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        return experiment;
    }

    private static void Record(Experiment experiment, int from, int count)
    {
        var clock = new AppendClock();
        for (var step = from; step < from + count; step++)
            experiment.Metric("train").Append(Scene.Fields(("step", (long)step)), clock);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
