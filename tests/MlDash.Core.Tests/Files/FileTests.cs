using System.Collections;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MlDash.Tests.Support;
using MlDash.Text;

namespace MlDash.Tests.Files;

public sealed class FileTests : IDisposable
{
    private const string Metadata = "project/run/files/.files_metadata.json";

    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((1 << 20) - 1)]
    [InlineData(1 << 20)]
    [InlineData((5 << 20) + 3)]
    public async Task A_file_comes_back_byte_for_byte_with_its_checksum(int length)
    {
        await using var experiment = await _scene.StartAsync();
        var bytes = RandomNumberGenerator.GetBytes(length);

        var saved = await experiment.Files.SaveAsync(Upload("models/best", "model.pth", bytes));

        Assert.Equal((length, Hex(bytes)), ((int)saved.Length, saved.Checksum));
        Assert.Equal(bytes, File.ReadAllBytes(_scene.In("project/run/files/models/best", saved.Id, "model.pth")));
        Assert.Equal(bytes, await experiment.Files.ReadAsync((await experiment.Files.GetAsync("models/best/model.pth"))!));
        var target = Path.Combine(_scene.Outside, "received", "model.pth");
        await experiment.Files.ReceiveAsync(saved, target, overwrite: false);
        Assert.Equal(bytes, File.ReadAllBytes(target));
    }

    [Fact]
    public async Task An_entry_has_every_member_in_the_order_of_the_format()
    {
        await using var experiment = await _scene.StartAsync("ada/vision/run");
        var saved =
            await experiment.Files.SaveAsync(Upload("plots", "loss.png", [1]) with { Annotations = new("d", ["t"], ["b"], new Hashtable { ["k"] = 1 }) });

        var entry = JsonDocument.Parse(File.ReadAllBytes(_scene.In("ada/vision/run/files/.files_metadata.json"))).RootElement.GetProperty("files")[0];
        Assert.Equal(
            [
                "id",
                "experimentId",
                "path",
                "filename",
                "description",
                "tags",
                "bindrs",
                "contentType",
                "sizeBytes",
                "checksum",
                "metadata",
                "uploadedAt",
                "updatedAt",
                "deletedAt"
            ],
            entry.EnumerateObject().Select(member => member.Name));
        Assert.Equal(saved.Id, entry.GetProperty("id").GetString());
        Assert.Equal("vision/ada/vision/run", entry.GetProperty("experimentId").GetString());
        Assert.Equal("/plots", entry.GetProperty("path").GetString());
        Assert.Equal("image/png", entry.GetProperty("contentType").GetString());
        Assert.Equal("""{"k":1}""", entry.GetProperty("metadata").GetRawText());
    }

    [Fact]
    public async Task Saved_again_under_the_same_path_a_file_is_replaced_in_its_place()
    {
        await using var experiment = await _scene.StartAsync();
        var first = await experiment.Files.SaveAsync(Upload("models", "a.bin", [1]));
        await experiment.Files.SaveAsync(Upload("models", "b.bin", [2]));
        await experiment.Files.SaveAsync(Upload("/models/", "a.bin", [3]));

        Assert.Equal(["models/a.bin", "models/b.bin"], await PathsAsync(experiment, new()));
        Assert.Equal([3], await experiment.Files.ReadAsync((await experiment.Files.GetAsync("models/a.bin"))!));
        Assert.False(Directory.Exists(_scene.In("project/run/files/models", first.Id)));
    }

    [Fact]
    public async Task Deleting_hides_a_file_and_keeps_its_bytes_and_a_second_time_is_an_error()
    {
        await using var experiment = await _scene.StartAsync();
        var file = await experiment.Files.SaveAsync(Upload("", "a.bin", [1]));

        await experiment.Files.DeleteAsync(file);

        Assert.Empty(await PathsAsync(experiment, new()));
        Assert.True(File.Exists(_scene.In("project/run/files", file.Id, "a.bin")));
        Assert.Equal("FileNotFound", (await Assert.ThrowsAsync<ExperimentException>(() => experiment.Files.DeleteAsync(file))).ErrorId);
        Assert.Equal("FileNotFound", (await Assert.ThrowsAsync<ExperimentException>(() => experiment.Files.UpdateAsync(file, new("x")))).ErrorId);

        await experiment.Files.SaveAsync(Upload("", "a.bin", [2]));
        Assert.Equal([2], await experiment.Files.ReadAsync((await experiment.Files.GetAsync("a.bin"))!));
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 }, false)]
    [InlineData(new byte[] { 1, 2, 4 }, true)]
    [InlineData(new byte[] { 1, 2 }, true)]
    public async Task Who_reads_a_file_to_its_end_is_told_when_its_bytes_are_not_those_that_were_saved(byte[] stored, bool told)
    {
        await using var experiment = await _scene.StartAsync();
        var file = await experiment.Files.SaveAsync(Upload("", "a.bin", [1, 2, 3]));
        File.WriteAllBytes(_scene.In("project/run/files", file.Id, "a.bin"), stored);

        await using var content = await experiment.Files.OpenVerifiedAsync(file);
        var begun = new byte[2];
        Assert.Equal(2, await content.ReadAsync(begun));
        Assert.Equal([1, 2], begun);
        var fault = await Record.ExceptionAsync(() => content.CopyToAsync(Stream.Null));
        Assert.Equal(told ? "ChecksumMismatch" : null, (fault as StorageException)?.ErrorId);
    }

    [Fact]
    public async Task Bytes_that_do_not_match_their_checksum_are_refused_and_nothing_is_left_of_them()
    {
        await using var experiment = await _scene.StartAsync();
        var file = await experiment.Files.SaveAsync(Upload("", "a.bin", [1, 2, 3]));
        File.WriteAllBytes(_scene.In("project/run/files", file.Id, "a.bin"), [1, 2, 4]);
        var folder = Directory.CreateDirectory(Path.Combine(_scene.Outside, "received")).FullName;
        var kept = Path.Combine(folder, "kept.bin");
        File.WriteAllBytes(kept, [9]);

        Assert.Equal(
            "ChecksumMismatch",
            (await Assert.ThrowsAsync<StorageException>(() => experiment.Files.ReceiveAsync(file, Path.Combine(folder, "new.bin"), false))).ErrorId);
        Assert.Equal("ChecksumMismatch", (await Assert.ThrowsAsync<StorageException>(() => experiment.Files.ReceiveAsync(file, kept, true))).ErrorId);
        Assert.Equal("ChecksumMismatch", (await Assert.ThrowsAsync<StorageException>(() => experiment.Files.ReadAsync(file))).ErrorId);

        Assert.Equal([kept], Directory.GetFileSystemEntries(folder));
        Assert.Equal([9], File.ReadAllBytes(kept));
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_overwritten_unless_told()
    {
        await using var experiment = await _scene.StartAsync();
        var file = await experiment.Files.SaveAsync(Upload("", "a.bin", [1]));
        var target = Path.Combine(_scene.Outside, "a.bin");
        File.WriteAllBytes(target, [9]);

        Assert.Equal("FileExists", (await Assert.ThrowsAsync<StorageException>(() => experiment.Files.ReceiveAsync(file, target, false))).ErrorId);
        Assert.Equal([9], File.ReadAllBytes(target));
        await experiment.Files.ReceiveAsync(file, target, true);
        Assert.Equal([1], File.ReadAllBytes(target));
    }

    [Fact]
    public async Task Missing_bytes_are_an_error_that_names_the_place()
    {
        await using var experiment = await _scene.StartAsync();
        var file = await experiment.Files.SaveAsync(Upload("x", "a.bin", [1]));
        Directory.Delete(_scene.In("project/run/files/x"), recursive: true);

        var error = await Assert.ThrowsAsync<StorageException>(() => experiment.Files.ReadAsync(file));
        Assert.Equal("FileContentMissing", error.ErrorId);
        Assert.Contains(_scene.In("project/run/files/x"), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"files\": [{\"id\": \"73")]
    public async Task Damaged_metadata_is_rebuilt_from_the_folders(string damaged)
    {
        await using var experiment = await _scene.StartAsync();
        var model = await experiment.Files.SaveAsync(Upload("models/best", "model.pth", [1, 2]));
        var top = await experiment.Files.SaveAsync(Upload("", "notes.txt", Encoding.UTF8.GetBytes("hi")));
        File.WriteAllText(_scene.In(Metadata), damaged);

        Assert.Equal(["models/best/model.pth", "notes.txt"], await PathsAsync(experiment, new()));
        await experiment.Files.SaveAsync(Upload("", "new.txt", [3]));

        var found = await experiment.Files.FindAsync(new()).OrderBy(file => file.Path, StringComparer.Ordinal).ToListAsync();
        Assert.Equal(["models/best/model.pth", "new.txt", "notes.txt"], found.Select(file => file.Path));
        Assert.Equal((model.Id, model.Checksum, model.Length), (found[0].Id, found[0].Checksum, found[0].Length));
        Assert.Equal((top.Id, "text/plain"), (found[2].Id, found[2].ContentType));
        var aside = Assert.Single(Directory.GetFiles(_scene.In("project/run/files"), ".files_metadata.json.corrupt-*"));
        Assert.Equal(damaged, File.ReadAllText(aside));
        Assert.Contains(aside, Assert.Single(experiment.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "..")]
    [InlineData("", "../a")]
    [InlineData("..", "a")]
    [InlineData("models/../..", "a")]
    [InlineData("models//best", "a")]
    [InlineData("", "")]
    [InlineData("", "/")]
    [InlineData("a\\..", "b")]
    public async Task A_name_that_leads_elsewhere_or_to_nothing_is_refused(string folder, string name)
    {
        await using var experiment = await _scene.StartAsync();

        Assert.Equal("IllegalPath", (await Assert.ThrowsAsync<ExperimentException>(() => experiment.Files.SaveAsync(Upload(folder, name, [1])))).ErrorId);
        Assert.Empty(Directory.GetFileSystemEntries(_scene.In("project/run/files")));
    }

    [Fact]
    public async Task An_entry_that_leads_elsewhere_is_not_read()
    {
        File.WriteAllText(Path.Combine(_scene.Outside, "secret"), "s");
        await using var experiment = await _scene.StartAsync();
        _scene.Put(Metadata, """{"files": [{"id": "7354289731406721", "path": "/../../../../..", "filename": "secret", "deletedAt": null}]}""");

        var file = await experiment.Files.GetAsync("secret");
        Assert.Equal("IllegalPath", (await Assert.ThrowsAsync<ExperimentException>(() => experiment.Files.ReadAsync(file!))).ErrorId);
    }

    [Fact]
    public async Task A_name_with_slashes_is_split_into_folders()
    {
        await using var experiment = await _scene.StartAsync();

        var saved = await experiment.Files.SaveAsync(Upload("a", "b/c.txt", [1]));

        Assert.Equal(("a/b", "c.txt"), (saved.Folder, saved.Name));
    }

    [Fact]
    public async Task A_folder_takes_whole_segments_and_tags_any_of_those_given()
    {
        await using var experiment = await _scene.StartAsync();
        foreach (var path in new[] { "models/a", "models/best/b", "models2/c" })
            await experiment.Files.SaveAsync(
                Upload(path[..^2], path[^1..], [1]) with { Annotations = new(Tags: [path[^1..], "all"], Bindrs: ["k" + path[^1..]]) });

        Assert.Equal(["models/a", "models/best/b"], await PathsAsync(experiment, new() { Folder = "/models" }));
        Assert.Equal(["models/a", "models/best/b", "models2/c"], await PathsAsync(experiment, new() { Folder = "/" }));
        Assert.Equal(["models/a", "models2/c"], await PathsAsync(experiment, new() { Tags = ["A", "c", "none"] }));
        Assert.Equal(["models/best/b"], await PathsAsync(experiment, new() { Bindrs = ["kb"], Tags = ["all"] }));
    }

    [Theory]
    [InlineData("*.png", "a.png deep/er/c.png deep/b.png")]
    [InlineData("deep/*.png", "deep/b.png")]
    [InlineData("deep/**", "deep/b.png deep/er/c.png deep/er/x.txt")]
    [InlineData("**/*.png", "a.png deep/er/c.png deep/b.png")]
    [InlineData("deep/**/*.png", "deep/er/c.png deep/b.png")]
    [InlineData("**/er/*", "deep/er/c.png deep/er/x.txt")]
    [InlineData("?.png", "a.png deep/er/c.png deep/b.png")]
    [InlineData("[ab].png", "a.png deep/b.png")]
    [InlineData("[!ab].png", "deep/er/c.png")]
    [InlineData("*.PNG", "")]
    [InlineData("er/*", "")]
    [InlineData("[].png", "")]
    [InlineData("[]", "")]
    public async Task Patterns_stay_in_a_folder_unless_they_hold_two_stars(string pattern, string expected)
    {
        await using var experiment = await _scene.StartAsync();
        await using (var intake = experiment.Files.OpenIntake())
        {
            foreach (var path in new[] { "a.png", "deep/b.png", "deep/er/c.png", "deep/er/x.txt" })
                await intake.AddAsync(Upload("", path, [1]), default);
        }

        Assert.Equal(
            expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            await PathsAsync(experiment, new() { Paths = [Wildcard.ForPath(pattern)] }));
    }

    [Fact]
    public void A_pattern_that_means_nothing_is_an_error_that_names_it() =>
        Assert.Contains("'[c-a].png'", Assert.Throws<ConfigurationException>(() => Wildcard.ForPath("[c-a].png")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Members_of_others_are_kept_in_entries_and_beside_them()
    {
        await using var experiment = await _scene.StartAsync();
        var file = await experiment.Files.SaveAsync(Upload("", "a.bin", [1]));
        File.WriteAllText(
            _scene.In(Metadata),
            File.ReadAllText(_scene.In(Metadata)).Replace("{\"files\":[{", "{\"note\":5,\"files\":[{\"custom\":[1],", StringComparison.Ordinal));

        await experiment.Files.UpdateAsync(file, new("described", ["t"]));

        var document = JsonDocument.Parse(File.ReadAllBytes(_scene.In(Metadata))).RootElement;
        Assert.Equal(5, document.GetProperty("note").GetInt32());
        Assert.Equal("[1]", document.GetProperty("files")[0].GetProperty("custom").GetRawText());
        Assert.Equal("described", document.GetProperty("files")[0].GetProperty("description").GetString());
    }

    [Fact]
    public async Task A_source_that_fails_half_way_leaves_nothing()
    {
        await using var experiment = await _scene.StartAsync();
        var upload = new FileUpload { Folder = "models", Name = "a.bin", Open = () => new BrokenStream(3 << 20) };

        Assert.Equal("DiskFault", (await Assert.ThrowsAsync<StorageException>(() => experiment.Files.SaveAsync(upload))).ErrorId);
        Assert.Empty(Directory.GetFiles(_scene.In("project/run/files"), "*", SearchOption.AllDirectories));
        Assert.Empty(await PathsAsync(experiment, new()));
    }

    [Fact]
    public async Task Many_savers_at_once_lose_no_entry()
    {
        await using var experiment = await _scene.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(saver => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
                await experiment.Files.SaveAsync(Upload($"s{saver}", $"{i}.bin", [(byte)i]));
        })));

        Assert.Equal(80, (await PathsAsync(experiment, new())).Count());
    }

    private static FileUpload Upload(string folder, string name, byte[] bytes) => new() { Folder = folder, Name = name, Open = () => new MemoryStream(bytes) };

    private static async Task<IEnumerable<string>> PathsAsync(Experiment experiment, FileQuery query) =>
        await experiment.Files.FindAsync(query).Select(file => file.Path).OrderBy(path => path, StringComparer.Ordinal).ToListAsync();

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Gives so many bytes, then fails as a cut connection does.</summary>
    private sealed class BrokenStream(int whole) : MemoryStream(new byte[whole])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is var read and > 0 ? read : throw new IOException("cut");
    }
}
