using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using MlDash.Storage.Outgoing;
using MlDash.Storage.Transfer;

namespace MlDash.Remote.Tests;

/// <summary>What a server, or something on the way to it, does not take holds back nothing else.</summary>
[Collection(Scene.OneAtATime)]
public sealed class RefusalTests
{
    private const int MostBytes = 50_000;

    [Fact]
    public async Task Behind_a_proxy_with_a_small_limit_everything_arrives_but_the_one_record_that_never_fits()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        proxy.Fault = (context, _) => Task.FromResult(context.Request.ContentLength > MostBytes && Html(context, 413));
        var store = scene.Hybrid("root", url: proxy.Url);
        var experiment = await Scene.StartAsync(store, "run");
        var clock = new AppendClock();
        for (var step = 0; step < 300; step++)
            experiment.Metric("train").Append(Scene.Fields(("step", (long)step), ("blob", Noise(900))), clock);
        experiment.Metric("small").Append(Scene.Fields(("step", 0L)), clock);
        experiment.Log.Write(LogLevel.Info, "first");
        experiment.Log.Write(LogLevel.Info, Noise(MostBytes * 2));
        experiment.Log.Write(LogLevel.Info, "last");
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        var read = await scene.FindAsync("alice/project/run");
        Assert.Equal(Enumerable.Range(0, 300).Select(step => (long)step), await Scene.StepsAsync(read));
        Assert.Single(await Scene.StepsAsync(read, "small"));
        Assert.Equal(["first", "last"], (await Scene.ToListAsync(read.Log.ReadAsync(new LogQuery()))).Select(entry => entry.Message));
        Assert.Equal(ExperimentStatus.Completed, read.Status);
        Assert.Equal(0, scene.Spooled);
        var warning = Assert.Single(store.Warnings);
        Assert.Contains("line 2 of", warning, StringComparison.Ordinal);
        var refused = Directory.GetFiles(Path.Combine(scene.Folder, "root/project/run"), ".mldash-refused-*.jsonl").Single();
        Assert.Contains("413", Assert.Single(await File.ReadAllLinesAsync(refused)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_remote_mode_the_record_that_was_refused_stays_in_the_spool_and_is_not_sent_again()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        proxy.Fault = (context, _) => Task.FromResult(context.Request.ContentLength > MostBytes && Html(context, 413));
        var experiment = await Scene.StartAsync(scene.Remote(url: proxy.Url), "run");
        experiment.Log.Write(LogLevel.Info, Noise(MostBytes * 2));
        experiment.Log.Write(LogLevel.Info, "last");
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        Assert.Equal("last", Assert.Single(await Scene.ToListAsync((await scene.FindAsync("alice/project/run")).Log.ReadAsync(new LogQuery()))).Message);
        Assert.Single(
            Directory.GetFiles(scene.SpoolFolder, ".mldash-refused-*.jsonl", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }));
        Assert.Empty(await scene.SyncAsync());
        Assert.Empty(scene.SyncWarnings);
    }

