using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using MlDash.Identity;
using MlDash.Server.Tests;
using MlDash.Storage.Checking;
using MlDash.Storage.Remote;

namespace MlDash.Remote.Tests;

/// <summary>What goes wrong between a client and a server, over real sockets. Everything recorded is on the server in the end, once, in order.</summary>
[Collection(Scene.OneAtATime)]
public sealed class FaultTests
{
    [Fact]
    public async Task A_server_killed_and_restarted_amid_a_hundred_thousand_points_has_each_of_them_once()
    {
        const int points = 100_000;
        await using var scene = await Scene.WithProcessAsync();
        var experiment = await Scene.StartAsync(scene.Remote(), "run");
        var (data, port) = (scene.Process.Data, scene.Process.Port);
        var clock = new AppendClock();
        for (var i = 0; i < points; i++)
        {
            experiment.Metric("train").Append(Scene.Fields(("step", (long)i)), clock);
            if (i % 1000 == 0)
                experiment.Log.Write(LogLevel.Info, $"at {i}");
            if (i is points / 5 or points / 2)
            {
                await Task.Delay(300);
                scene.Process.Kill();
            }

            if (i is points / 3 or points * 3 / 4)
                await scene.StartProcessAsync(data, port);
        }

        await experiment.CompleteAsync(ExperimentStatus.Completed);
        await scene.SyncAsync();
        Assert.Equal(0, scene.Spooled);
        var read = await scene.FindAsync("alice/project/run");
        Assert.Equal(Enumerable.Range(0, points).Select(step => (long)step), await Scene.StepsAsync(read));
        Assert.Equal(
            Enumerable.Range(0, points / 1000).Select(i => $"at {i * 1000}"),
            (await Scene.ToListAsync(read.Log.ReadAsync(new LogQuery()))).Select(entry => entry.Message));
        Assert.Equal(ExperimentStatus.Completed, read.Status);
    }

    [Fact]
    public async Task A_server_away_at_the_start_costs_one_warning_and_no_record()
    {
        await using var scene = await Scene.WithProcessAsync();
        var (data, port, url) = (scene.Process.Data, scene.Process.Port, scene.Url);
        scene.Process.Kill();
        var store = scene.Remote(url: url);
        var experiment = await Scene.StartAsync(store, "run");
        Record(experiment, 0, 1500);
        await experiment.Files.SaveAsync(new FileUpload { Name = "a.bin", Open = () => new MemoryStream([7]) });
        await experiment.Parameters.SetAsync(Scene.Fields(("lr", 0.5)));
        await experiment.CompleteAsync(ExperimentStatus.Failed, "why");
        // One that it is away, one at the end that it stays on this machine.
        Assert.Equal(2, store.Warnings.Count);
        Assert.Contains("cannot be reached", store.Warnings.First(), StringComparison.Ordinal);
        Assert.Contains("Sync-MlDashExperiment", store.Warnings.Last(), StringComparison.Ordinal);
        Assert.NotNull(Assert.Single(await scene.SyncAsync()).Fault);

        await scene.StartProcessAsync(data, port);
        Assert.Null(Assert.Single(await scene.SyncAsync()).Fault);
        var read = await scene.FindAsync("alice/project/run");
        Assert.Equal(Enumerable.Range(0, 1500).Select(step => (long)step), await Scene.StepsAsync(read));
        Assert.Equal(0.5, (await read.Parameters.GetAsync())["lr"]);
        Assert.Equal([7], await read.Files.ReadAsync((await read.Files.GetAsync("a.bin"))!));
        Assert.Equal((ExperimentStatus.Failed, "why"), (read.Status, read.Error));
        // It was started when it was started, not when it was sent.
        Assert.Equal(experiment.StartedAt, read.StartedAt);
    }

    [Fact]
    public async Task A_server_that_stays_away_costs_one_warning_however_often_it_is_tried()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        scene.Sending = scene.Sending with { MaxRetries = 0 };
        var store = scene.Remote(url: proxy.Url);
        var experiment = await Scene.StartAsync(store, "run");
        await experiment.Parameters.SetAsync(Scene.Fields(("lr", 0.5)));
        proxy.Fault = (context, _) =>
        {
            context.Abort();
            return Task.FromResult(true);
        };
        for (var i = 0; i < 4; i++)
        {
            Record(experiment, i, 1);
            await experiment.FlushAsync(evenIfAway: true);
            // Nothing is new here, so nothing is sent: that says nothing about the server.
            await experiment.Parameters.SetAsync(Scene.Fields(("lr", 0.5)));
        }

