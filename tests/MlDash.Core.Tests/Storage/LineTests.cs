using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MlDash.Storage.Local;
using MlDash.Tests.Support;

namespace MlDash.Tests.Storage;

public sealed class LineTests : IDisposable
{
    private const string Data = "project/run/metrics/train/data.jsonl";
    private const string Metadata = "project/run/metrics/train/metadata.json";
    private const string Logs = "project/run/logs/logs.jsonl";
    private const string Sequence = "project/run/logs/.log_sequence";

    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_torn_last_line_is_ignored_by_readers_and_cut_by_the_next_writer()
    {
        await AppendAsync(3);
        await LogAsync("one");
        File.AppendAllText(_scene.In(Data), "{\"index\": 3, \"data\": {\"loss\": 0.");
        File.AppendAllText(_scene.In(Logs), "{\"sequenceNumber\": 1, \"mess");

        Assert.Equal([0, 1, 2], await IndexesAsync());
        Assert.Equal(["one"], await MessagesAsync());
        Assert.Equal([2], await IndexesAsync(new MetricQuery { Last = 1 }));
        Assert.Empty(_scene.Store.Warnings);

        await AppendAsync(2);
        await LogAsync("two");

        Assert.Equal([0, 1, 2, 3, 4], await IndexesAsync());
        Assert.Equal(["one", "two"], await MessagesAsync());
        Assert.All(File.ReadAllLines(_scene.In(Data)).Concat(File.ReadAllLines(_scene.In(Logs))), line => JsonDocument.Parse(line).Dispose());
    }

