using System.Collections;
using MlDash.Tests.Support;

namespace MlDash.Tests.Storage;

/// <summary>Files that another tool or an editor has saved: a byte order mark in front, no line feed at the end, lines of other content.</summary>
public sealed class EditedFileTests : IDisposable
{
    private const string Data = "project/run/metrics/train/data.jsonl";
    private const string Logs = "project/run/logs/logs.jsonl";
    private const string Track = "project/run/tracks/pose/data.jsonl";
    private const string Experiment = "project/run/experiment.json";

    private static readonly ExperimentPath _path = ExperimentPath.Parse("project/run");

    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_byte_order_mark_costs_no_record()
    {
        PutAll("\uFEFF", "\n");

        await AssertReadAsync(1);
        Assert.Equal(1L, (await _scene.Store.ReadMetricAsync(_path, "train", new MetricQuery { Since = 0 }, default).SingleAsync()).Fields["a"]);
        Assert.Equal(0, (await _scene.Store.DescribeMetricsAsync(_path, null, default).SingleAsync()).Last?.Index);
        Assert.Equal(1.0, (await _scene.Store.FindInTrackAsync(_path, "pose", [1.5], new(), default).SingleAsync()).Timestamp);

        await RecordAsync();

        await AssertReadAsync(2);
        Assert.Equal([0L, 1L], await _scene.Store.ReadMetricAsync(_path, "train", new(), default).Select(point => point.Index).ToListAsync());
        Assert.Equal([0L, 1L], await _scene.Store.ReadLogsAsync(_path, new(), default).Select(entry => entry.SequenceNumber).ToListAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    public async Task A_last_record_without_its_line_feed_is_kept_by_the_next_writer(string mark)
    {
        PutAll(mark, string.Empty);

        await RecordAsync();

        await AssertReadAsync(2);
        Assert.Equal([0L, 1L], await _scene.Store.ReadMetricAsync(_path, "train", new(), default).Select(point => point.Index).ToListAsync());
        Assert.Equal(2, (await _scene.Store.DescribeTracksAsync(_path, null, default).SingleAsync()).TotalEntries);
    }

    [Fact]
    public async Task A_record_with_bare_NaN_and_no_line_feed_is_kept_too()
    {
        _scene.Put(Data, "{\"index\": 0, \"data\": {\"a\": NaN, \"b\": -Infinity}}");

        await RecordAsync();

        var points = await _scene.Store.ReadMetricAsync(_path, "train", new(), default).ToListAsync();
        Assert.Equal([0L, 1L], points.Select(point => point.Index));
        Assert.Equal(double.NaN, points[0].Fields["a"]);
    }

    [Fact]
    public async Task Lines_of_a_track_without_a_readable_time_are_one_warning_and_cost_no_other_entry()
    {
        _scene.Put(Track, "{\"timestamp\": 1.0, \"a\": 1}\ngarbage\n[1]\nnull\n\n{\"a\": 2}\n{\"timestamp\": \"soon\"}\n{\"timestamp\": 2.0, \"a\": 3}\n");

        Assert.Equal([1L, 3L], await _scene.Store.ReadTrackAsync(_path, "pose", new(), default).Select(entry => entry.Fields["a"]).ToListAsync());
        var warning = Assert.Single(_scene.Store.Warnings);
        Assert.Contains(_scene.In(Track), warning, StringComparison.Ordinal);
        Assert.StartsWith("5 lines", warning, StringComparison.Ordinal);

        _scene.Store.Warnings.Clear();
        Assert.Equal(3L, (await _scene.Store.FindInTrackAsync(_path, "pose", [9], new(), default).SingleAsync()).Fields["a"]);
        Assert.Single(_scene.Store.Warnings);
    }

    [Fact]
    public async Task What_Python_wrote_a_hundred_levels_deep_is_opened_and_recorded_to()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"x\": ", 100)) + "1" + new string('}', 100);
        _scene.Put(Experiment, $"{{\"name\": \"run\", \"metadata\": {deep}}}");
        _scene.Put("project/run/metrics/train/metadata.json", $"{{\"name\": \"train\", \"metadata\": {deep}}}");
        _scene.Put("project/run/parameters.json", $"{{\"version\": 1, \"data\": {{\"list\": [{deep}]}}}}");
        _scene.Put(Track, $"{{\"timestamp\": 1.0, \"list\": [{deep}]}}\n");
        PutAll(string.Empty, "\n", except: Track);

        await RecordAsync();

        Assert.Equal(100, DepthOf((await _scene.RecordAsync()).Metadata));
        Assert.Equal(2, await _scene.Store.ReadTrackAsync(_path, "pose", new(), default).CountAsync());
        Assert.Equal(["a", "list"], (await _scene.Store.ReadParametersAsync(_path, default)).Keys.Cast<string>().Order());
        Assert.Equal(100, DepthOf((await _scene.Store.DescribeMetricsAsync(_path, null, default).SingleAsync()).Metadata));
        Assert.Empty(_scene.Store.Warnings);
    }

    private static int DepthOf(object? value) => value is IDictionary map ? 1 + DepthOf(map["x"]) : 0;

    private void PutAll(string before, string after, string? except = null)
    {
        Put(Data, "{\"index\": 0, \"data\": {\"a\": 1, \"_ts\": 5.0}}");
        Put(Logs, "{\"sequenceNumber\": 0, \"message\": \"one\"}");
        Put(Track, "{\"timestamp\": 1.0, \"a\": 1}");

        void Put(string path, string line)
        {
            if (path != except)
                _scene.Put(path, before + line + after);
        }
    }

    private async Task RecordAsync()
    {
        await using var experiment = await _scene.StartAsync();
        var clock = new AppendClock();
        experiment.Metric("train").Append(new Hashtable { ["a"] = 2 }, clock, 6);
        experiment.Track("pose").Append(new Hashtable { ["a"] = 2 }, clock, 6);
        experiment.Log.Write(LogLevel.Info, "two");
        await experiment.Parameters.SetAsync(new Hashtable { ["a"] = 1 });
    }

    private async Task AssertReadAsync(int records)
    {
        Assert.Equal(records, await _scene.Store.ReadMetricAsync(_path, "train", new(), default).CountAsync());
        Assert.Equal(records, await _scene.Store.ReadLogsAsync(_path, new(), default).CountAsync());
        Assert.Equal(records, await _scene.Store.ReadTrackAsync(_path, "pose", new(), default).CountAsync());
        Assert.Empty(_scene.Store.Warnings);
    }
}
