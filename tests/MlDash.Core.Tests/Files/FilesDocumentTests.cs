using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MlDash.Storage.Local;
using MlDash.Tests.Support;

namespace MlDash.Tests.Files;

/// <summary>The document that lists the files: lost, damaged, written by others, and grown large.</summary>
public sealed class FilesDocumentTests : IDisposable
{
    private const string Metadata = "project/run/files/.files_metadata.json";
    private const string Log = "project/run/files/.mldash-files.jsonl";

    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Files_are_listed_from_their_folders_when_the_document_is_missing_and_stay_listed_after_the_next_save()
    {
        await using var experiment = await _scene.StartAsync();
        var saved = new List<FileEntry>();
        foreach (var path in new[] { "models/a", "models/b", "c" })
            saved.Add(await experiment.Files.SaveAsync(Upload(path, path)));
        File.Delete(_scene.In(Metadata));

        var found = await FilesAsync(experiment);
        Assert.Equal(saved.Select(file => (file.Path, file.Id, file.Checksum)), found.Select(file => (file.Path, file.Id, file.Checksum)));
        Assert.Equal("models/b"u8.ToArray(), await experiment.Files.ReadAsync(found[1]));

        await experiment.Files.SaveAsync(Upload("d", "d"));

        Assert.Equal(["models/a", "models/b", "c", "d"], (await FilesAsync(experiment)).Select(file => file.Path));
        Assert.Equal(4, Entries().Count);
        Assert.Contains("was missing and was rebuilt", Assert.Single(experiment.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_files_of_an_experiment_are_no_reason_for_a_warning_and_a_file_still_on_its_way_is_not_listed()
    {
        await using var experiment = await _scene.StartAsync();
        await using var intake = experiment.Files.OpenIntake();
        await intake.AddAsync(Upload("a", "a"), default);
        var arriving = new FileUpload
        {
            Name = "b",
            Open = () => new CallingStream(
                () => Assert.DoesNotContain("b", FilesAsync(experiment).AsTask().GetAwaiter().GetResult().Select(file => file.Path))),
        };
        await intake.AddAsync(arriving, default);
        await intake.CommitAsync(default);

        Assert.Equal(["a", "b"], (await FilesAsync(experiment)).Select(file => file.Path));
        Assert.Empty(experiment.Warnings);
        Assert.Empty(Directory.GetFiles(_scene.In("project/run/files"), ".mldash-*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("""{"files": {"a": 1}}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    public async Task A_document_without_a_list_of_files_is_kept_aside_and_rebuilt(string other)
    {
        await using var experiment = await _scene.StartAsync();
        await experiment.Files.SaveAsync(Upload("a", "a"));
        File.WriteAllText(_scene.In(Metadata), other);

        await experiment.Files.SaveAsync(Upload("b", "b"));

        Assert.Equal(["a", "b"], (await FilesAsync(experiment)).Select(file => file.Path));
        Assert.Equal(other, File.ReadAllText(Assert.Single(Directory.GetFiles(_scene.In("project/run/files"), ".files_metadata.json.corrupt-*"))));
    }

    [Theory]
    [InlineData("models/a", "number")]
    [InlineData("c", "number")]
    [InlineData("models/a", "real")]
    [InlineData("c", "absent")]
    [InlineData("models/a", "absent")]
    [InlineData("models/a", "")]
    [InlineData("c", "")]
    [InlineData("c", "models")]
    [InlineData("c", "models/x")]
    [InlineData("models/a", "..")]
    [InlineData("c", "../..")]
    [InlineData("c", "[]")]
    public async Task Replacing_a_file_whose_entry_has_an_odd_id_removes_nothing_else(string path, string id)
    {
        await using var experiment = await _scene.StartAsync();
        foreach (var name in new[] { "models/a", "models/b", "models/x/c", "c" })
            await experiment.Files.SaveAsync(Upload(name, "old " + name));
        ChangeEntry(path, entry =>
        {
            var digits = (string)entry["id"]!;
            if (id == "absent")
                entry.Remove("id");
            else
                entry["id"] = id switch
                {
                    "number" => long.Parse(
                    digits, CultureInfo.InvariantCulture),
                    "real" => double.Parse(digits, CultureInfo.InvariantCulture),
                    "[]" => new JsonArray(),
                    _ => id
                };
        });

        await experiment.Files.SaveAsync(Upload(path, "new"));

        foreach (var name in new[] { "models/a", "models/b", "models/x/c", "c" })
        {
            var expected = name == path ? "new" : "old " + name;
            Assert.Equal(expected, Encoding.UTF8.GetString(await experiment.Files.ReadAsync((await experiment.Files.GetAsync(name))!)));
        }
    }

    [Theory]
    [InlineData("number")]
    [InlineData("absent")]
    [InlineData("")]
    public async Task A_file_whose_entry_has_lost_its_id_is_still_read_and_removed(string id)
    {
        await using var experiment = await _scene.StartAsync();
        var saved = await experiment.Files.SaveAsync(Upload("models/a", "content"));
        await experiment.Files.SaveAsync(Upload("models/b", "other"));
        ChangeEntry("models/a", entry =>
        {
            if (id == "absent")
                entry.Remove("id");
            else
                entry["id"] = id.Length > 0 ? long.Parse(saved.Id, CultureInfo.InvariantCulture) : id;
        });

        var found = (await experiment.Files.GetAsync("models/a"))!;
        Assert.Equal(saved.Id, found.Id);
        Assert.Equal("content"u8.ToArray(), await experiment.Files.ReadAsync(found));
        await experiment.Files.DeleteAsync(found);
        Assert.Equal(["models/b"], (await FilesAsync(experiment)).Select(file => file.Path));
    }

    [Fact]
    public async Task Two_files_in_one_id_folder_are_replaced_one_by_one()
    {
        await using var experiment = await _scene.StartAsync();
        var first = await experiment.Files.SaveAsync(Upload("a", "a"));
        var second = await experiment.Files.SaveAsync(Upload("b", "b"));
        // The Python SDK may give one id to two files of the same millisecond.
        File.Move(_scene.In("project/run/files", second.Id, "b"), _scene.In("project/run/files", first.Id, "b"));
        ChangeEntry("b", entry => entry["id"] = first.Id);

        await experiment.Files.SaveAsync(Upload("a", "new"));

        Assert.Equal("b"u8.ToArray(), await experiment.Files.ReadAsync((await experiment.Files.GetAsync("b"))!));
        Assert.False(File.Exists(_scene.In("project/run/files", first.Id, "a")));
    }

    [Fact]
    public async Task What_is_not_given_with_a_new_copy_stays_and_what_is_given_replaces()
    {
        await using var experiment = await _scene.StartAsync();
        var all = new FileAnnotations("d", ["t1", "t2"], ["b"], new Hashtable { ["k"] = 1L });
        await experiment.Files.SaveAsync(Upload("a", "1") with { Annotations = all });

        var again = await experiment.Files.SaveAsync(Upload("a", "2"));
        Assert.Equal(("d", "t1,t2", "b", 1L), (again.Description, string.Join(',', again.Tags), string.Join(',', again.Bindrs), (long)again.Metadata!["k"]!));
        var listed = Assert.Single(await FilesAsync(experiment));
        Assert.Equal(
            ("d", "t1,t2", "b", 1L), (listed.Description, string.Join(',', listed.Tags), string.Join(',', listed.Bindrs), (long)listed.Metadata!["k"]!));
        Assert.Equal("2"u8.ToArray(), await experiment.Files.ReadAsync(listed));

        var other = await experiment.Files.SaveAsync(Upload("a", "3") with { Annotations = new("e", ["u"], [], new Hashtable { ["l"] = 2L }) });
        Assert.Equal(("e", "u", 0), (other.Description, string.Join(',', other.Tags), other.Bindrs.Length));
        Assert.Equal(["l"], other.Metadata!.Keys.Cast<string>());
    }

    [Fact]
    public async Task Changes_beside_a_large_document_are_read_at_once_by_others_and_are_in_it_after_the_end()
    {
        await using var experiment = await _scene.StartAsync();
        await FillAsync(experiment);
        var saved = await experiment.Files.SaveAsync(Upload("late/a", "1"));
        await experiment.Files.SaveAsync(Upload("late/b", "2"));
        await experiment.Files.UpdateAsync(saved, new("described"));
        await experiment.Files.DeleteAsync((await experiment.Files.GetAsync("many/7"))!);
        await experiment.Files.SaveAsync(Upload("many/8", "again"));
        Assert.True(File.Exists(_scene.In(Log)));

        var other = await _scene.GetElsewhereAsync();
        await CheckAsync(other);
        Assert.DoesNotContain(Entries(), entry => (string?)entry["filename"] == "a");

        await experiment.CompleteAsync(ExperimentStatus.Completed);

        Assert.False(File.Exists(_scene.In(Log)));
        Assert.Equal("described", (string?)Entries().Single(entry => (string?)entry["path"] == "/late" && (string?)entry["filename"] == "a")["description"]);
        await CheckAsync(other);

        async Task CheckAsync(Experiment reader)
        {
            var files = await FilesAsync(reader);
            Assert.Equal(401, files.Count);
            Assert.Equal("described", files.Single(file => file.Path == "late/a").Description);
            Assert.DoesNotContain(files, file => file.Path == "many/7");
            Assert.Equal("again"u8.ToArray(), await reader.Files.ReadAsync(files.Single(file => file.Path == "many/8")));
            Assert.Single(Directory.GetFiles(_scene.In("project/run/files/many"), "8", SearchOption.AllDirectories));
        }
    }

    [Fact]
    public async Task A_recording_that_was_killed_is_listed_whole_and_the_next_start_brings_it_into_the_document()
    {
        var killed = await _scene.StartAsync();
        await FillAsync(killed);
        await killed.Files.SaveAsync(Upload("late/a", "1"));
        var lines = File.ReadAllBytes(_scene.In(Log));
        File.WriteAllBytes(_scene.In(Log), [.. lines, .. "{\"id\": \"73"u8]);

        var stored = await _scene.GetAsync();
        Assert.Equal(401, (await FilesAsync(stored)).Count);
        await using var next =
            await Experiment.StartAsync(new LocalExperimentStore(_scene.Root).ToStore(), ExperimentPath.Parse("project/run"), null, Scene.Unchanged, new());

        Assert.Equal(401, Entries().Count);
        Assert.False(File.Exists(_scene.In(Log)));
        await killed.DisposeAsync();
    }

    [Fact]
    public async Task A_log_that_was_already_brought_in_changes_nothing_when_it_is_read_again()
    {
        await using var experiment = await _scene.StartAsync();
        await FillAsync(experiment);
        await experiment.Files.SaveAsync(Upload("late/a", "1"));
        await experiment.Files.SaveAsync(Upload("late/a", "2"));
        await experiment.Files.DeleteAsync((await experiment.Files.GetAsync("late/a"))!);
        await experiment.Files.SaveAsync(Upload("late/b", "3"));
        var log = File.ReadAllBytes(_scene.In(Log));
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        // What a process leaves that dies between writing the document and removing the log; then another tool changes the document.
        ChangeEntry("late/b", entry =>
        {
            entry["description"] = "by another";
            entry["updatedAt"] = DateTime.UtcNow.AddSeconds(1).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        });
        File.WriteAllBytes(_scene.In(Log), log);

        var files = await FilesAsync(await _scene.GetAsync());

        Assert.Equal(401, files.Count);
        Assert.DoesNotContain(files, file => file.Path == "late/a");
        Assert.Equal("by another", files.Single(file => file.Path == "late/b").Description);
    }

    [Fact]
    public async Task What_another_tool_adds_to_a_large_document_meanwhile_stays()
    {
        await using var experiment = await _scene.StartAsync();
        await FillAsync(experiment);
        await experiment.Files.SaveAsync(Upload("late/a", "1"));
        var document = JsonNode.Parse(File.ReadAllBytes(_scene.In(Metadata)))!;
        var foreign = document["files"]![0]!.DeepClone();
        (foreign["id"], foreign["path"], foreign["filename"]) = ("7354289731406721", "/python", "p");
        document["files"]!.AsArray().Add(foreign);
        File.WriteAllText(_scene.In(Metadata), document.ToJsonString());

        await experiment.Files.SaveAsync(Upload("late/b", "2"));
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        Assert.Equal(
            ["late/a", "late/b", "python/p"],
            (await FilesAsync(experiment)).Select(file => file.Path).Where(path => !path.StartsWith("many/", StringComparison.Ordinal)).Order());
        Assert.Equal(403, Entries().Count);
    }

    [Fact]
    public async Task Many_savers_of_several_stores_lose_no_entry_of_a_large_document()
    {
        await using var experiment = await _scene.StartAsync();
        await FillAsync(experiment);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(saver => Task.Run(async () =>
        {
            await using var own =
                await Experiment.StartAsync(new LocalExperimentStore(_scene.Root).ToStore(), ExperimentPath.Parse("project/run"), null, Scene.Unchanged, new());
            for (var i = 0; i < 60; i++)
                await own.Files.SaveAsync(Upload($"s{saver}/{i}", "x"));
            await own.CompleteAsync(ExperimentStatus.Completed);
        })));

        Assert.Equal(640, (await FilesAsync(experiment)).Count);
        Assert.Equal(640, Entries().Count);
    }

    private static async Task FillAsync(Experiment experiment)
    {
        await using var intake = experiment.Files.OpenIntake();
        for (var i = 0; i < 400; i++)
            await intake.AddAsync(Upload($"many/{i}", "x"), default);
    }

    private static FileUpload Upload(string path, string content) => new() { Name = path, Open = () => new MemoryStream(Encoding.UTF8.GetBytes(content)) };

    private static ValueTask<List<FileEntry>> FilesAsync(Experiment experiment) => experiment.Files.FindAsync(new()).ToListAsync();

    private List<JsonObject> Entries() => [.. JsonNode.Parse(File.ReadAllBytes(_scene.In(Metadata)))!["files"]!.AsArray().Select(entry => entry!.AsObject())];

    private void ChangeEntry(string path, Action<JsonObject> change)
    {
        var document = JsonNode.Parse(File.ReadAllBytes(_scene.In(Metadata)))!;
        change(document["files"]!.AsArray().Select(entry => entry!.AsObject()).Single(entry => $"{entry["path"]}/{entry["filename"]}".Trim('/') == path));
        File.WriteAllText(_scene.In(Metadata), document.ToJsonString());
    }

    /// <summary>Calls something when it is read.</summary>
    private sealed class CallingStream(Action call) : MemoryStream(new byte[10])
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            call();
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