    [Theory]
    [InlineData(Logs)]
    [InlineData(Data)]
    [InlineData("project/run/tracks/pose/data.jsonl")]
    public async Task A_folder_in_place_of_the_lines_is_a_typed_error_that_names_it(string place)
    {
        await (await _scene.StartAsync()).CompleteAsync(ExperimentStatus.Completed);
        Directory.CreateDirectory(_scene.In(place));
        var path = ExperimentPath.Parse("project/run");

        var fault = await Assert.ThrowsAsync<StorageException>(async () =>
        {
            await _scene.Store.ReadLogsAsync(path, new(), default).ToListAsync();
            await _scene.Store.ReadMetricAsync(path, "train", new(), default).ToListAsync();
            await _scene.Store.ReadTrackAsync(path, "pose", new(), default).ToListAsync();
        });

        Assert.Equal("SourceUnreadable", fault.ErrorId);
        Assert.Contains($"'{_scene.In(place)}' cannot be read", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_torn_in_the_first_write_of_all_leaves_an_empty_stream()
    {
        _scene.Put(Data, "{\"index\": 0, \"da");

        await AppendAsync(1);

        Assert.Equal([0], await IndexesAsync());
    }

    [Fact]
    public async Task A_broken_line_inside_is_passed_over_with_one_warning_that_names_the_file()
    {
        await AppendAsync(2);
        await LogAsync("one");
        File.AppendAllText(_scene.In(Data), "{\"index\": 2, \"data\": {\"loss\": 0.5\n[]\n");
        File.AppendAllText(_scene.In(Logs), "{\"sequenceNumber\": 1, \"mess{\"sequenceNumber\": 1, \"message\": \"glued\"}\n");
        await AppendAsync(1);
        await LogAsync("two");

        Assert.Equal(3, (await IndexesAsync()).Count());
        Assert.Equal(2, _scene.Store.Warnings.Count);
        Assert.All(_scene.Store.Warnings, warning => Assert.Contains(_scene.In(Data), warning, StringComparison.Ordinal));
        _scene.Store.Warnings.Clear();
        Assert.Equal(["one", "two"], await MessagesAsync());
        Assert.Contains(_scene.In(Logs), Assert.Single(_scene.Store.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_with_bytes_that_are_no_utf8_is_passed_over()
    {
        await LogAsync("one");
        await using (var file = File.Open(_scene.In(Logs), FileMode.Append))
            file.Write([.. "{\"sequenceNumber\": 1, \"message\": \""u8, 0xFF, .. "\"}\n"u8]);

        Assert.Equal(["one"], await MessagesAsync());
        Assert.Single(_scene.Store.Warnings);
    }

    [Fact]
    public async Task Carriage_returns_and_blank_lines_are_read_over()
    {
        _scene.Put(Data, "\r\n{\"index\": 0, \"data\": {\"a\": 1}}\r\n\n  \t\r\n{\"index\": 1, \"data\": {\"a\": 2}}\r\n\r\n");
        _scene.Put(Logs, "\n{\"message\": \"one\"}\r\n\r\n");
        await AppendAsync(1);

        Assert.Equal([0, 1, 2], await IndexesAsync());
        Assert.Equal(["one"], await MessagesAsync());
        Assert.Empty(_scene.Store.Warnings);
    }

    [Fact]
    public async Task The_last_points_asked_for_are_given_though_blank_and_broken_lines_follow_them()
    {
        await AppendAsync(4);
        File.AppendAllText(_scene.In(Data), "\nbroken\n\n");

        Assert.Equal([2, 3], await IndexesAsync(new MetricQuery { Last = 2 }));
        Assert.Equal(3, (await SingleMetricAsync()).Last?.Index);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{\"metricId\": \"local-metric-train\", \"nextIn")]
    [InlineData("[]")]
    [InlineData("{\"totalDataPoints\": 1, \"nextIndex\": 1}")]
    [InlineData("{\"totalDataPoints\": \"3\", \"nextIndex\": null}")]
    public async Task The_counters_of_a_metric_are_rebuilt_from_its_lines(string? metadata)
    {
        await AppendAsync(3);
        if (metadata is null)
            File.Delete(_scene.In(Metadata));
        else
            File.WriteAllText(_scene.In(Metadata), metadata);

        Assert.Equal(3, (await SingleMetricAsync()).TotalPoints);
        await AppendAsync(2);

        Assert.Equal([0, 1, 2, 3, 4], await IndexesAsync());
        var stored = JsonDocument.Parse(File.ReadAllBytes(_scene.In(Metadata))).RootElement;
        Assert.Equal(5, stored.GetProperty("nextIndex").GetInt64());
        Assert.Equal(5, stored.GetProperty("totalDataPoints").GetInt64());
        Assert.Equal("train", stored.GetProperty("name").GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("1")]
    [InlineData("-5")]
    public async Task The_counter_of_the_log_is_rebuilt_from_its_lines(string? counter)
    {
        await LogAsync("one", "two", "three");
        if (counter is null)
            File.Delete(_scene.In(Sequence));
        else
            File.WriteAllText(_scene.In(Sequence), counter);

        await LogAsync("four");

        Assert.Equal([0, 1, 2, 3], await NumbersAsync());
        Assert.Equal("4", File.ReadAllText(_scene.In(Sequence)));
    }

    [Fact]
    public async Task A_counter_that_is_ahead_is_followed()
    {
        await LogAsync("one");
        File.WriteAllText(_scene.In(Sequence), "41");

        await LogAsync("two");

        Assert.Equal([0, 41], await NumbersAsync());
    }

    [Fact]
    public async Task Without_a_counter_the_last_line_that_has_a_number_is_gone_on_from()
    {
        await LogAsync("one", "two");
        File.AppendAllText(_scene.In(Logs), "broken\n");
        File.Delete(_scene.In(Sequence));

        await LogAsync("three");

        Assert.Equal([0, 1, 2], await NumbersAsync());
    }

    [Fact]
    public async Task Lines_another_writer_appends_meanwhile_are_counted()
    {
        await using var ours = await _scene.StartAsync();
        await using var theirs = await _scene.StartAsync();
        var clock = new AppendClock();
        for (var round = 0; round < 5; round++)
        {
            ours.Metric("train").Append(new Hashtable { ["a"] = 1 }, clock);
            await ours.FlushAsync();
            theirs.Metric("train").Append(new Hashtable { ["a"] = 1 }, clock);
            await theirs.FlushAsync();
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(index => (long)index), await IndexesAsync());
        Assert.Equal(10, (await SingleMetricAsync()).TotalPoints);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(25_000)]
    public async Task Seeking_gives_the_line_of_that_place(int lines)
    {
        PutLines(lines);
        foreach (var skip in new[] { 0, 1, 998, 999, 1000, 1001, 1999, 2000, 12_345, 24_999, 25_000, 30_000 })
        {
            var expected = Enumerable.Range(0, lines).Skip(skip).Take(3).Select(index => (long)index);
            Assert.Equal(expected, await IndexesAsync(new MetricQuery { Skip = skip, First = 3 }));
        }
    }

    [Fact]
    public async Task A_sidecar_index_of_other_data_is_not_believed()
    {
        PutLines(5_000);
        await IndexesAsync(new MetricQuery { Skip = 4_000 });
        Assert.True(File.Exists(IndexFile));

        PutLines(6_000, width: 7);
        Assert.Equal([4_000], await IndexesAsync(new MetricQuery { Skip = 4_000, First = 1 }));
        PutLines(2_500);
        Assert.Equal([2_000], await IndexesAsync(new MetricQuery { Skip = 2_000, First = 1 }));
        Assert.Empty(await IndexesAsync(new MetricQuery { Skip = 4_000 }));
    }

    [Fact]
    public async Task A_sidecar_index_grows_with_the_data()
    {
        PutLines(1_500);
        await IndexesAsync(new MetricQuery { Skip = 1_200 });
        await AppendAsync(3_000);

        Assert.Equal([4_200], await IndexesAsync(new MetricQuery { Skip = 4_200, First = 1 }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(32)]
    [InlineData(40)]
    public async Task A_torn_sidecar_index_is_made_again(int length)
    {
        PutLines(5_000);
        await IndexesAsync(new MetricQuery { Skip = 4_000 });
        var whole = File.ReadAllBytes(IndexFile);
        File.WriteAllBytes(IndexFile, whole[..length]);

        Assert.Equal([4_321], await IndexesAsync(new MetricQuery { Skip = 4_321, First = 1 }));
        Assert.Equal(whole, File.ReadAllBytes(IndexFile));
    }

    [Fact]
    public async Task A_sidecar_index_with_a_wrong_offset_is_not_believed()
    {
        PutLines(5_000);
        await IndexesAsync(new MetricQuery { Skip = 4_000 });
        var bytes = File.ReadAllBytes(IndexFile);
        bytes[^8]++;
        File.WriteAllBytes(IndexFile, bytes);

        Assert.Equal([5_000 - 1], await IndexesAsync(new MetricQuery { Skip = 4_999 }));
    }

    [Fact]
    public async Task Where_no_sidecar_index_can_be_written_reading_goes_on()
    {
        PutLines(5_000);
        // A folder in its place: unlike a missing right, this also stops whoever may write everywhere.
        Directory.CreateDirectory(System.IO.Path.Combine(IndexFile, "full"));

        Assert.Equal([4_321], await IndexesAsync(new MetricQuery { Skip = 4_321, First = 1 }));
        Assert.Empty(Directory.GetFiles(_scene.In("project/run/metrics/train"), "*.tmp"));
        Assert.Empty(_scene.Store.Warnings);
    }

    private string IndexFile => _scene.In("project/run/metrics/train", LineOffsetIndex.FileName);

    private void PutLines(int count, int width = 0)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
            text.Append(CultureInfo.InvariantCulture, $"{{\"index\": {i}, \"data\": {{\"pad\": \"{new string('x', width + (i % 13))}\"}}}}\n");
        _scene.Put(Data, text.ToString());
    }

    private async Task AppendAsync(int points)
    {
        await using var experiment = await _scene.StartAsync();
        var clock = new AppendClock();
        for (var i = 0; i < points; i++)
            experiment.Metric("train").Append(new Hashtable { ["loss"] = i }, clock);
    }

    private async Task LogAsync(params string[] messages)
    {
        await using var experiment = await _scene.StartAsync();
        foreach (var message in messages)
            experiment.Log.Write(LogLevel.Info, message);
    }

    private async Task<IEnumerable<long>> IndexesAsync(MetricQuery? query = null) =>
        await _scene.Store.ReadMetricAsync(ExperimentPath.Parse("project/run"), "train", query ?? new(), default).Select(point => point.Index).ToListAsync();

    private async Task<MetricInfo> SingleMetricAsync() =>
        Assert.Single(await _scene.Store.DescribeMetricsAsync(ExperimentPath.Parse("project/run"), null, default).ToListAsync());

    private Task<string[]> MessagesAsync() => Entries().Select(entry => entry.Message).ToArrayAsync().AsTask();

    private async Task<IEnumerable<long>> NumbersAsync() => await Entries().Select(entry => entry.SequenceNumber).ToListAsync();

    private IAsyncEnumerable<LogEntry> Entries() => _scene.Store.ReadLogsAsync(ExperimentPath.Parse("project/run"), new(), default);
}
