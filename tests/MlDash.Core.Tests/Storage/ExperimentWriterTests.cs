using System.Collections.Specialized;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using MlDash.Ids;
using MlDash.Records;
using MlDash.Storage.Format;
using MlDash.Storage.Local;
using MlDash.Tests.Support;

namespace MlDash.Tests.Storage;

/// <summary>An experiment that was recorded elsewhere is written into a folder in which others record, save and set at the same time.</summary>
public sealed class ExperimentWriterTests : IDisposable
{
    private const int Appends = 3_000;
    private const int LinesAPage = 5;

    private static readonly StreamId _shared = new(RecordKind.Metric, "shared");

    private readonly Scene _scene = new();

    private LocalLayout Layout => new(_scene.Root, ExperimentPath.Parse("project/run"));

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Lines_of_another_place_and_of_a_process_that_records_are_all_there_once()
    {
        await using var experiment = await _scene.StartAsync();
        var start = Programs.Of(
            Path.Combine(AppContext.BaseDirectory, "MlDash.Core.Tests.Writer.dll"),
            _scene.Root,
            "project/run",
            Appends.ToString(CultureInfo.InvariantCulture),
            "w");
        start.RedirectStandardError = true;
        using var recorder = Process.Start(start)!;
        var error = recorder.StandardError.ReadToEndAsync();
        var (points, entries) = (0, 0);
        while (!recorder.HasExited)
        {
            var writer = NewWriter();
            points += Take(
                writer,
                _shared,
                (lines, number) => PointLine.Write(lines.Page, number, "{\"writer\":\"elsewhere\"}"u8, default),
                lines => WriteMetric(lines.Count));
            entries += Take(
                writer,
                StreamId.Log,
                (lines, number) => LogLine.Write(lines.Page, number, "{\"level\":\"info\",\"message\":\"elsewhere\"}"u8),
                lines => LogSequence.Write(Layout, lines.Count));
        }

        await recorder.WaitForExitAsync();
        Assert.True(recorder.ExitCode == 0, await error);
        Assert.True(points > 0 && entries > 0, "Nothing was written from elsewhere.");
        var found = await experiment.Metric("shared").ReadAsync(new()).ToListAsync();
        Assert.Equal(Enumerable.Range(0, Appends + points).Select(index => (long)index), found.Select(point => point.Index));
        Assert.Equal(points, found.Count(point => Equals(point.Fields["writer"], "elsewhere")));
        var log = await experiment.Log.ReadAsync(new()).ToListAsync();
        Assert.Equal(Enumerable.Range(0, Appends + entries).Select(number => (long)number), log.Select(entry => entry.SequenceNumber));
        Assert.Equal(entries, log.Count(entry => entry.Message == "elsewhere"));
        Assert.Empty(_scene.Store.Warnings);
    }

    [Fact]
    public async Task A_stream_that_is_taken_as_a_whole_does_not_take_the_place_of_one_that_has_grown()
    {
        await using var experiment = await RecordedAsync(3);
        using var lines = NewWriter().Open(_shared, whole: true, default);
        Fill(lines, 9);
        experiment.Metric("shared").Append(new OrderedDictionary { ["here"] = 1 }, new());
        await experiment.FlushAsync();

        Assert.False(lines.Finish(() => Assert.Fail("The counters are those of the recorder.")));
        Assert.Equal(4, await experiment.Metric("shared").ReadAsync(new()).CountAsync());
    }

