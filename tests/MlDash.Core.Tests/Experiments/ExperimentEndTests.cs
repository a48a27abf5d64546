using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MlDash.Tests.Support;

namespace MlDash.Tests.Experiments;

public sealed class ExperimentEndTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(ExperimentStatus.Completed, null, "COMPLETED")]
    [InlineData(ExperimentStatus.Failed, "division by zero", "FAILED")]
    [InlineData(ExperimentStatus.Cancelled, null, "CANCELLED")]
    public async Task The_end_of_a_run_is_written_with_its_reason(ExperimentStatus status, string? reason, string word)
    {
        var experiment = await _scene.StartAsync();
        await experiment.CompleteAsync(status, reason);

        var record = await _scene.RecordAsync();
        Assert.Equal(status, record.Status);
        Assert.Equal(reason, record.Error);
        Assert.True(record.EndedAt >= record.StartedAt);
        var run = Assert.Single(record.Runs);
        Assert.Equal((status, record.EndedAt, Environment.ProcessId, Environment.MachineName), (run.Status, run.EndedAt, run.ProcessId, run.HostName));
        Assert.Equal(word, Document("project/run").GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_run_that_failed_before_leaves_no_error_on_the_next()
    {
        await (await _scene.StartAsync()).CompleteAsync(ExperimentStatus.Failed, "first");
        await using var again = await _scene.StartAsync();

        var record = await _scene.RecordAsync();
        Assert.Null(record.Error);
        Assert.Null(record.EndedAt);
        Assert.Equal([ExperimentStatus.Failed, ExperimentStatus.Running], record.Runs.Select(run => run.Status));
    }

    [Fact]
    public async Task A_completed_experiment_takes_no_records_and_says_so()
    {
        var experiment = await _scene.StartAsync();
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        Assert.Equal("ExperimentCompleted", Assert.Throws<ExperimentException>(() => { experiment.Log.Write(LogLevel.Info, "late"); }).ErrorId);
        Assert.Equal("ExperimentCompleted", (await Assert.ThrowsAsync<ExperimentException>(() => experiment.CompleteAsync(ExperimentStatus.Failed))).ErrorId);
        Assert.Equal("ExperimentNotOpen", Assert.Throws<ExperimentException>(() => { _scene.GetAsync().Result.Log.Write(LogLevel.Info, "read"); }).ErrorId);
    }

    [Fact]
    public async Task What_was_taken_before_or_while_completing_is_written()
    {
        for (var round = 0; round < 10; round++)
        {
            var experiment = await _scene.StartAsync($"project/run-{round}");
            var taken = 0;
            var writers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                try
                {
                    for (var i = 0; ; i++)
                    {
                        experiment.Log.Write(LogLevel.Info, "entry");
                        Thread.Sleep(i % 100 == 0 ? 1 : 0);
                        Interlocked.Increment(ref taken);
                    }
                }
                catch (ExperimentException completed)
                {
                    return completed.ErrorId;
                }
            })).ToArray();
            await Task.Delay(10);
            await experiment.CompleteAsync(ExperimentStatus.Completed);

            Assert.All(await Task.WhenAll(writers), error => Assert.Equal("ExperimentCompleted", error));
            Assert.Equal(taken, await experiment.Log.ReadAsync(new()).CountAsync());
        }
    }

    [Fact]
    public async Task Completing_that_fails_keeps_all_and_can_be_done_again()
    {
        var experiment = await _scene.StartAsync(options: new() { MaxRetries = 1, RetryBaseDelay = TimeSpan.FromMilliseconds(1) });
        var moved = Path.Combine(_scene.Outside, "moved");
        Directory.Move(_scene.In("project"), moved);
        experiment.Log.Write(LogLevel.Info, "while away");

        var error = await Assert.ThrowsAsync<StorageException>(() => experiment.CompleteAsync(ExperimentStatus.Completed));
        Assert.Equal("RecordsNotWritten", error.ErrorId);
        Assert.Contains("1 records of the log", error.Message, StringComparison.Ordinal);
        Assert.True(experiment.IsOpen);

        Directory.Move(moved, _scene.In("project"));
        experiment.Log.Write(LogLevel.Info, "back");
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        Assert.Equal(["while away", "back"], await experiment.Log.ReadAsync(new()).Select(entry => entry.Message).ToListAsync());
    }

    [Fact]
    public async Task A_run_whose_process_is_gone_shows_as_crashed_and_is_stored_as_it_was()
    {
        using var process = OperatingSystem.IsWindows() ? Process.Start("cmd", ["/c", "exit"]) : Process.Start("true");
        var started = DateTimeOffset.UtcNow;
        await process.WaitForExitAsync();
        PutRun(process.Id, Environment.MachineName, started);

        Assert.Equal(ExperimentStatus.Crashed, (await _scene.RecordAsync()).Status);
        Assert.Equal("RUNNING", Document("project/run").GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_process_that_has_taken_the_number_of_a_dead_one_does_not_keep_its_run_alive()
    {
        PutRun(Environment.ProcessId, Environment.MachineName, DateTimeOffset.UtcNow.AddDays(-1));

        Assert.Equal(ExperimentStatus.Crashed, (await _scene.RecordAsync()).Status);
    }

    [Fact]
    public async Task Of_a_run_on_another_machine_nothing_is_assumed()
    {
        PutRun(1, "another-machine", DateTimeOffset.UtcNow.AddDays(-1));

        Assert.Equal(ExperimentStatus.Running, (await _scene.RecordAsync()).Status);
    }

    [Fact]
    public async Task Of_two_open_runs_the_last_to_end_decides()
    {
        var first = await _scene.StartAsync();
        var second = await _scene.StartAsync();

        await first.CompleteAsync(ExperimentStatus.Failed, "first");
        Assert.Equal(ExperimentStatus.Running, (await _scene.RecordAsync()).Status);
        await second.CompleteAsync(ExperimentStatus.Completed);

        var record = await _scene.RecordAsync();
        Assert.Equal(ExperimentStatus.Completed, record.Status);
        Assert.Equal([ExperimentStatus.Failed, ExperimentStatus.Completed], record.Runs.Select(run => run.Status));
    }

    [Fact]
    public async Task Opened_since_by_a_tool_that_keeps_no_status_nobody_knows_how_it_stands()
    {
        await (await _scene.StartAsync()).CompleteAsync(ExperimentStatus.Completed);
        var file = _scene.In("project/run/experiment.json");
        var text = File.ReadAllText(file);
        var later = DateTime.UtcNow.AddSeconds(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        File.WriteAllText(file, text[..^1] + $", \"updated_at\": \"{later}\"}}");
        Assert.Equal(ExperimentStatus.Unknown, (await _scene.RecordAsync()).Status);

        await (await _scene.StartAsync()).CompleteAsync(ExperimentStatus.Failed, "x");
        Assert.Equal(ExperimentStatus.Failed, (await _scene.RecordAsync()).Status);
    }

    [Fact]
    public async Task A_status_that_is_given_later_leaves_the_noted_end_and_ends_runs_that_nobody_closed()
    {
        PutRun(1, "another-machine", DateTimeOffset.UtcNow.AddDays(-1));
        await (await _scene.GetAsync()).UpdateAsync(new() { Status = ExperimentStatus.Archived });
        var archived = await _scene.RecordAsync();
        Assert.Equal((ExperimentStatus.Archived, ExperimentStatus.Running), (archived.Status, archived.Runs.Single().Status));

        await (await _scene.GetAsync()).UpdateAsync(new() { Status = ExperimentStatus.Failed });
        var failed = await _scene.RecordAsync();
        Assert.Equal((ExperimentStatus.Failed, ExperimentStatus.Failed), (failed.Status, failed.Runs.Single().Status));
        Assert.Null(failed.EndedAt);

        await (await _scene.StartAsync()).CompleteAsync(ExperimentStatus.Completed);
        var ended = (await _scene.RecordAsync()).EndedAt;
        await (await _scene.GetAsync()).UpdateAsync(new() { Status = ExperimentStatus.Cancelled });
        Assert.Equal((ExperimentStatus.Cancelled, ended), ((await _scene.RecordAsync()).Status, (await _scene.RecordAsync()).EndedAt));
    }

    [Fact]
    public async Task A_status_is_refused_while_a_process_of_this_machine_records()
    {
        await using var open = await _scene.StartAsync();
        Assert.Equal(
            "ExperimentRunning", (await Assert.ThrowsAsync<ExperimentException>(() => open.UpdateAsync(new() { Status = ExperimentStatus.Failed }))).ErrorId);
        var elsewhere = await _scene.GetElsewhereAsync();
        Assert.Equal(
            "ExperimentRunning",
            (await Assert.ThrowsAsync<ExperimentException>(() => elsewhere.UpdateAsync(new() { Status = ExperimentStatus.Failed }))).ErrorId);
        Assert.Equal(ExperimentStatus.Running, (await _scene.RecordAsync()).Status);
    }

    [Fact]
    public async Task Changing_what_is_known_does_not_touch_the_status()
    {
        await (await _scene.StartAsync()).CompleteAsync(ExperimentStatus.Completed);
        await Task.Delay(2);

        await (await _scene.GetAsync()).UpdateAsync(new() { Description = "later" });

        Assert.Equal(ExperimentStatus.Completed, (await _scene.RecordAsync()).Status);
    }

    private JsonElement Document(string path) => JsonDocument.Parse(File.ReadAllBytes(_scene.In(path, "experiment.json"))).RootElement;

    private void PutRun(int processId, string host, DateTimeOffset started)
    {
        var time = started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        _scene.Put("project/run/experiment.json", $$"""
            {"name": "run", "status": "RUNNING", "started_at": "{{time}}", "ended_at": null,
             "runs": [{"started_at": "{{time}}", "ended_at": null, "status": "RUNNING", "host": "{{host}}", "pid": {{processId}}}]}
            """);
    }
}
