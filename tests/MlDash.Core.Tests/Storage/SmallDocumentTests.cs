using System.Collections.Specialized;
using MlDash.Storage.Local;
using MlDash.Tests.Support;

namespace MlDash.Tests.Storage;

public sealed class SmallDocumentTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    [Trait("Wine", "no: it replaces no file that stays open")]
    public void A_document_is_replaced_by_another_file_never_written_into()
    {
        var path = _scene.Put("document.json", """{"old": true}""");
        using var before = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

        SmallDocument.Write(path, new OrderedDictionary { ["new"] = true });

        // Who has the old one open still reads all of it.
        using var reader = new StreamReader(before);
        Assert.Equal("""{"old": true}""", reader.ReadToEnd());
        Assert.Equal(true, SmallDocument.Read(path)!["new"]);
        Assert.Equal([path], Directory.GetFileSystemEntries(_scene.Root));
    }

    [Fact]
    public async Task A_reader_beside_a_writer_never_sees_a_part_of_a_document()
    {
        var path = _scene.In("document.json");
        var text = new string('x', 200_000);
        SmallDocument.Write(path, new OrderedDictionary { ["text"] = text, ["end"] = 0L });
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(() =>
        {
            for (var i = 1L; !stop.IsCancellationRequested; i++)
                SmallDocument.Write(path, new OrderedDictionary { ["text"] = text[..(int)(i % 1000 * 200)], ["end"] = i });
        });

        for (var look = 0; look < 300; look++)
        {
            // Read as another tool reads: once, without a second look.
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[RandomAccess.GetLength(file)];
            Assert.Equal(bytes.Length, RandomAccess.Read(file, bytes, 0));
            Assert.Equal((byte)'}', bytes.LastOrDefault());
        }

        await stop.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task What_killed_writers_left_is_removed_at_the_next_start_but_not_while_a_writer_may_be_at_work()
    {
        await using (var first = await _scene.StartAsync())
        {
            first.Log.Write(LogLevel.Info, "x");
            first.Metric("train").Append(new System.Collections.Hashtable { ["a"] = 1 }, new AppendClock());
            await first.CompleteAsync(ExperimentStatus.Completed);
        }

        string[] folders = ["project/run", "project/run/logs", "project/run/files", "project/run/metrics/train"];
        var old = folders.Select(folder => _scene.Put($"{folder}/.mldash-experiment.json.1-1.tmp", "{")).ToList();
        var young = folders.Select(folder => _scene.Put($"{folder}/.mldash-experiment.json.1-2.tmp", "{")).ToList();
        var users = _scene.Put("project/run/notes.tmp", "mine");
        foreach (var path in old.Append(users))
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-2));

        await using var experiment = await _scene.StartAsync();
        experiment.Metric("train").Append(new System.Collections.Hashtable { ["a"] = 1 }, new AppendClock());
        await experiment.FlushAsync();

        Assert.DoesNotContain(old, File.Exists);
        Assert.All(young.Append(users), path => Assert.True(File.Exists(path), path));
    }
}