    [Fact]
    public async Task A_stream_that_is_taken_as_a_whole_takes_the_place_of_one_that_stayed_as_it_was()
    {
        await using var experiment = await RecordedAsync(3);
        using (var lines = NewWriter().Open(_shared, whole: true, default))
        {
            Fill(lines, 9);
            Assert.True(lines.Finish(() => WriteMetric(lines.Count)));
        }

        Assert.Equal(9, await experiment.Metric("shared").ReadAsync(new()).CountAsync());
        Assert.DoesNotContain(
            Directory.GetFiles(LocalStreams.FolderOf(Layout, _shared)),
            file => Path.GetFileName(file).StartsWith(".mldash-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_others_have_recorded_since_the_writer_was_made_no_line_is_written()
    {
        await using var experiment = await RecordedAsync(3);
        var writer = NewWriter();
        experiment.Metric("shared").Append(new OrderedDictionary { ["here"] = 1 }, new());
        await experiment.FlushAsync();
        using var lines = writer.Open(_shared, whole: false, default);
        Fill(lines, 9);

        Assert.False(lines.Write());
        Assert.Equal(4, await experiment.Metric("shared").ReadAsync(new()).CountAsync());
        // What was there when the writer was made is what it knows to be the other place's.
        Assert.Equal(3, writer.EndOf(_shared)!.Value.Lines);
    }

    [Fact]
    public async Task A_broken_off_call_is_taken_up_where_it_was_and_a_torn_line_is_cut()
    {
        using (var lines = NewWriter().Open(_shared, whole: false, default))
        {
            Fill(lines, 4);
            Assert.True(lines.Write());
        }

        File.AppendAllText(LocalStreams.DataFile(Layout, _shared), "{\"index\": 4, \"da");
        using (var lines = NewWriter().Open(_shared, whole: false, default))
        {
            Assert.Equal(4, lines.Count);
            Fill(lines, 2);
            Assert.True(lines.Finish(() => WriteMetric(lines.Count)));
        }

        NewWriter().Complete(NewDocument(), [], default);
        var experiment = await _scene.GetAsync();
        Assert.Equal([0, 1, 2, 3, 4, 5], await experiment.Metric("shared").ReadAsync(new()).Select(point => (int)point.Index).ToListAsync());
        Assert.Empty(_scene.Store.Warnings);
    }

    [Fact]
    public async Task Parameters_that_others_have_set_since_are_not_replaced()
    {
        await using var experiment = await _scene.StartAsync();
        var before = NewWriter();
        await experiment.Parameters.SetAsync(new OrderedDictionary { ["here"] = 1 });

        Assert.False(before.WriteParameters("{\"version\":7,\"data\":{}}"u8, default));
        Assert.Equal(["here"], (await experiment.Parameters.GetAsync()).Keys.Cast<string>());
        Assert.True(NewWriter().WriteParameters("{\"version\":7,\"data\":{}}"u8, default));
        Assert.Empty(await experiment.Parameters.GetAsync());
    }

    [Fact]
    public async Task Parameters_are_written_only_when_nobody_holds_their_lock()
    {
        await using var experiment = await _scene.StartAsync();
        var held = FileLock.Take(Layout.ParametersLock, TimeProvider.System);
        var writing = Task.Run(() => NewWriter().WriteParameters("{\"version\":1,\"data\":{}}"u8, default));

        Assert.NotSame(writing, await Task.WhenAny(writing, Task.Delay(200)));
        held.Dispose();
        Assert.True(await writing);
    }

    [Fact]
    public async Task Files_that_others_have_saved_changed_or_deleted_since_stay_as_they_are()
    {
        await using var experiment = await _scene.StartAsync();
        foreach (var name in new[] { "kept", "changed", "deleted" })
            await SaveAsync(experiment, name);
        var writer = NewWriter();
        var files = await experiment.Files.FindAsync(new()).ToDictionaryAsync(file => file.Name);
        await experiment.Files.UpdateAsync(files["changed"], new() { Description = "here" });
        await experiment.Files.DeleteAsync(files["deleted"]);
        await SaveAsync(experiment, "saved");

        string[] names = ["kept", "changed", "deleted", "saved", "new"];
        var left = writer.ListFiles(
            [.. names.Select(name => new FileEntry(files["kept"]) { Id = FileId.Next(TimeProvider.System), Name = name, Description = "elsewhere" })]);

        Assert.Equal(["changed", "deleted", "saved"], left.Select(file => file.Name));
        var now = await experiment.Files.FindAsync(new()).ToDictionaryAsync(file => file.Name, file => file.Description);
        Assert.Equal([("changed", "here"), ("kept", "elsewhere"), ("new", "elsewhere"), ("saved", null)], now.Select(file => (file.Key, file.Value)).Order());
        Assert.Equal(["kept", "new"], (await experiment.Files.FindAsync(new()).ToListAsync()).Where(writer.Has).Select(file => file.Name).Order());
    }

    [Fact]
    public async Task The_document_comes_last_and_keeps_what_runs_here_and_others_have_written()
    {
        await using var experiment = await _scene.StartAsync(change: new() { Description = "first", Tags = ["first"] });
        var writer = NewWriter();
        await _scene.Store.UpdateAsync(experiment.Stored.Path, new() { Tags = ["here"] }, default);
        writer.Complete(NewDocument(), [], default);

        var record = await _scene.RecordAsync();
        Assert.Equal(("elsewhere", ExperimentStatus.Running), (record.Description, record.Status));
        Assert.Equal(["here"], record.Tags);
        Assert.Single(record.Runs);
        Assert.Equal(["tags"], writer.ChangedMembers);
    }

    [Fact]
    public async Task Runs_that_begin_while_the_document_is_written_are_all_in_it()
    {
        const int Runs = 100;
        await using var first = await _scene.StartAsync();
        using var done = new CancellationTokenSource();
        var writing = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
                NewWriter().Complete(NewDocument(), [], default);
        });
        for (var run = 1; run < Runs; run++)
            await (await _scene.StartAsync()).CompleteAsync(ExperimentStatus.Completed);
        await done.CancelAsync();
        await writing;

        var record = await _scene.RecordAsync();
        Assert.Equal(Runs, record.Runs.Length);
        Assert.Equal(Runs - 1, record.Runs.Count(run => run.Status == ExperimentStatus.Completed));
    }

    private static OrderedDictionary NewDocument() => new()
    {
        ["name"] = "run",
        ["description"] = "elsewhere",
        ["tags"] = new[] { "elsewhere" },
        ["metadata"] = null,
        ["status"] = "COMPLETED",
    };

    private static Task<FileEntry> SaveAsync(Experiment experiment, string name) =>
        experiment.Files.SaveAsync(new FileUpload { Name = name, Open = () => new MemoryStream(Encoding.UTF8.GetBytes(name)) });

    private ExperimentWriter NewWriter() => new(Layout, TimeProvider.System, _scene.Store.Warnings.Enqueue);

    private async Task<Experiment> RecordedAsync(int points)
    {
        var experiment = await _scene.StartAsync();
        for (var i = 0; i < points; i++)
            experiment.Metric("shared").Append(new OrderedDictionary { ["here"] = i }, new());
        await experiment.FlushAsync();
        return experiment;
    }

    /// <summary>Writes some lines behind those that are there, and says how many of them are in place.</summary>
    private static int Take(ExperimentWriter writer, StreamId stream, Action<LineIntake, long> line, Action<LineIntake> counters)
    {
        using var lines = writer.Open(stream, whole: false, default);
        for (var i = 0; i < LinesAPage; i++)
        {
            line(lines, lines.Count);
            lines.EndLine();
        }

        if (!lines.Write())
            return 0;
        lines.Finish(() => counters(lines));
        return LinesAPage;
    }

    private static void Fill(LineIntake lines, int count)
    {
        for (var i = 0; i < count; i++)
        {
            PointLine.Write(lines.Page, lines.Count, "{\"elsewhere\":1}"u8, default);
            lines.EndLine();
        }
    }

    private void WriteMetric(long count)
    {
        var document = MetricMetadata.Complete(null, _shared.Name, TimeProvider.System.GetUtcNow());
        document["totalDataPoints"] = document["nextIndex"] = count;
        SmallDocument.Write(Layout.FileIn(LocalStreams.FolderOf(Layout, _shared), LocalLayout.MetadataFile), document);
    }
}
