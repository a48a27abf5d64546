using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MlDash.Tests.Support;

namespace MlDash.Tests.Concurrency;

public sealed class ManyProcessesTests : IDisposable
{
    private const int Writers = 8;
    private const int Appends = 1_000;

    private readonly Scene _scene = new();
    private readonly List<Process> _started = [];

    public void Dispose()
    {
        foreach (var process in _started)
        {
            if (!process.HasExited)
                process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        _scene.Dispose();
    }

    [Fact]
    public async Task Eight_processes_append_a_thousand_times_each_without_a_gap_or_a_double()
    {
        var processes = Enumerable.Range(0, Writers).Select(writer => Start(Appends.ToString(CultureInfo.InvariantCulture), $"w{writer}")).ToList();
        foreach (var process in processes)
        {
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, await error);
        }

        var experiment = await _scene.GetAsync();
        var points = await experiment.Metric("shared").ReadAsync(new()).ToListAsync();
        Assert.Equal(Enumerable.Range(0, Writers * Appends).Select(index => (long)index), points.Select(point => point.Index));
        Assert.All(points.GroupBy(point => point.Fields["writer"]), writer =>
            Assert.Equal(Enumerable.Range(0, Appends).Select(step => (object?)(long)step), writer.Select(point => point.Fields["step"])));
        var entries = await experiment.Log.ReadAsync(new()).ToListAsync();
        Assert.Equal(Enumerable.Range(0, Writers * Appends).Select(number => (long)number), entries.Select(entry => entry.SequenceNumber));
        Assert.Equal(Writers * Appends, entries.Select(entry => entry.Message).Distinct().Count());

        var metadata = JsonDocument.Parse(File.ReadAllBytes(_scene.In("project/run/metrics/shared/metadata.json"))).RootElement;
        Assert.Equal(
            (Writers * Appends, Writers * Appends), (metadata.GetProperty("totalDataPoints").GetInt32(), metadata.GetProperty("nextIndex").GetInt32()));
        Assert.Equal((Writers * Appends).ToString(CultureInfo.InvariantCulture), File.ReadAllText(_scene.In("project/run/logs/.log_sequence")));
        var record = await _scene.RecordAsync();
        Assert.Equal(ExperimentStatus.Completed, record.Status);
        Assert.Equal(Writers, record.Runs.Length);
        Assert.Empty(experiment.Warnings);
    }

    [Fact]
    public async Task A_killed_writer_loses_nothing_it_had_flushed_and_the_next_goes_on_without_a_gap()
    {
        var flushed = 0;
        for (var round = 0; round < 3; round++)
        {
            var process = Start("forever", $"r{round}");
            var said = 0;
            while (said < 500)
                said = int.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            process.Kill();
            await process.WaitForExitAsync();
            flushed += said;
        }

        Assert.Equal(ExperimentStatus.Crashed, (await _scene.RecordAsync()).Status);
        await using (var next = await _scene.StartAsync())
        {
            next.Log.Write(LogLevel.Info, "last");
            next.Metric("shared").Append(new System.Collections.Hashtable { ["step"] = 0 }, new());
        }

        var experiment = await _scene.GetAsync();
        var indexes = await experiment.Metric("shared").ReadAsync(new()).Select(point => point.Index).ToListAsync();
        var numbers = await experiment.Log.ReadAsync(new()).Select(entry => entry.SequenceNumber).ToListAsync();
        Assert.True(indexes.Count > flushed && numbers.Count > flushed, $"{indexes.Count} points and {numbers.Count} entries of {flushed} that were flushed.");
        Assert.Equal(Enumerable.Range(0, indexes.Count).Select(index => (long)index), indexes);
        Assert.Equal(Enumerable.Range(0, numbers.Count).Select(number => (long)number), numbers);
        Assert.Empty(experiment.Warnings);
    }

    private Process Start(string count, string writer)
    {
        var start = Programs.Of(Path.Combine(AppContext.BaseDirectory, "MlDash.Core.Tests.Writer.dll"), _scene.Root, "project/run", count, writer);
        start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        _started.Add(process);
        return process;
    }
}