        Assert.Contains("cannot be reached", Assert.Single(store.Warnings), StringComparison.Ordinal);

        // An absence after it was back is another one.
        proxy.Fault = (_, _) => Task.FromResult(false);
        await experiment.FlushAsync(evenIfAway: true);
        proxy.Fault = (context, _) =>
        {
            context.Abort();
            return Task.FromResult(true);
        };
        Record(experiment, 4, 1);
        await experiment.FlushAsync(evenIfAway: true);
        Assert.Equal(2, store.Warnings.Count);
    }

    [Fact]
    public async Task A_batch_whose_answer_was_lost_is_not_written_twice()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var lost = 0;
        proxy.Fault = async (context, forward) =>
        {
            if (!context.Request.Path.Value!.EndsWith("append-batch", StringComparison.Ordinal)
                && !context.Request.Path.Value.EndsWith("/logs", StringComparison.Ordinal))
                return false;
            if (context.Request.Method != "POST" || Interlocked.Increment(ref lost) % 3 == 0)
                return false;
            await forward();
            context.Abort();
            return true;
        };
        var experiment = await Scene.StartAsync(scene.Remote(url: proxy.Url), "run");
        for (var i = 0; i < 10; i++)
        {
            Record(experiment, i * 500, 500);
            await experiment.FlushAsync();
        }

        await experiment.CompleteAsync(ExperimentStatus.Completed);
        await scene.SyncAsync();
        Assert.True(lost > 10);
        Assert.Equal(Enumerable.Range(0, 5000).Select(step => (long)step), await Scene.StepsAsync(await scene.FindAsync("alice/project/run")));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task The_pause_a_busy_server_asks_for_is_kept(int status)
    {
        const int asked = 30;
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var scene = await Scene.WithServerAsync();
        // Longer than what is asked for, or it is the bound that is kept; and no answer counts as late while the clock runs fast.
        scene.Sending = scene.Sending with { RetryMaxDelay = TimeSpan.FromMinutes(5), Silence = TimeSpan.FromDays(1), Clock = clock };
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        long refusedAt = 0, cameBackAt = 0;
        proxy.Fault = (context, _) =>
        {
            if (!context.Request.Path.Value!.EndsWith("append-batch", StringComparison.Ordinal))
                return Task.FromResult(false);
            if (refusedAt != 0)
            {
                Interlocked.CompareExchange(ref cameBackAt, clock.GetTimestamp(), 0);
                return Task.FromResult(false);
            }

            refusedAt = clock.GetTimestamp();
            context.Response.StatusCode = status;
            // A date on the server's own clock, which is an hour behind.
            var now = DateTimeOffset.UtcNow.AddHours(-1);
            context.Response.Headers.Date = now.ToString("R");
            context.Response.Headers.RetryAfter = status == 429 ? $"{asked}" : now.AddSeconds(asked).ToString("R");
            return Task.FromResult(true);
        };
        var experiment = await Scene.StartAsync(scene.Remote(url: proxy.Url), "run");
        Record(experiment, 0, 10);
        await Scene.TurnUntilAsync(clock, TimeSpan.FromMilliseconds(250), experiment.CompleteAsync(ExperimentStatus.Completed));
        var pause = clock.GetElapsedTime(refusedAt, cameBackAt);
        Assert.InRange(pause.TotalSeconds, asked - 1, 10 * asked);
        Assert.Equal(10, (await Scene.StepsAsync(await scene.FindAsync("alice/project/run"))).Count);
    }

    [Fact]
    public async Task Large_bodies_are_compressed_once_the_server_says_it_takes_them()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var encodings = new System.Collections.Concurrent.ConcurrentQueue<(long Length, string Encoding)>();
        proxy.Fault = (context, _) =>
        {
            if (context.Request.Method == "POST")
                encodings.Enqueue((context.Request.ContentLength ?? 0, context.Request.Headers.ContentEncoding.ToString()));
            return Task.FromResult(false);
        };
        var experiment = await Scene.StartAsync(scene.Remote(url: proxy.Url), "run");
        Record(experiment, 0, 1000);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        Assert.Contains(encodings, sent => sent.Encoding == "gzip");
        Assert.DoesNotContain(encodings, sent => sent.Encoding.Length == 0 && sent.Length > 1024);
        Assert.Equal(1000, (await Scene.StepsAsync(await scene.FindAsync("alice/project/run"))).Count);
    }

    [Fact]
    public async Task A_server_slower_than_our_patience_gets_every_batch_once()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        scene.Sending = scene.Sending with { Silence = TimeSpan.FromSeconds(1) };
        var slow = 0;
        proxy.Fault = async (context, _) =>
        {
            if (context.Request.Path.Value!.EndsWith("append-batch", StringComparison.Ordinal) && Interlocked.Increment(ref slow) % 2 == 1)
                await Task.Delay(TimeSpan.FromSeconds(2));
            return false;
        };
        var experiment = await Scene.StartAsync(scene.Remote(url: proxy.Url), "run");
        Record(experiment, 0, 3000);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        await scene.SyncAsync();
        Assert.Equal(Enumerable.Range(0, 3000).Select(step => (long)step), await Scene.StepsAsync(await scene.FindAsync("alice/project/run")));
    }

    [Fact]
    public async Task A_token_that_expires_amid_a_run_loses_nothing()
    {
        await using var scene = await Scene.WithServerAsync();
        var token = TestTokens.Sign(new { sub = "1", username = "alice", exp = DateTimeOffset.UtcNow.AddSeconds(8).ToUnixTimeSeconds() });
        var store = new RemoteExperimentStore(scene.Url, Credentials.FromApiKey(token), scene.Sending);
        var experiment = await Scene.StartAsync(store, "run");
        Record(experiment, 0, 100);
        await experiment.FlushAsync();
        Assert.Empty(store.Warnings);
        // The server allows clocks that differ by a little.
        var patience = Stopwatch.StartNew();
        for (var step = 100; store.Warnings.IsEmpty; step += 100)
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(90), "The token did not expire.");
            await Task.Delay(500);
            Record(experiment, step, 100);
            await experiment.FlushAsync();
        }

        Assert.Contains("login", store.Warnings.First(), StringComparison.Ordinal);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        Assert.Equal(1, scene.Spooled);
        Assert.Equal("NotAuthenticated", Assert.Single(await scene.SyncAsync(token)).Fault!.ErrorId);
        Assert.Null(Assert.Single(await scene.SyncAsync(TestTokens.Public("alice"))).Fault);
        var steps = await Scene.StepsAsync(await scene.FindAsync("alice/project/run"));
        Assert.True(steps.Count >= 200);
        Assert.Equal(Enumerable.Range(0, steps.Count).Select(step => (long)step), steps);
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(3)]
    public async Task A_clock_that_is_hours_off_stops_nothing(int hours)
    {
        await using var scene = await Scene.WithServerAsync();
        var skewed = DateTimeOffset.UtcNow.AddHours(hours);
        var token = DevelopmentToken.Make("alice", skewed);
        var experiment = await Scene.StartAsync(new RemoteExperimentStore(scene.Url, Credentials.FromApiKey(token), scene.Sending), "run");
        experiment.Log.Write(LogLevel.Info, "then", timestamp: skewed);
        experiment.Metric("train").Append(Scene.Fields(("step", 0L)), new AppendClock(), skewed.ToUnixTimeSeconds());
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        var read = await scene.FindAsync("alice/project/run");
        Assert.Equal(
            skewed.ToUnixTimeMilliseconds(), Assert.Single(await Scene.ToListAsync(read.Log.ReadAsync(new LogQuery()))).Timestamp.ToUnixTimeMilliseconds());
        Assert.Equal([0L], await Scene.StepsAsync(read));
    }

    [Fact]
    public async Task A_full_disk_of_the_server_holds_records_back_until_there_is_room()
    {
        var disk = Directory.CreateTempSubdirectory("mldash-server-disk-").FullName;
        Run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk);
        try
        {
            await using var scene = new Scene();
            var free = ServerProcess.FreePort();
            await scene.StartProcessAsync(disk, free);
            scene.Sending = scene.Sending with { MaxRetries = 0 };
            var store = scene.Remote();
            var experiment = await Scene.StartAsync(store, "run");
            Record(experiment, 0, 100);
            await experiment.FlushAsync();
            await File.WriteAllBytesAsync(Path.Combine(disk, "ballast"), new byte[1]);
            FillUp(Path.Combine(disk, "ballast"));
            for (var step = 100; store.Warnings.IsEmpty && step < 200_000; step += 2000)
            {
                Record(experiment, step, 2000);
                await experiment.FlushAsync();
            }

            Assert.Contains("disk is full", store.Warnings.First(), StringComparison.Ordinal);
            File.Delete(Path.Combine(disk, "ballast"));
            Run("mount", "-o", "remount,size=64m", disk);
            await experiment.CompleteAsync(ExperimentStatus.Completed);
            await scene.SyncAsync();
            var steps = await Scene.StepsAsync(await scene.FindAsync("alice/project/run"));
            Assert.True(steps.Count >= 2100);
            Assert.Equal(Enumerable.Range(0, steps.Count).Select(step => (long)step), steps);
            scene.Process.Kill();
        }
        finally
        {
            Run("umount", disk);
            Directory.Delete(disk);
        }
    }

    [Fact]
    public async Task A_killed_client_has_left_what_it_recorded_and_the_next_session_sends_it_once()
    {
        await using var scene = await Scene.WithServerAsync();
        for (var kill = 0; kill < 5; kill++)
        {
            using var client = ShellProcess.Record(scene, $"run-{kill}");
            var acknowledged = await client.ReadAtLeastAsync(400 + (kill * 700));
            client.Kill();
            var result = Assert.Single(await scene.SyncAsync());
            Assert.Null(result.Fault);
            var read = await scene.FindAsync($"alice/project/run-{kill}");
            var steps = await Scene.StepsAsync(read);
            Assert.Equal(Enumerable.Range(0, steps.Count).Select(step => (long)step), steps);
            Assert.True(steps.Count >= acknowledged, $"{acknowledged} points were on the disk, {steps.Count} on the server.");
            Assert.Equal(ExperimentStatus.Failed, read.Status);
            Assert.Equal(0, scene.Spooled);
        }
    }

    [Fact]
    public async Task Several_processes_on_one_experiment_number_its_points_without_gaps()
    {
        await using var scene = await Scene.WithServerAsync();
        var clients = Enumerable.Range(0, 3).Select(_ => ShellProcess.Record(scene, "shared", points: 3000)).ToList();
        foreach (var client in clients)
            await client.WaitAsync();
        var steps = await Scene.StepsAsync(await scene.FindAsync("alice/project/shared"));
        Assert.Equal(9000, steps.Count);
        Assert.All(Enumerable.Range(0, 3000), step => Assert.Equal(3, steps.Count(other => other == step)));
    }

    [Fact]
    public async Task Points_that_the_server_refuses_stay_on_this_machine()
    {
        await using var scene = await Scene.WithServerAsync();
        var store = scene.Remote();
        var experiment = await Scene.StartAsync(store, "run");
        Record(experiment, 0, 10);
        await experiment.FlushAsync();
        await scene.Remote().DeleteAsync(ExperimentPath.Parse("alice/project/run"), CancellationToken.None);
        Record(experiment, 10, 10);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        Assert.NotEmpty(store.Warnings);
        Assert.Equal(1, scene.Spooled);
        Assert.Equal("NotOnServer", Assert.Single(await scene.SyncAsync()).Fault!.ErrorId);
        var waiting = Assert.Single(await new SpoolCheck().CheckAsync().ToListAsync());
        Assert.Equal((FindingSeverity.Information, "Waiting"), (waiting.Severity, waiting.Kind));
        var kept = Directory.GetFiles(scene.SpoolFolder, "data.jsonl", SearchOption.AllDirectories).Single();
        Assert.Equal(20, (await File.ReadAllLinesAsync(kept)).Length);
    }

    private static void Record(Experiment experiment, int from, int count)
    {
        var clock = new AppendClock();
        for (var step = from; step < from + count; step++)
            experiment.Metric("train").Append(Scene.Fields(("step", (long)step), ("text", new string('x', 40))), clock);
    }

    private static void FillUp(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
            var block = new byte[16 * 1024];
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
