using System.Text;
using MlDash.Tests.Support;

namespace MlDash.Tests.Storage.Checking;

/// <summary>What a check finds when one thing is wrong.</summary>
public sealed class StoreCheckTests : IAsyncLifetime
{
    private CheckedScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await CheckedScene.RecordedAsync();

    public ValueTask DisposeAsync()
    {
        _scene.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_recorded_experiment_has_no_findings_also_after_more_runs_and_changes()
    {
        Assert.Empty(await _scene.CheckAsync());

        await _scene.RecordAsync();
        await _scene.Store.UpdateAsync(CheckedScene.Path, new ExperimentChange { AddTags = ["seen"] }, default);
        await _scene.Store.UpdateTrackAsync(CheckedScene.Path, "robot/pose", new SeriesDescription("where it is", null, null), default);

        Assert.Empty(await _scene.CheckAsync());
    }

    [Fact]
    public async Task A_renamed_and_a_copied_experiment_are_checked_with_the_checksums_they_had()
    {
        await _scene.Store.RenameAsync(CheckedScene.Path, ExperimentPath.Parse("other/run"), default);
        await _scene.Store.CopyAsync(ExperimentPath.Parse("other/run"), CheckedScene.Path, default);
        Assert.Empty(await _scene.CheckAsync());

        Replace("logs/logs.jsonl", "step 7", "step 9", keepTime: false);
        await _scene.Store.CopyAsync(CheckedScene.Path, ExperimentPath.Parse("other/copy"), default);

        Assert.Equal(["other/copy", "project/run"], (await _scene.CheckAsync()).Select(finding => finding.Experiment));
    }

    [Theory]
    [InlineData("logs/logs.jsonl", "step 7", "step 9", "StreamChanged")]
    [InlineData("metrics/train/data.jsonl", "\"step\":7", "\"step\":8", "StreamChanged")]
    [InlineData("parameters.json", "0.001", "0.002", "DocumentChanged")]
    [InlineData("experiment.json", "COMPLETED", "COMPLETEE", "DocumentChanged")]
    [InlineData("metrics/train/metadata.json", "local-metric-train", "local-metric-trbin", "DocumentChanged")]
    public async Task A_byte_that_changed_where_all_can_still_be_read_is_an_error(string file, string was, string now, string kind)
    {
        Replace(file, was, now, keepTime: true);

        // Summaries of a changed number are no longer its own, which is a warning of its own.
        var finding = Assert.Single(await _scene.CheckAsync(), finding => finding.Severity != FindingSeverity.Warning);

        Assert.Equal((FindingSeverity.Error, kind, $"project/run/{file}", null), (finding.Severity, finding.Kind, finding.Item, finding.Repair));
    }

    [Fact]
    public async Task A_document_that_was_edited_by_hand_is_a_warning_until_it_is_changed_by_a_command()
    {
        Replace("parameters.json", "0.001", "0.002", keepTime: false);

        Assert.Equal((FindingSeverity.Warning, "DocumentChanged"), Only(await _scene.CheckAsync()));
        await _scene.Store.MergeParametersAsync(CheckedScene.Path, new Dictionary<string, object> { ["seen"] = true }, false, default);
        Assert.Empty(await _scene.CheckAsync());
    }

    [Fact]
    public async Task What_another_tool_adds_and_changes_is_no_fault()
    {
        // As the Python SDK does: a line, its counters with their time, and parameters without the time of creation.
        File.AppendAllText(_scene.In("metrics/train/data.jsonl"), """{"index": 1200, "data": {"loss": 0.5, "_ts": 1.0}, "createdAt": "2030-01-31T12:34:56Z"}""" + "\n");
        Replace("metrics/train/metadata.json", "\"totalDataPoints\":1200", "\"totalDataPoints\":1201", keepTime: false);
        Replace("metrics/train/metadata.json", "\"nextIndex\":1200", "\"nextIndex\":1201", keepTime: false);
        var document = File.ReadAllText(_scene.In("metrics/train/metadata.json"));
        var at = document.IndexOf("\"updatedAt\"", StringComparison.Ordinal);
        File.WriteAllText(_scene.In("metrics/train/metadata.json"), document[..at] + "\"updatedAt\": \"2030-01-31T12:34:56Z\"}");
        File.WriteAllText(_scene.In("parameters.json"), """{"version": 2, "data": {"lr": 0.5}, "updatedAt": "2030-01-31T12:34:56.000001Z"}""");

        var findings = await _scene.CheckAsync();

        Assert.All(findings, finding => Assert.Equal((FindingSeverity.Information, "DocumentChanged"), (finding.Severity, finding.Kind)));
        Assert.Equal(2, findings.Count);
    }

    [Fact]
    public async Task A_broken_line_is_copied_aside_and_its_place_is_left_blank()
    {
        var before = await _scene.ReadAsync();
        Replace("logs/logs.jsonl", "{\"sequenceNumber\": 7,", "{\"sequenceNumber\": 7;", keepTime: false);

        var finding = Assert.Single(await _scene.RepairAsync());

        Assert.Equal((FindingSeverity.Error, "LineBroken", 8L, true), (finding.Severity, finding.Kind, finding.Line, finding.Repaired));
        Assert.Contains("\"sequenceNumber\": 7;", File.ReadAllText(Path.Combine(_scene.Root, finding.MovedTo!)), StringComparison.Ordinal);
        Assert.Empty(await _scene.CheckAsync());
        var after = await _scene.ReadAsync();
        Assert.Equal(before["logs"].Where(entry => !entry.StartsWith("7 ", StringComparison.Ordinal)), after["logs"]);
        Assert.Empty(_scene.Store.Warnings);
    }

    [Fact]
    public async Task A_repair_that_was_killed_while_it_wrote_blanks_is_ended_by_the_next()
    {
        Replace("logs/logs.jsonl", "{\"sequenceNumber\": 7,", "{\"sequenceNumber\": 7;", keepTime: false);
        using var other = _scene.Copy();
        await other.RepairAsync();
        var (file, blank) = (_scene.In("logs/logs.jsonl"), File.ReadAllBytes(other.In("logs/logs.jsonl")));
        var broken = File.ReadAllBytes(file);
        var begin = Enumerable.Range(0, blank.Length).First(at => blank[at] != broken[at]);
        var end = Enumerable.Range(0, blank.Length).Last(at => blank[at] != broken[at]);
        foreach (var written in new[] { 1, (end - begin) / 2, end - begin })
        {
            File.WriteAllBytes(file, [.. blank[..(begin + written)], .. broken[(begin + written)..]]);
            // The seal of the repair that was killed, which is written first.
            File.Copy(other.In(".mldash-check"), _scene.In(".mldash-check"), overwrite: true);

            Assert.Equal((FindingSeverity.Error, "LineBroken"), Only(await _scene.RepairAsync()));

            Assert.Equal(blank, File.ReadAllBytes(file));
            Assert.Empty(await _scene.CheckAsync());
        }
    }

    [Fact]
    public async Task A_torn_line_behind_the_last_is_copied_aside_and_cut()
    {
        var before = File.ReadAllText(_scene.In("metrics/eval/loss/data.jsonl"));
        File.AppendAllText(_scene.In("metrics/eval/loss/data.jsonl"), "{\"index\": 40, \"da");

        var finding = Assert.Single(await _scene.RepairAsync());

        Assert.Equal((FindingSeverity.Warning, "LineTorn"), (finding.Severity, finding.Kind));
        Assert.Equal("{\"index\": 40, \"da\n", File.ReadAllText(Path.Combine(_scene.Root, finding.MovedTo!)));
        Assert.Equal(before, File.ReadAllText(_scene.In("metrics/eval/loss/data.jsonl")));
        Assert.Empty(await _scene.CheckAsync());
    }

    [Fact]
    public async Task Lines_that_are_gone_are_a_gap_and_cannot_be_repaired()
    {
        var lines = File.ReadAllLines(_scene.In("logs/logs.jsonl"));
        File.WriteAllText(_scene.In("logs/logs.jsonl"), string.Join('\n', lines.Where((_, at) => at is < 5 or > 7)) + "\n");

        var findings = await _scene.RepairAsync();

        Assert.Equal(["SequenceGap", "StreamCut", "StreamChanged"], findings.Select(finding => finding.Kind));
        Assert.All(findings, finding => Assert.Equal((FindingSeverity.Error, false), (finding.Severity, finding.Repaired)));
        Assert.Equal(6, findings[0].Line);
    }

    [Theory]
    [InlineData("metrics/train/metadata.json", "\"nextIndex\":1200", "\"nextIndex\":1300", FindingSeverity.Error)]
    [InlineData("metrics/train/metadata.json", "\"totalDataPoints\":1200", "\"totalDataPoints\":1100", FindingSeverity.Warning)]
    [InlineData("tracks/robot_pose/metadata.json", "\"totalEntries\":40", "\"totalEntries\":41", FindingSeverity.Error)]
    [InlineData("tracks/robot_pose/metadata.json", "\"lastTimestamp\":39.5", "\"lastTimestamp\":12.5", FindingSeverity.Warning)]
    [InlineData("logs/.log_sequence", "40", "39", FindingSeverity.Warning)]
    public async Task A_wrong_counter_is_set_to_what_the_lines_say(string file, string was, string now, FindingSeverity severity)
    {
        Replace(file, was, now, keepTime: false);

        var finding = Assert.Single(await _scene.RepairAsync(), finding => finding.Kind == "CounterWrong");

        Assert.Equal((severity, true), (finding.Severity, finding.Repaired));
        Assert.Contains(was, File.ReadAllText(_scene.In(file)), StringComparison.Ordinal);
        Assert.Empty(await _scene.CheckAsync());
    }

    [Theory]
    [InlineData("metrics/train/metadata.json")]
    [InlineData("tracks/robot_pose/metadata.json")]
    [InlineData("experiment.json")]
    [InlineData("parameters.json")]
    [InlineData("files/.files_metadata.json")]
    public async Task A_document_that_cannot_be_read_is_renamed_and_rebuilt_from_the_data(string file)
    {
        var before = await _scene.ReadAsync();
        File.WriteAllText(_scene.In(file), "{\"name\": \"tra");

        var finding = Assert.Single(await _scene.RepairAsync(), finding => finding.Kind == "DocumentUnreadable");

        Assert.Equal((FindingSeverity.Error, true), (finding.Severity, finding.Repaired));
        Assert.Equal("{\"name\": \"tra", File.ReadAllText(Path.Combine(_scene.Root, finding.MovedTo!)));
        Assert.Equal(file != "parameters.json", File.Exists(_scene.In(file)));
        Assert.DoesNotContain(await _scene.CheckAsync(), left => left.Severity == FindingSeverity.Error);
        var after = await _scene.ReadAsync();
        Assert.All(before, one => Assert.Subset(after[one.Key].ToHashSet(), one.Value.ToHashSet()));
    }

    [Fact]
    public async Task An_experiment_whose_document_is_gone_is_found_and_gets_a_new_one()
    {
        File.Delete(_scene.In("experiment.json"));

        Assert.Equal((FindingSeverity.Error, "DocumentMissing"), Only(await _scene.RepairAsync()));

        Assert.Empty(await _scene.CheckAsync());
        Assert.Equal("run", (await _scene.Store.GetAsync(CheckedScene.Path, default))!.Name);
    }

    [Theory]
    [InlineData("logs/logs.jsonl", "StreamMissing")]
    [InlineData("metrics/eval/loss/data.jsonl", "StreamMissing")]
    [InlineData("parameters.json", "DocumentMissing")]
    public async Task A_file_that_was_sealed_and_is_gone_is_an_error(string file, string kind)
    {
        File.Delete(_scene.In(file));

        Assert.Contains(
            await _scene.CheckAsync(), finding => (finding.Severity, finding.Kind, finding.Item) == (FindingSeverity.Error, kind, $"project/run/{file}"));
    }

    [Fact]
    public async Task Bytes_of_saved_files_that_changed_shrank_or_are_gone_are_errors_and_stay()
    {
        var files = Directory.GetFiles(_scene.In("files"), "*.*", SearchOption.AllDirectories).ToDictionary(file => Path.GetFileName(file)!, file => file);
        var bytes = File.ReadAllBytes(files["best.bin"]);
        bytes[100] ^= 1;
        File.WriteAllBytes(files["best.bin"], bytes);
        File.Delete(files["notes.txt"]);
        // That of a deleted file may be gone: nobody reads it any more.
        File.Delete(files["old.txt"]);

        var findings = await _scene.RepairAsync();

        Assert.Equal(["FileChanged", "FileMissing"], findings.Select(finding => finding.Kind));
        Assert.All(findings, finding => Assert.Equal((FindingSeverity.Error, false), (finding.Severity, finding.Repaired)));
        Assert.Equal(bytes, File.ReadAllBytes(files["best.bin"]));
    }

    [Fact]
    public async Task Bytes_that_no_entry_names_are_moved_aside_and_foreign_files_stay()
    {
        var orphan = Path.Combine(Directory.CreateDirectory(_scene.In("files/models/7354289731346699")).FullName, "experiment.json");
        File.WriteAllText(orphan, "{\"name\": \"lost\"}");
        File.WriteAllText(_scene.In("metrics/train/notes.md"), "mine");
        File.WriteAllText(_scene.In("README.md"), "mine");

        var findings = await _scene.RepairAsync();

        Assert.Equal(
            [("FileUnlisted", true), ("ForeignName", false), ("ForeignName", false)], findings.Select(finding => (finding.Kind, finding.Repaired)));
        Assert.Equal("{\"name\": \"lost\"}", File.ReadAllText(Path.Combine(_scene.Root, findings[0].MovedTo!)));
        Assert.Equal("mine", File.ReadAllText(_scene.In("README.md")));
        Assert.Single(await _scene.Store.FindAsync(new(), default).ToListAsync());
    }

    [Theory]
    [InlineData(".mldash-index", "IndexStale")]
    [InlineData(".mldash-summary", "SummaryStale")]
    public async Task An_aid_that_does_not_fit_the_lines_is_moved_aside_and_made_anew(string aid, string kind)
    {
        var file = _scene.In($"metrics/train/{aid}");
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(file, bytes);

        var finding = Assert.Single(await _scene.RepairAsync());

        Assert.Equal((FindingSeverity.Warning, kind), (finding.Severity, finding.Kind));
        Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(_scene.Root, finding.MovedTo!)));
        Assert.Empty(await _scene.CheckAsync());
    }

    [Fact]
    public async Task Checksums_that_are_damaged_are_a_warning_and_never_an_error_of_what_they_seal()
    {
        Replace(".mldash-check", "\"hash\":\"", "\"hash\":\"f", keepTime: true);

        Assert.Equal((FindingSeverity.Warning, "DocumentUnreadable"), Only(await _scene.RepairAsync()));
        Assert.Empty(await _scene.CheckAsync());
    }

    [Fact]
    public async Task Without_checksums_an_experiment_is_checked_too_and_the_check_says_so()
    {
        File.Delete(_scene.In(".mldash-check"));

        Assert.Equal((FindingSeverity.Information, "NotSealed"), Only(await _scene.CheckAsync()));
    }

    [Fact]
    public async Task Damage_that_is_there_when_a_later_run_ends_is_not_sealed_with_it()
    {
        Replace("logs/logs.jsonl", "step 7", "step 9", keepTime: false);

        await _scene.RecordAsync();

        Assert.Equal((FindingSeverity.Error, "StreamChanged"), Only(await _scene.CheckAsync()));
    }

    [Fact]
    public async Task An_experiment_that_is_being_recorded_has_no_findings()
    {
        using var scene = new Scene();
        await using var open = await scene.StartAsync();
        open.Log.Write(LogLevel.Info, "first");
        await open.WriteThroughAsync(default);
        File.AppendAllText(scene.In("project/run/logs/logs.jsonl"), "{\"sequenceNumber\": 1, \"ti");

        Assert.Empty(await new MlDash.Storage.Checking.StoreCheck(scene.Root).CheckAllAsync().ToListAsync());
    }

    [Fact]
    public async Task The_checksums_of_an_experiment_that_was_deleted_by_hand_are_not_those_of_the_next_one_in_its_folder()
    {
        foreach (var file in Directory.GetFiles(_scene.In(""), "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file)[0] != '.'))
            File.Delete(file);

        await _scene.RecordAsync();

        // The log goes on with the counter that was left, which a warning says, but no error.
        Assert.DoesNotContain(await _scene.CheckAsync(), finding => finding.Severity == FindingSeverity.Error);
    }

    [Fact]
    public async Task Two_experiments_of_one_id_are_named()
    {
        foreach (var file in Directory.GetFiles(_scene.In(""), "*", SearchOption.AllDirectories))
        {
            var copy = file.Replace(_scene.In(""), Path.Combine(_scene.Root, "project", "copy"), StringComparison.Ordinal);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var finding = Assert.Single(await _scene.CheckAsync());

        Assert.Equal((FindingSeverity.Warning, "IdDuplicate", "project/run"), (finding.Severity, finding.Kind, finding.Experiment));
        Assert.Contains("'project/copy'", finding.Message, StringComparison.Ordinal);
    }

    private static (FindingSeverity, string) Only(List<StoreFinding> findings) => Assert.Single(findings) is var one ? (one.Severity, one.Kind) : default;

    private void Replace(string file, string was, string now, bool keepTime)
    {
        var path = _scene.In(file);
        var time = File.GetLastWriteTimeUtc(path);
        var text = File.ReadAllText(path);
        Assert.Contains(was, text, StringComparison.Ordinal);
        var at = text.IndexOf(was, StringComparison.Ordinal);
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes(text[..at] + now + text[(at + was.Length)..]));
        if (keepTime)
            File.SetLastWriteTimeUtc(path, time);
    }
}
