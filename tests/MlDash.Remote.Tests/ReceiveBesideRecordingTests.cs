using MlDash.Recording;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Storage.Remote;
using MlDash.Storage.Transfer;

namespace MlDash.Remote.Tests;

/// <summary>
/// An experiment is received into a folder in which somebody records at that moment: neither loses anything, and what is new goes to the server.
/// </summary>
[Collection(Scene.OneAtATime)]
public sealed class ReceiveBesideRecordingTests
{
    /// <summary>More than a page, so that something can happen between two.</summary>
    private const int Points = 12_000;

    private static readonly ExperimentPath _here = ExperimentPath.Parse("project/run");
    private static readonly ExperimentPath _onServer = ExperimentPath.Parse("alice/project/run");

    [Fact]
    public async Task What_is_recorded_between_two_pages_is_kept_and_goes_to_the_server_once()
    {
        await using var scene = await Scene.WithServerAsync();
        var (server, down) = await ReceivedOnceAsync(scene);
        await RecordOnServerAsync(scene, Points);

        await ReceiveAsync(server, down, new When(counts => counts.Points > 0, () => RecordHereAsync(down)));

        Assert.Contains(server.Warnings, warning =>
            warning.StartsWith("The metric 'train' of 'alice/project/run' was not received completely", StringComparison.Ordinal));
        await CheckHereAsync(new Experiment(down.ToStore(), (await down.GetAsync(_here, CancellationToken.None))!));
        await server.SendAsync(down, (await down.GetAsync(_here, CancellationToken.None))!, _onServer, SkippedParts.None, null, CancellationToken.None);
        var read = await scene.FindAsync(_onServer.Value);
        await CheckHereAsync(read);
        Assert.Equal(Points + 2, (await Scene.StepsAsync(read)).Count);
    }

    [Fact]
    public async Task What_is_recorded_behind_the_last_page_is_not_taken_for_the_servers()
    {
        await using var scene = await Scene.WithServerAsync();
        var (server, down) = await ReceivedOnceAsync(scene);
        await RecordOnServerAsync(scene, 5, file: "late");

        // Files come last: the streams have been received by then.
        await ReceiveAsync(server, down, new When(counts => counts.Files > 0, () => RecordHereAsync(down)));

        await CheckHereAsync(new Experiment(down.ToStore(), (await down.GetAsync(_here, CancellationToken.None))!));
        await server.SendAsync(down, (await down.GetAsync(_here, CancellationToken.None))!, _onServer, SkippedParts.None, null, CancellationToken.None);
        var read = await scene.FindAsync(_onServer.Value);
        await CheckHereAsync(read);
        Assert.Equal(7, (await Scene.StepsAsync(read)).Count);
        Assert.Equal(["here", "late"], (await Scene.ToListAsync(read.Files.FindAsync(new FileQuery()))).Select(file => file.Name).Order());
    }

    private static async Task<(RemoteExperimentStore Server, LocalExperimentStore Down)> ReceivedOnceAsync(Scene scene)
    {
        await RecordOnServerAsync(scene, 1);
        var (server, down) = (scene.Remote(), scene.Local("down"));
        await ReceiveAsync(server, down, null);
        Assert.Empty(server.Warnings);
        return (server, down);
    }

    private static Task<TransferCounts> ReceiveAsync(RemoteExperimentStore server, LocalExperimentStore down, IProgress<TransferCounts>? progress) =>
        server.ReceiveAsync(_onServer, down, _here, SkippedParts.None, false, progress, CancellationToken.None);

    private static async Task RecordOnServerAsync(Scene scene, int points, string? file = null)
    {
        var experiment = await Scene.StartAsync(scene.Remote(), "run");
        var clock = new AppendClock();
        for (var step = 0; step < points; step++)
            experiment.Metric("train").Append(Scene.Fields(("step", (long)step)), clock);
        experiment.Log.Write(LogLevel.Info, "there");
        if (file is not null)
            await SaveAsync(experiment, file);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
    }

    /// <summary>Records one of each kind, as another process would: by a store of its own.</summary>
    private static async Task RecordHereAsync(LocalExperimentStore down)
    {
        var experiment = await Experiment.StartAsync(
            new LocalExperimentStore(down.Root).ToStore(), _here, "project", new ExperimentChange { Description = "here" }, new RecordingOptions());
        experiment.Metric("train").Append(Scene.Fields(("step", -1L)), new AppendClock());
        experiment.Log.Write(LogLevel.Info, "here");
        await experiment.Parameters.SetAsync(Scene.Fields(("here", 1L)));
        await SaveAsync(experiment, "here");
        await experiment.CompleteAsync(ExperimentStatus.Completed);
    }

    private static Task<FileEntry> SaveAsync(Experiment experiment, string name) =>
        experiment.Files.SaveAsync(new FileUpload { Name = name, Open = () => new MemoryStream([1, 2, 3]) });

    private static async Task CheckHereAsync(Experiment read)
    {
        Assert.Equal(1, (await Scene.StepsAsync(read)).Count(step => step == -1));
        Assert.Equal(1, (await Scene.ToListAsync(read.Log.ReadAsync(new LogQuery()))).Count(entry => entry.Message == "here"));
        Assert.Equal(1L, (await read.Parameters.GetAsync())["here"]);
        Assert.Contains(await Scene.ToListAsync(read.Files.FindAsync(new FileQuery())), file => file.Name == "here");
        Assert.Equal("here", read.Stored.Description);
    }

    /// <summary>Does something once, at the moment of a transfer that a condition tells.</summary>
    private sealed class When(Predicate<TransferCounts> condition, Func<Task> action) : IProgress<TransferCounts>
    {
        private int _done;

        public void Report(TransferCounts value)
        {
            if (condition(value) && Interlocked.Exchange(ref _done, 1) == 0)
                Task.Run(action).GetAwaiter().GetResult();
        }
    }
}