    [Fact]
    public async Task In_remote_mode_a_file_that_is_too_large_for_the_way_goes_into_the_spool_with_one_warning()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        proxy.Fault = (context, _) => Task.FromResult(context.Request.ContentLength > MostBytes && Html(context, 413));
        var store = scene.Remote(url: proxy.Url);
        var experiment = await Scene.StartAsync(store, "run");
        var bytes = RandomNumberGenerator.GetBytes(MostBytes * 2);
        await experiment.Files.SaveAsync(new FileUpload { Name = "large.bin", Open = () => new MemoryStream(bytes) });
        await experiment.Files.SaveAsync(new FileUpload { Name = "small.bin", Open = () => new MemoryStream([1]) });
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        Assert.Contains("large.bin", Assert.Single(store.Warnings), StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Directory.GetFiles(scene.SpoolFolder, "large.bin", SearchOption.AllDirectories).Single()));
        var read = await scene.FindAsync("alice/project/run");
        Assert.Equal(ExperimentStatus.Completed, read.Status);
        Assert.NotNull(await read.Files.GetAsync("small.bin"));
        Assert.Null(await read.Files.GetAsync("large.bin"));
    }

    [Fact]
    public async Task A_parameter_that_fits_into_no_request_holds_back_no_other_now_or_later()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        proxy.Fault = (context, _) => Task.FromResult(context.Request.ContentLength > MostBytes && Html(context, 413));
        var local = scene.Local("root");
        var experiment = await Scene.StartAsync(local, "run");
        await experiment.Parameters.SetAsync(Scene.Fields(("a", 1L), ("huge", Noise(MostBytes * 2)), ("b", Noise(MostBytes / 2)), ("c", Noise(MostBytes / 2))));
        var server = scene.Remote(url: proxy.Url);
        Task<TransferCounts> SendAsync(bool force = false) => server.SendAsync(
            local, experiment.Stored, ExperimentPath.Parse("alice/project/run"), SkippedParts.None, null, CancellationToken.None, force);
        async Task<string[]> KeysThereAsync() =>
            [.. (await (await scene.FindAsync("alice/project/run")).Parameters.GetAsync()).Keys.Cast<string>().Order(StringComparer.Ordinal)];

        var counts = await SendAsync();
        Assert.Equal((3, 1), ((int)counts.Parameters, (int)counts.Refused));
        Assert.Contains("'huge'", Assert.Single(server.Warnings), StringComparison.Ordinal);
        Assert.Equal(["a", "b", "c"], await KeysThereAsync());

        await experiment.Parameters.SetAsync(Scene.Fields(("later", 2L)));
        Assert.Equal(0, (await SendAsync()).Refused);
        Assert.Equal(["a", "b", "c", "later"], await KeysThereAsync());

        proxy.Fault = (_, _) => Task.FromResult(false);
        await SendAsync(force: true);
        Assert.Equal(["a", "b", "c", "huge", "later"], await KeysThereAsync());
    }

    [Fact]
    public async Task Two_syncs_at_once_pass_over_what_the_other_has_sent_meanwhile()
    {
        await using var scene = await Scene.WithServerAsync();
        foreach (var name in new[] { "first", "second", "third" })
            await (await Scene.StartAsync(scene.Remote(offline: true), name)).CompleteAsync(ExperimentStatus.Completed);
        var folders = Directory.GetDirectories(scene.SpoolFolder).Order(StringComparer.Ordinal).ToList();
        var (warnings, sent) = (new List<string>(), new List<string>());
        await foreach (var result in new SpoolSync(scene.Sending).RunAsync(warnings.Add, _ => null))
        {
            Assert.Null(result.Fault);
            sent.Add(result.Prefix);
            // As another process leaves them: one is gone, of the other only the lock is left.
            if (sent.Count > 1)
                continue;
            Directory.Delete(folders[1], recursive: true);
            Directory.Delete(folders[2], recursive: true);
            Directory.CreateDirectory(folders[2]);
            await File.WriteAllBytesAsync(Path.Combine(folders[2], "spool.lock"), []);
        }

        Assert.EndsWith("first", Assert.Single(sent), StringComparison.Ordinal);
        Assert.Empty(warnings);
        Assert.False(Directory.Exists(folders[0]));
    }

    [Fact]
    public async Task Parameters_and_files_that_the_server_refuses_for_good_warn_once_and_stay_without_failing_each_sync()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        proxy.Fault = (context, _) => Task.FromResult(
            (context.Request.Path.Value!.EndsWith("/parameters", StringComparison.Ordinal)
                || context.Request.ContentType?.StartsWith("multipart/", StringComparison.Ordinal) == true) && Json(context, 400, "malformed"));
        var store = scene.Remote(url: proxy.Url, offline: true);
        var experiment = await Scene.StartAsync(store, "run");
        await experiment.Files.SaveAsync(new FileUpload { Name = "a.txt", Open = () => new MemoryStream([1]) });
        await experiment.Parameters.SetAsync(Scene.Fields(("lr", 0.5)));
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        var result = Assert.Single(await scene.SyncAsync());
        Assert.Null(result.Fault);
        Assert.Equal(2, result.Counts.Refused);
        Assert.Equal(2, scene.SyncWarnings.Count);
        Assert.Empty(await scene.SyncAsync());
        Assert.Single(Directory.GetFiles(scene.SpoolFolder, "a.txt", SearchOption.AllDirectories));
        Assert.Single(Directory.GetFiles(scene.SpoolFolder, "parameters.json", SearchOption.AllDirectories));
        Assert.Equal(ExperimentStatus.Completed, (await scene.FindAsync("alice/project/run")).Status);
    }

    [Fact]
    public async Task What_was_refused_is_sent_again_when_it_changes_or_on_request()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var refuse = true;
        proxy.Fault = (context, _) => Task.FromResult(
            refuse && context.Request.Path.Value!.EndsWith("/parameters", StringComparison.Ordinal) && Json(context, 400, "malformed"));
        var local = scene.Local("root");
        var experiment = await Scene.StartAsync(local, "run");
        await experiment.Parameters.SetAsync(Scene.Fields(("lr", 0.5)));
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        var server = scene.Remote(url: proxy.Url);
        var target = ExperimentPath.Parse("alice/project/run");
        Task<TransferCounts> SendAsync(bool force = false) =>
            server.SendAsync(local, experiment.Stored, target, SkippedParts.None, null, CancellationToken.None, force);

        Assert.Equal(1, (await SendAsync()).Refused);
        refuse = false;
        Assert.Equal(0, (await SendAsync()).Parameters);
        Assert.Equal(1, (await SendAsync(force: true)).Parameters);
        // One when it was refused, and one when a send left it out; none once it is there.
        Assert.Equal(2, server.Warnings.Count);
        Assert.Contains("0 records, 0 files and 1 other items were refused earlier", server.Warnings.Last(), StringComparison.Ordinal);
        Assert.Equal(0.5, (await (await scene.FindAsync("alice/project/run")).Parameters.GetAsync())["lr"]);
    }

    [Fact]
    public async Task A_stream_that_the_server_does_not_take_holds_back_no_other_and_keeps_its_records()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        proxy.Fault = (context, _) => Task.FromResult(
            context.Request.Path.Value!.Contains("/metrics/odd/", StringComparison.Ordinal) && Json(context, 400, "malformed"));
        var experiment = await Scene.StartAsync(scene.Remote(url: proxy.Url), "run");
        var clock = new AppendClock();
        for (var step = 0; step < 5; step++)
        {
            experiment.Metric("odd").Append(Scene.Fields(("step", (long)step)), clock);
            experiment.Metric("train").Append(Scene.Fields(("step", (long)step)), clock);
        }

        await experiment.Files.SaveAsync(new FileUpload { Name = "a.txt", Open = () => new MemoryStream([1]) });
        await experiment.Parameters.SetAsync(Scene.Fields(("lr", 0.5)));
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        var read = await scene.FindAsync("alice/project/run");
        Assert.Equal([0L, 1, 2, 3, 4], await Scene.StepsAsync(read));
        Assert.NotNull(await read.Files.GetAsync("a.txt"));
        Assert.Equal(0.5, (await read.Parameters.GetAsync())["lr"]);
        Assert.Equal(ExperimentStatus.Completed, read.Status);
        Assert.Equal(1, scene.Spooled);

        proxy.Fault = (_, _) => Task.FromResult(false);
        Assert.Null(Assert.Single(await scene.SyncAsync()).Fault);
        Assert.Equal([0L, 1, 2, 3, 4], await Scene.StepsAsync(await scene.FindAsync("alice/project/run"), "odd"));
    }

    [Theory]
    [InlineData(413)]
    [InlineData(422)]
    [InlineData(0)]
    public async Task A_batch_that_arrived_without_an_answer_is_there_once_whatever_its_repeat_is_answered(int status)
    {
        await using var scene = await Scene.WithServerAsync();
        scene.Sending = scene.Sending with { MaxRetries = 0, Interval = TimeSpan.FromMinutes(5) };
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var seen = 0;
        proxy.Fault = async (context, forward) =>
        {
            if (!context.Request.Path.Value!.EndsWith("append-batch", StringComparison.Ordinal) || context.Request.ContentLength < 100)
                return false;
            if (Interlocked.Increment(ref seen) == 1)
            {
                await forward();
                context.Abort();
                return true;
            }

            return seen == 2 && status > 0 && (status == 422 ? Json(context, status, "key_reused") : Html(context, status));
        };
        var experiment = await Scene.StartAsync(scene.Remote(url: proxy.Url), "run");
        Record(experiment, 0, 10);
        await experiment.FlushAsync();
        // What comes later is not in the repeat: the journal says what was under way.
        Record(experiment, 10, 10);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        await scene.SyncAsync();

        Assert.Equal(Enumerable.Range(0, 20).Select(step => (long)step), await Scene.StepsAsync(await scene.FindAsync("alice/project/run")));
        Assert.Equal(0, scene.Spooled);
    }

    [Theory]
    [InlineData("401")]
    [InlineData("403 page")]
    [InlineData("200 page")]
    [InlineData("301")]
    [InlineData("302")]
    [InlineData("407")]
    [InlineData("404")]
    public async Task A_file_saved_while_the_login_has_ended_is_kept_and_sent_later(string answer)
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var store = scene.Remote(url: proxy.Url);
        var experiment = await Scene.StartAsync(store, "run");
        Record(experiment, 0, 1);
        await experiment.FlushAsync();
        var status = int.Parse(answer[..3], CultureInfo.InvariantCulture);
        proxy.Fault = (context, _) => Task.FromResult(status == 404 ? Json(context, status, "not_found") : Html(context, status));

        await experiment.Files.SaveAsync(new FileUpload { Name = "w.txt", Open = () => new MemoryStream([1, 2, 3]) });
        Record(experiment, 1, 1);
        await experiment.FlushAsync();
        Assert.Single(store.Warnings);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        Assert.Equal(1, scene.Spooled);

        proxy.Fault = (_, _) => Task.FromResult(false);
        Assert.Null(Assert.Single(await scene.SyncAsync()).Fault);
        var read = await scene.FindAsync("alice/project/run");
        Assert.Equal([1, 2, 3], await read.Files.ReadAsync((await read.Files.GetAsync("w.txt"))!));
        Assert.Equal([0L, 1], await Scene.StepsAsync(read));
    }

    [Theory]
    [InlineData("86400")]
    [InlineData("99999999")]
    [InlineData("99999999999999999999")]
    [InlineData("-5")]
    [InlineData("date")]
    public async Task A_server_that_asks_for_a_pause_of_days_does_not_hold_up_the_script(string pause)
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var experiment = await Scene.StartAsync(scene.Remote(url: proxy.Url), "run");
        proxy.Fault = (context, _) =>
        {
            context.Response.Headers.RetryAfter = pause == "date" ? DateTimeOffset.UtcNow.AddDays(2).ToString("R") : pause;
            return Task.FromResult(Html(context, 429));
        };
        Record(experiment, 0, 10);
        // Given up after a while: otherwise this test would wait for days, too.
        var patience = TimeSpan.FromSeconds(15);
        await experiment.CompleteAsync(ExperimentStatus.Completed).WaitAsync(patience);
        Assert.NotNull(Assert.Single(await scene.SyncAsync().WaitAsync(patience)).Fault);

        proxy.Fault = (_, _) => Task.FromResult(false);
        Assert.Null(Assert.Single(await scene.SyncAsync()).Fault);
        Assert.Equal(10, (await Scene.StepsAsync(await scene.FindAsync("alice/project/run"))).Count);
    }

    private static bool Html(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html";
        if (status is 301 or 302)
            context.Response.Headers.Location = "https://login.example.org/";
        context.Response.WriteAsync("<html><body>No.</body></html>").GetAwaiter().GetResult();
        return true;
    }

    private static bool Json(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.WriteAsync($$"""{"error": "{{code}}", "message": "No."}""").GetAwaiter().GetResult();
        return true;
    }

    private static void Record(Experiment experiment, int from, int count)
    {
        var clock = new AppendClock();
        for (var step = from; step < from + count; step++)
            experiment.Metric("train").Append(Scene.Fields(("step", (long)step), ("text", Noise(60))), clock);
    }

    /// <summary>Text that does not become smaller when it is compressed.</summary>
    private static string Noise(int bytes) => Convert.ToBase64String(RandomNumberGenerator.GetBytes(bytes));
}
