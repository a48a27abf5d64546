using System.Text;
using System.Text.Json;

namespace MlDash.Dashboard.Tests;

/// <summary>Folders of experiments, their files, and texts that are written there.</summary>
public sealed class FolderTests : IDisposable
{
    private readonly Scene _scene = new(Scene.Writable);

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_folder_has_the_folders_that_lead_to_runs_and_the_files_that_lie_in_it()
    {
        await RecordAsync("vision/sweep/run-1", "vision/sweep/run-2", "vision/run-3", "text/run-4");
        _scene.Put("README.md", "# top");
        _scene.Put("vision/README.md", "# vision");
        _scene.Put("vision/.dashrc", "charts: []");
        _scene.Put("vision/notes/none.txt", "no run lies here");

        var top = await _scene.AnswerAsync("folder");
        Assert.Equal("""[{"name":"text","runs":1},{"name":"vision","runs":3}]""", top.GetProperty("folders").GetRawText());
        Assert.Equal((4, "README.md"), (top.GetProperty("runs").GetInt32(), top.GetProperty("files")[0].GetProperty("name").GetString()));
        var vision = await _scene.AnswerAsync("folder", "path=vision");
        Assert.Equal("""[{"name":"sweep","runs":2}]""", vision.GetProperty("folders").GetRawText());
        Assert.Equal([".dashrc", "README.md"], Names(vision));
        Assert.Equal(64, vision.GetProperty("files")[0].GetProperty("checksum").GetString()!.Length);
        Assert.Equal("charts: []", await ReadAsync("path=vision&file=.dashrc"));
        Assert.Equal(["vision/run-3", "vision/sweep/run-1", "vision/sweep/run-2"],
            (await _scene.AnswerAsync("runs", "folder=vision&sort=path")).GetProperty("runs").EnumerateArray()
                .Select(run => run.GetProperty("path").GetString()));
        Assert.Equal(2, (await _scene.AnswerAsync("runs", "folder=vision/sweep")).GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("", "../secret.txt")]
    [InlineData("", "/etc/passwd")]
    [InlineData("", "..")]
    [InlineData("", "vision/.dashrc")]
    [InlineData("", "..\\secret.txt")]
    [InlineData("..", "secret.txt")]
    [InlineData("vision/..", "README.md")]
    [InlineData("vision/run-1", "experiment.json")]
    [InlineData("vision/run-1/files", ".files_metadata.json")]
    [InlineData("notes", "none.txt")]
    [InlineData(".git", "config")]
    [InlineData("vision", "link.txt")]
    [InlineData("vision", "inside.txt")]
    [InlineData("away", "secret.txt")]
    public async Task Nothing_but_files_of_folders_of_runs_is_read(string folder, string file)
    {
        await RecordAsync("vision/run-1");
        var secret = Directory.CreateTempSubdirectory("mldash-").FullName;
        await File.WriteAllTextAsync(Path.Combine(secret, "secret.txt"), "hidden");
        try
        {
            _scene.Put("README.md", "# top");
            _scene.Put("notes/none.txt", "no run lies here");
            _scene.Put(".git/config", "no run lies here");
            File.CreateSymbolicLink(Path.Combine(_scene.Root, "vision/link.txt"), Path.Combine(secret, "secret.txt"));
            File.CreateSymbolicLink(Path.Combine(_scene.Root, "vision/inside.txt"), Path.Combine(_scene.Root, "README.md"));
            Directory.CreateSymbolicLink(Path.Combine(_scene.Root, "away"), secret);
            var answer = await _scene.AskAsync("/q/folderfile", $"path={Uri.EscapeDataString(folder)}&file={Uri.EscapeDataString(file)}");
            Assert.InRange(answer.Status, 400, 404);
            Assert.DoesNotContain("hidden", Encoding.UTF8.GetString(answer.Body.Span));
            // An experiment takes a file of any name among its own, where it harms nothing.
            var (status, _) = await _scene.ChangeAsync("write", new { path = folder, file, text = "x", version = (string?)null });
            Assert.True(status is >= 400 and <= 409 || folder == "vision/run-1", $"{status}");
            Assert.Equal("run-1", (await _scene.AnswerAsync("run", "path=vision/run-1")).GetProperty("name").GetString());
            Assert.Equal("hidden", await File.ReadAllTextAsync(Path.Combine(secret, "secret.txt")));
            Assert.Equal("# top", await File.ReadAllTextAsync(Path.Combine(_scene.Root, "README.md")));
        }
        finally
        {
            Directory.Delete(secret, recursive: true);
        }
    }

    [Fact]
    public async Task A_text_is_written_only_over_the_one_that_it_was_made_of()
    {
        await RecordAsync("vision/run-1");
        foreach (var path in new[] { "", "vision", "vision/run-1" })
        {
            var (made, first) = await WriteAsync(path, "one", version: null);
            var (changed, second) = await WriteAsync(path, "two", first.GetProperty("checksum").GetString());
            var (late, refusal) = await WriteAsync(path, "three", first.GetProperty("checksum").GetString());
            var (again, _) = await WriteAsync(path, "four", version: null);
            Assert.Equal((200, 200, 409, 409), (made, changed, late, again));
            Assert.Equal("Stale", refusal.GetProperty("code").GetString());
            var read = path == "vision/run-1" ? "file" : "folderfile";
            var answer = await _scene.AskAsync("/q/" + read, $"path={path}&file=README.md");
            Assert.Equal($"\"{second.GetProperty("checksum").GetString()}\"", answer.ETag);
            await using var stream = answer.Stream!;
            Assert.Equal("two", await new StreamReader(stream).ReadToEndAsync());
        }

        Assert.Single((await _scene.AnswerAsync("files", "path=vision/run-1")).GetProperty("files").EnumerateArray());
        Assert.Empty(Directory.EnumerateFiles(_scene.Root, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Of_many_writes_at_once_one_wins()
    {
        await RecordAsync("vision/run-1");
        foreach (var path in new[] { "vision", "vision/run-1" })
        {
            var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => WriteAsync(path, $"text {number}", version: null))));
            Assert.Equal(1, all.Count(one => one.Status == 200));
            Assert.Equal(7, all.Count(one => one.Status == 409));
        }
    }

    [Theory]
    [InlineData("vision/run-1", "../../README.md", "IllegalPath")]
    [InlineData("vision", "experiment.json", "IllegalPath")]
    [InlineData("vision", "a/b.md", "IllegalPath")]
    [InlineData("vision", "NUL", "IllegalPath")]
    [InlineData("vision", "a\u0001.md", "IllegalPath")]
    [InlineData("vision", "", "ChangeIncomplete")]
    [InlineData("none", "README.md", "FolderNotFound")]
    public async Task A_text_gets_no_name_that_leads_elsewhere_and_makes_no_folder(string path, string file, string code)
    {
        await RecordAsync("vision/run-1");
        var (_, refusal) = await _scene.ChangeAsync("write", new { path, file, text = "x", version = (string?)null });
        Assert.Equal(code, refusal.GetProperty("code").GetString());
        Assert.Equal(["vision"], Directory.EnumerateDirectories(_scene.Root).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_text_of_more_than_a_megabyte_is_refused()
    {
        await RecordAsync("vision/run-1");
        var (status, refusal) = await WriteAsync("vision", new string('x', 1 << 20), version: null);
        Assert.Equal((413, "BodyTooLarge"), (status, refusal.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task What_lies_in_a_folder_is_shown_never_run()
    {
        await RecordAsync("vision/run-1");
        _scene.Put("vision/page.html", "<script>alert(1)</script>");
        _scene.Put("vision/picture.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>");
        foreach (var (file, type) in new[] { ("page.html", "text/plain; charset=utf-8"), ("picture.svg", "image/svg+xml") })
        {
            var answer = await _scene.AskAsync("/q/folderfile", $"path=vision&file={file}");
            answer.Stream!.Dispose();
            Assert.Equal(type, answer.ContentType);
            Assert.Contains("default-src 'none'", answer.Policy);
            Assert.Contains("sandbox", answer.Policy);
            Assert.Contains(("X-Content-Type-Options", "nosniff"), answer.Headers());
        }
    }

    private static IEnumerable<string?> Names(JsonElement folder) =>
        folder.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("name").GetString());

    private async Task<string> ReadAsync(string query)
    {
        await using var stream = (await _scene.AskAsync("/q/folderfile", query)).Stream!;
        return await new StreamReader(stream).ReadToEndAsync();
    }

    private Task<(int Status, JsonElement Answer)> WriteAsync(string path, string text, string? version) =>
        _scene.ChangeAsync("write", new { path, file = "README.md", text, version });

    private async Task RecordAsync(params string[] paths)
    {
        foreach (var path in paths)
            await _scene.RecordAsync(path, _ => Task.CompletedTask);
    }
}
