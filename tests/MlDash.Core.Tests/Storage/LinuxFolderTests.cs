using System.Diagnostics;
using MlDash.Storage.Local;
using MlDash.Tests.Support;

namespace MlDash.Tests.Storage;

/// <summary>What Linux tells of a folder at once, and what is left to the portable way.</summary>
public sealed class LinuxFolderTests : IDisposable
{
    private readonly Scene _scene = new();

    public LinuxFolderTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The system is not Linux.");

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_folder_is_listed_as_the_framework_lists_it()
    {
        // More than one call answers.
        for (var at = 0; at < 400; at++)
            Directory.CreateDirectory(_scene.In($"{at} {new string('é', at % 100)}"));
        _scene.Put("experiment.json", "{}");
        _scene.Put("experiment.json.tmp", "{}");

        var (hasDocument, folders) = Listed();
        Assert.True(hasDocument);
        Assert.Equal(Directory.GetDirectories(_scene.Root).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal), folders);
    }

    [Fact]
    public void A_folder_without_the_document_is_none_of_an_experiment()
    {
        _scene.Put("experiment.jso", "{}");
        var (hasDocument, folders) = Listed();
        Assert.False(hasDocument);
        Assert.Empty(folders);
    }

    [Fact]
    public void Links_and_what_is_no_file_are_left_to_the_portable_way()
    {
        Directory.CreateDirectory(_scene.In("linked", "experiment.json"));
        Directory.CreateDirectory(_scene.In("link"));
        Directory.CreateSymbolicLink(_scene.In("link", "to"), _scene.In("linked"));
        Directory.CreateDirectory(_scene.In("pipe"));
        using var made = Process.Start("mkfifo", _scene.In("pipe", "experiment.json"));
        made.WaitForExit();

        Assert.Null(Listed("linked").HasDocument);
        Assert.Null(Listed("link").HasDocument);
        Assert.Null(Listed("pipe").HasDocument);
        Assert.Null(LinuxFolder.Open(_scene.In("link", "to")));
        Assert.Null(LinuxFolder.Open(_scene.In("none")));
        Assert.Null(LinuxFolder.Open(_scene.Put("file", string.Empty)));
    }

    [Fact]
    public void A_small_file_is_read_and_any_other_left()
    {
        _scene.Put("small", "text");
        _scene.Put("large", new string('x', 16 * 1024));
        _scene.Put("empty", string.Empty);
        File.CreateSymbolicLink(_scene.In("link"), _scene.In("small"));
        using var folder = LinuxFolder.Open(_scene.Root)!;

        Assert.Equal("text"u8, folder.Read("small"));
        Assert.All(["large", "empty", "link", "none"], name => Assert.True(folder.Read(name).IsEmpty));
    }

    [Fact]
    public async Task A_large_document_is_listed_like_a_small_one_and_a_damaged_one_is_a_warning()
    {
        _scene.Put("project/small/experiment.json", """{"name": "small"}""");
        _scene.Put("project/large/experiment.json", $$"""{"name": "large", "description": "{{new string('x', 40_000)}}"}""");
        _scene.Put("project/damaged/experiment.json", """{"name": """);

        var found = await _scene.Store.FindAsync(new ExperimentQuery(), default).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal([("large", 40_000), ("small", 0)], found.Select(record => (record.Name, record.Description?.Length ?? 0)));
        Assert.Contains("project/damaged", Assert.Single(_scene.Store.Warnings), StringComparison.Ordinal);
    }

    private (bool? HasDocument, IEnumerable<string> Folders) Listed(string inner = "")
    {
        using var folder = LinuxFolder.Open(_scene.In(inner))!;
        var folders = new List<string>();
        var hasDocument = folder.List(folders, "experiment.json"u8);
        return (hasDocument, folders.Order(StringComparer.Ordinal));
    }
}
