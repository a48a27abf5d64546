using System.Diagnostics;
using MlDash.Files;
using MlDash.Tests.Support;

namespace MlDash.Tests.Files;

/// <summary>Files of the machine that are to be kept: links, circles, pipes, and what cannot be read.</summary>
public sealed class SourceTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    [Trait("Wine", "no: it makes no symbolic links")]
    public void Links_to_files_and_folders_are_followed_and_a_circle_is_a_fault_of_its_own()
    {
        Put("tree/real/w.bin");
        Put("elsewhere/deep/e.bin");
        Put("tree/.hidden");
        File.CreateSymbolicLink(In("tree/latest.bin"), "real/w.bin");
        Directory.CreateSymbolicLink(In("tree/linked"), "real");
        Directory.CreateSymbolicLink(In("tree/outside"), In("elsewhere"));
        Directory.CreateSymbolicLink(In("tree/real/up"), "..");
        Directory.CreateSymbolicLink(In("elsewhere/back"), In("tree"));

        var found = SourceTree.Find(In("tree")).ToList();

        Assert.Equal(
            [".hidden", "latest.bin", "linked/w.bin", "outside/deep/e.bin", "real/w.bin"],
            found.Where(one => one.Fault is null).Select(one => Path.GetRelativePath(In("tree"), one.Path)));
        Assert.Equal(
            ["linked/up", "outside/back", "real/up"],
            found.Where(one => one.Fault?.ErrorId == "SourceIsCircle").Select(one => Path.GetRelativePath(In("tree"), one.Path)));
    }

    [Fact]
    [Trait("Wine", "no: it makes no symbolic links")]
    public void A_link_gives_length_and_time_of_what_it_leads_to()
    {
        var target = Put("target.bin");
        File.SetLastWriteTimeUtc(target, new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        File.CreateSymbolicLink(In("link.bin"), target);

        var source = SourceFile.At(In("link.bin"));

        Assert.Equal((7, new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc)), (source.Length, source.LastWriteTimeUtc));
    }

    [Fact]
    [Trait("Wine", "no: it makes no symbolic links")]
    public void What_is_not_there_or_leads_nowhere_is_not_found()
    {
        File.CreateSymbolicLink(In("nowhere"), In("gone"));
        File.CreateSymbolicLink(In("itself"), In("itself"));

        Assert.Equal("SourceFileNotFound", Assert.Throws<StorageException>(() => SourceFile.At(In("none"))).ErrorId);
        var nowhere = Assert.Throws<StorageException>(() => SourceFile.At(In("nowhere")));
        Assert.Equal("SourceFileNotFound", nowhere.ErrorId);
        Assert.Contains(In("gone"), nowhere.Message, StringComparison.Ordinal);
        Assert.IsType<StorageException>(Record.Exception(() => SourceFile.At(In("itself")).Open()));
    }

    [Fact]
    public void A_pipe_and_a_device_are_refused_and_nothing_waits_for_them()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes among its files.");
        using (var made = Process.Start("mkfifo", [In("pipe")]))
            made.WaitForExit();
        File.CreateSymbolicLink(In("link"), In("pipe"));

        Assert.All(
            [In("pipe"), In("link"), "/dev/zero"], path => Assert.Equal("SourceNotAFile", Assert.Throws<StorageException>(() => SourceFile.At(path)).ErrorId));
    }

    [Fact]
    [Trait("Wine", "no: the runtime of .NET breaks down at it, with an error of its own")]
    public async Task A_source_that_cannot_be_read_is_not_said_to_be_a_place_that_cannot_be_written()
    {
        await using var experiment = await _scene.StartAsync();
        var closed = new FileUpload { Name = "a", Open = () => throw new UnauthorizedAccessException("Access to '/secret' is denied.") };
        var broken = new FileUpload { Name = "b", Open = () => new UnreadableStream() };

        foreach (var (upload, id) in new[] { (closed, "SourceUnreadable"), (broken, "DiskFault") })
        {
            var error = await Assert.ThrowsAsync<StorageException>(() => experiment.Files.SaveAsync(upload));
            Assert.Equal(id, error.ErrorId);
            Assert.Contains("cannot be read", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("written", error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_scene.In("project/run/files")));
    }

    private string In(string path) => Path.Combine(_scene.Outside, path);

    private string Put(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
        File.WriteAllText(In(path), "content");
        return In(path);
    }

    private sealed class UnreadableStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken =
            default) => throw new IOException("Input/output error");
    }
}
