using System.Collections;
using System.Collections.Specialized;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MlDash.Recording;
using MlDash.Storage.Local;
using MlDash.Tests.Support;

namespace MlDash.Tests.Experiments;

public sealed class ExperimentTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task The_first_open_writes_every_member_in_the_order_of_the_format()
    {
        await using var experiment = await _scene.StartAsync("ada/vision/run", new() { Description = "first", Tags = ["a", "b"] });

        var document = Document("ada/vision/run");
        Assert.Equal(
            [
                "name",
                "project",
                "description",
                "tags",
                "bindrs",
                "prefix",
                "metadata",
                "created_at",
                "write_protected",
                "id",
                "status",
                "started_at",
                "ended_at",
                "error",
                "runs"
            ],
            document.EnumerateObject().Select(member => member.Name));
        Assert.Equal("run", document.GetProperty("name").GetString());
        Assert.Equal("ada", document.GetProperty("project").GetString());
        Assert.Equal("ada/vision/run", document.GetProperty("prefix").GetString());
        Assert.Equal("[]", document.GetProperty("bindrs").GetRawText());
        Assert.Equal("RUNNING", document.GetProperty("status").GetString());
        Assert.All(["logs", "metrics", "files"], folder => Assert.True(Directory.Exists(_scene.In("ada/vision/run", folder))));
        Assert.False(Directory.Exists(_scene.In("ada/vision/run/tracks")));
    }

    [Fact]
    public async Task The_project_is_the_first_folder_and_in_the_root_of_the_SDK_the_one_behind_the_owner()
    {
        await using (await _scene.StartAsync("vision/resnet/run"))
            Assert.Equal("vision", Document("vision/resnet/run").GetProperty("project").GetString());
        var (sdk, path) = (new LocalExperimentStore(_scene.In(".dash")).ToStore(), ExperimentPath.Parse("ada/vision/run"));
        await using (var experiment = await Experiment.StartAsync(sdk, path, null, new ExperimentChange(), new RecordingOptions()))
            Assert.Equal("vision", experiment.Project);
    }

    [Fact]
    public async Task What_the_document_says_of_the_project_is_read_and_stays()
    {
        Directory.CreateDirectory(_scene.In("ada/vision/run"));
        await File.WriteAllTextAsync(_scene.In("ada/vision/run/experiment.json"), """{"name":"run","project":"vision","prefix":"ada/vision/run"}""");

        Assert.Equal("vision", (await _scene.RecordAsync("ada/vision/run")).Project);
        await using var again = await _scene.StartAsync("ada/vision/run");

        Assert.Equal("vision", again.Project);
        Assert.Equal("vision", Document("ada/vision/run").GetProperty("project").GetString());
    }

    [Fact]
    public async Task Opened_again_given_values_replace_and_others_stay()
    {
        var metadata = new OrderedDictionary { ["gpu"] = 1, ["host"] = "x" };
        await (await _scene.StartAsync(
            change: new() { Description = "first", Tags = ["a", "b"], Bindrs = ["k"], Metadata = metadata })).CompleteAsync(ExperimentStatus.Completed);
        var first = await _scene.RecordAsync();

        await using var again = await _scene.StartAsync(change: new() { Tags = ["c"], Metadata = new Hashtable { ["gpu"] = 2 } });

        var second = await _scene.RecordAsync();
        Assert.Equal("first", second.Description);
        Assert.Equal(["c"], second.Tags);
        Assert.Equal(["k"], second.Bindrs);
        Assert.Equal(2L, Assert.Single(second.Metadata!.Cast<DictionaryEntry>()).Value);
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(first.CreatedAt, second.CreatedAt);
        Assert.Null(first.UpdatedAt);
        Assert.Equal(second.StartedAt, second.UpdatedAt);
        Assert.Equal(2, second.Runs.Length);
    }

    [Fact]
    public async Task Tags_are_added_and_removed_without_doubles()
    {
        await using var experiment = await _scene.StartAsync(change: new() { Tags = ["a", "b"] });

        await experiment.UpdateAsync(new() { AddTags = ["b", "c"], RemoveTags = ["a", "none"] });

        Assert.Equal(["b", "c"], (await _scene.RecordAsync()).Tags);
    }

    [Fact]
    public async Task Members_of_others_are_kept_in_their_place()
    {
        _scene.Put("project/run/experiment.json", """
            {"zeta": [1, {"x": NaN}], "name": "run", "project": "project", "custom": {"deep": 12345678901234567890123}, "tags": ["t"], "prefix": "/old/run/"}
            """);

        await using var experiment = await _scene.StartAsync(change: new() { Description = "d" });

        var text = File.ReadAllText(_scene.In("project/run/experiment.json"));
        Assert.StartsWith(
            """{"zeta":[1,{"x":NaN}],"name":"run","project":"project","custom":{"deep":12345678901234567890123},"tags":["t"],"prefix":"project/run",""",
            text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"name\": \"ru")]
    [InlineData("[1]")]
    public async Task A_damaged_document_is_set_aside_and_told(string damaged)
    {
        var file = _scene.Put("project/run/experiment.json", damaged);

        await using var experiment = await _scene.StartAsync();

        Assert.Equal(ExperimentStatus.Running, experiment.Status);
        var aside = Assert.Single(Directory.GetFiles(_scene.In("project/run"), "experiment.json.corrupt-*"));
        Assert.Equal(damaged, File.ReadAllText(aside));
        Assert.Contains(file, Assert.Single(experiment.Warnings), StringComparison.Ordinal);
    }

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

    [Fact]
    public async Task An_experiment_that_is_started_with_protection_takes_its_records_until_it_is_completed()
    {
        var open = await _scene.StartAsync(change: new() { WriteProtected = true });

        open.Log.Write(LogLevel.Info, "goes on");
        open.Metric("m").Append(new Hashtable { ["a"] = 1 }, new());
        open.Track("t").Append(new Hashtable { ["a"] = 1 }, new());
        Assert.Equal(
            "ExperimentWriteProtected", (await Assert.ThrowsAsync<ExperimentException>(() => open.Parameters.SetAsync(new Hashtable { ["a"] = 1 }))).ErrorId);
        Assert.Equal("ExperimentWriteProtected", Assert.Throws<ExperimentException>(() => { open.Files.OpenIntake(); }).ErrorId);
        await open.CompleteAsync(ExperimentStatus.Completed);

        Assert.True((await _scene.RecordAsync()).WriteProtected);
        Assert.Equal(["goes on"], await (await _scene.GetAsync()).Log.ReadAsync(new()).Select(entry => entry.Message).ToListAsync());
        Assert.Equal("ExperimentWriteProtected", (await Assert.ThrowsAsync<ExperimentException>(() => _scene.StartAsync())).ErrorId);
    }

    [Fact]
    public async Task A_protected_experiment_takes_no_change_until_the_protection_is_lifted()
    {
        var open = await _scene.StartAsync();
        await open.UpdateAsync(new() { WriteProtected = true });
        var read = await _scene.GetAsync();
        var before = File.ReadAllText(_scene.In("project/run/experiment.json"));

        Assert.Equal("ExperimentWriteProtected", Assert.Throws<ExperimentException>(() => { open.Log.Write(LogLevel.Info, "x"); }).ErrorId);
        Assert.Equal(
            "ExperimentWriteProtected", Assert.Throws<ExperimentException>(() => { open.Metric("m").Append(new Hashtable { ["a"] = 1 }, new()); }).ErrorId);
        Assert.Equal(
            "ExperimentWriteProtected", (await Assert.ThrowsAsync<ExperimentException>(() => open.Parameters.SetAsync(new Hashtable { ["a"] = 1 }))).ErrorId);
        Assert.Equal("ExperimentWriteProtected", Assert.Throws<ExperimentException>(() => { open.Files.OpenIntake(); }).ErrorId);
        Assert.Equal("ExperimentWriteProtected", (await Assert.ThrowsAsync<ExperimentException>(() => _scene.StartAsync())).ErrorId);
        Assert.Equal("ExperimentWriteProtected", (await Assert.ThrowsAsync<ExperimentException>(() => read.UpdateAsync(new() { Description = "x" }))).ErrorId);
        Assert.Equal("ExperimentWriteProtected", (await Assert.ThrowsAsync<ExperimentException>(() => read.DeleteAsync())).ErrorId);
        Assert.Equal(before, File.ReadAllText(_scene.In("project/run/experiment.json")));

        await open.UpdateAsync(new() { WriteProtected = false });
        open.Log.Write(LogLevel.Info, "again");
        await open.CompleteAsync(ExperimentStatus.Completed);
    }

    [Fact]
    public async Task Deleting_frees_the_bytes_it_says_and_keeps_what_lies_inside_or_beside()
    {
        await using (var outer = await _scene.StartAsync("project/run"))
        await using (await _scene.StartAsync("project/run/inner"))
        {
            outer.Log.Write(LogLevel.Info, new string('x', 10_000));
            await outer.Parameters.SetAsync(new Hashtable { ["a"] = 1 });
            await outer.Files.SaveAsync(new() { Name = ".hidden", Open = () => new MemoryStream(new byte[5_000]) });
            await outer.FlushAsync();
        }

        _scene.Put("project/run/notes.txt", "mine");
        var outerFiles = new DirectoryInfo(_scene.In("project/run")).GetFiles("*", SearchOption.AllDirectories)
            .Where(file => !file.FullName.StartsWith(_scene.In("project/run/inner"), StringComparison.Ordinal) && file.Name != "notes.txt")
                .Sum(file => file.Length);

        Assert.Equal(outerFiles, await (await _scene.GetAsync()).DeleteAsync());

        Assert.Equal(["project/run/inner"], await FoundAsync());
        Assert.Equal(["notes.txt"], Directory.GetFiles(_scene.In("project/run")).Select(Path.GetFileName));
        Assert.Equal(["inner"], Directory.GetDirectories(_scene.In("project/run")).Select(Path.GetFileName));
        Assert.Equal(
            "ExperimentNotFound",
            (await Assert.ThrowsAsync<ExperimentException>(() => _scene.Store.DeleteAsync(ExperimentPath.Parse("project/run"), default))).ErrorId);
    }

    [Fact]
    public async Task Deleting_the_last_leaves_no_empty_folders_but_the_root()
    {
        await (await _scene.StartAsync("a/b/c/run")).CompleteAsync(ExperimentStatus.Completed);

        await (await _scene.GetAsync("a/b/c/run")).DeleteAsync();

        Assert.Empty(Directory.GetFileSystemEntries(_scene.Root));
    }

    [Fact]
    [Trait("Wine", "no: it makes no symbolic links")]
    public async Task Deleting_does_not_follow_links()
    {
        await (await _scene.StartAsync()).CompleteAsync(ExperimentStatus.Completed);
        var outside = Directory.CreateDirectory(Path.Combine(_scene.Outside, "elsewhere")).FullName;
        File.WriteAllText(Path.Combine(outside, "precious"), "x");
        Directory.CreateSymbolicLink(_scene.In("project/run/files/link"), outside);
        Directory.Delete(_scene.In("project/run/logs"), recursive: true);
        Directory.CreateSymbolicLink(_scene.In("project/run/logs"), outside);

        await (await _scene.GetAsync()).DeleteAsync();

        Assert.Equal("x", File.ReadAllText(Path.Combine(outside, "precious")));
        Assert.Empty(Directory.GetFileSystemEntries(_scene.Root));
    }

    [Fact]
    public async Task Experiments_of_every_layout_are_found_in_the_order_of_their_paths()
    {
        string[] paths = ["ada/vision/f1/run-7", "ada/vision/run", "logs/inner", "my-experiment", "project/run", "project/run/inner", "vision/run"];
        foreach (var path in paths.Reverse())
            _scene.Put(path + "/experiment.json", $$"""{"name": "{{path.Split('/')[^1]}}", "project": "p", "prefix": "somewhere/else"}""");
        _scene.Put("project/run/files/models/experiment.json", "{}");
        _scene.Put("project/run/metrics/experiment.json", "{}");

        Assert.Equal(paths, await FoundAsync());
        Assert.Empty(_scene.Store.Warnings);
    }

    [Fact]
    [Trait("Wine", "no: it makes no symbolic links")]
    public async Task Links_are_not_entered()
    {
        _scene.Put("project/run/experiment.json", "{}");
        Directory.CreateSymbolicLink(_scene.In("project/loop"), _scene.Root);
        Directory.CreateSymbolicLink(_scene.In("alias"), _scene.In("project"));

        Assert.Equal(["project/run"], await FoundAsync());
    }

    [Fact]
    public async Task Broken_documents_are_told_and_hide_no_other()
    {
        _scene.Put("a/experiment.json", "{\"name\": ");
        _scene.Put("b/experiment.json", "{}");
        File.WriteAllBytes(_scene.Put("c/experiment.json", string.Empty), [.. "{\"name\": \""u8, 0xFF, .. "\"}"u8]);
        for (var i = 0; i < 20; i++)
            _scene.Put($"d/{i:00}/experiment.json", "{\"tags\": 5, \"runs\": [1, {}], \"created_at\": 7, \"metadata\": []}");

        Assert.Equal(21, (await FoundAsync()).Count());
        Assert.Equal(2, _scene.Store.Warnings.Count);
        Assert.Contains(_scene.Store.Warnings, warning => warning.Contains(_scene.In("a/experiment.json"), StringComparison.Ordinal));
        Assert.Contains(_scene.Store.Warnings, warning => warning.Contains(_scene.In("c/experiment.json"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a", new[] { "a/b", "a/b/in", "a/bb", "a/c1/x", "a/c[1]/x" })]
    [InlineData("a/b", new[] { "a/b/in" })]
    [InlineData("a/c[1]", new[] { "a/c[1]/x" })]
    [InlineData("none", new string[0])]
    public async Task A_search_below_a_path_finds_what_lies_there_and_nothing_beside_it(string under, string[] expected)
    {
        foreach (var prefix in new[] { "a/b", "a/b/in", "a/bb", "ab/b", "a/c[1]/x", "a/c1/x" })
            await (await _scene.StartAsync(prefix)).DisposeAsync();

        var found = await _scene.Store.FindAsync(new() { Under = ExperimentPath.Parse(under) }, default).Select(record => record.Path.Value).ToListAsync();

        Assert.Equal(expected, found.Order(StringComparer.Ordinal));
        Assert.Equal(
            found.Take(1),
            await _scene.Store.FindAsync(new() { Under = ExperimentPath.Parse(under), First = 1 }, default).Select(record => record.Path.Value).ToListAsync());
    }

    [Fact]
    public async Task Starting_the_same_from_many_threads_makes_one_with_all_runs()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _scene.StartAsync())));

        var record = await _scene.RecordAsync();
        Assert.Equal(8, record.Runs.Length);
        Assert.Single(opened.Select(experiment => experiment.Id).Distinct());
        foreach (var experiment in opened)
            await experiment.DisposeAsync();
    }

    private JsonElement Document(string path) => JsonDocument.Parse(File.ReadAllBytes(_scene.In(path, "experiment.json"))).RootElement;

    private async Task<IEnumerable<string>> FoundAsync() => await _scene.Store.FindAsync(new(), default).Select(record => record.Path.Value).ToListAsync();

    private void PutRun(int processId, string host, DateTimeOffset started)
    {
        var time = started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        _scene.Put("project/run/experiment.json", $$"""
            {"name": "run", "status": "RUNNING", "started_at": "{{time}}", "ended_at": null,
             "runs": [{"started_at": "{{time}}", "ended_at": null, "status": "RUNNING", "host": "{{host}}", "pid": {{processId}}}]}
            """);
    }
}
