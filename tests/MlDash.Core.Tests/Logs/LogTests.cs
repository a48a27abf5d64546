using System.Collections;
using MlDash.Tests.Support;

namespace MlDash.Tests.Logs;

public sealed class LogTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Messages_of_any_size_and_any_characters_come_back_as_they_were()
    {
        string[] messages =
        [
            string.Empty,
            " \t padded \r\n",
            "🚀 日本語 ü",
            "\0\u0001\u001b[31mred\u007f",
            "\"quoted\\\"",
            "{\"message\": NaN}",
            "NaN Infinity -Infinity",
            "\u2028\u2029\uFEFF",
            new('x', 1 << 20), string.Concat(Enumerable.Repeat("🚀é", 250_000)),
        ];
        await using var experiment = await _scene.StartAsync();
        foreach (var message in messages)
            experiment.Log.Write(LogLevel.Info, message);

        Assert.Equal(messages, await experiment.Log.ReadAsync(new()).Select(entry => entry.Message).ToListAsync());
        Assert.All(File.ReadAllBytes(_scene.In("project/run/logs/logs.jsonl")), value => Assert.True(value is (byte)'\n' or (>= 0x20 and <= 0x7E)));
    }

    [Fact]
    public async Task What_is_recorded_before_a_read_begins_is_in_it_also_at_the_end()
    {
        await using var experiment = await _scene.StartAsync();
        var (log, metric, track) = (experiment.Log, experiment.Metric("train"), experiment.Track("pose"));
        var entries = log.ReadAsync(new() { Last = 1 });
        var points = metric.ReadAsync(new() { Last = 1 });
        var poses = track.ReadAsync(new());
        var found = track.FindAsync([5], new());
        log.Write(LogLevel.Info, "here");
        metric.Append(new Hashtable { ["loss"] = 0.5 }, new AppendClock());
        track.Append(new Hashtable { ["x"] = 1 }, new AppendClock(), 5d);

        Assert.Equal("here", Assert.Single(await entries.ToListAsync()).Message);
        Assert.Single(await points.ToListAsync());
        Assert.Single(await poses.ToListAsync());
        Assert.Single(await found.ToListAsync());
    }

    [Fact]
    public async Task A_line_is_written_as_the_format_has_it()
    {
        await using var experiment = await _scene.StartAsync();
        var time = new DateTimeOffset(2026, 1, 31, 12, 34, 56, TimeSpan.Zero).AddTicks(10);
        experiment.Log.Write(LogLevel.Warn, "epoch done", new Hashtable { ["epoch"] = 3 }, time);
        experiment.Log.Write(LogLevel.Fatal, "bare", new Hashtable(), time);
        await experiment.FlushAsync();

        Assert.Equal(
            [
                """{"sequenceNumber": 0, "timestamp":"2026-01-31T12:34:56.000001Z","level":"warn","message":"epoch done","metadata":{"epoch":3}}""",
                """{"sequenceNumber": 1, "timestamp":"2026-01-31T12:34:56.000001Z","level":"fatal","message":"bare"}""",
            ],
            File.ReadAllLines(_scene.In("project/run/logs/logs.jsonl")));
    }

    [Fact]
    public async Task Filters_must_all_hold_and_last_counts_what_matches()
    {
        await using var experiment = await _scene.StartAsync();
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < 1_000; i++)
            experiment.Log.Write((LogLevel)(i % 5), $"Entry {i}", null, start.AddSeconds(i));

        Assert.Equal(["Entry 2", "Entry 7", "Entry 12"], await Messages(new() { Levels = [LogLevel.Warn], First = 3 }));
        Assert.Equal(["Entry 989", "Entry 994", "Entry 999"], await Messages(new() { Levels = [LogLevel.Fatal], Last = 3 }));
        Assert.Equal(["Entry 3"], await Messages(new() { Search = "entry 3", First = 1 }));
        Assert.Equal(["Entry 3"], await Messages(new() { Levels = [LogLevel.Error], Search = "3", Last = 1, Until = start.AddSeconds(10) }));
        Assert.Equal(["Entry 10", "Entry 11"], await Messages(new() { Since = start.AddSeconds(10), Until = start.AddSeconds(11) }));

        async Task<IEnumerable<string>> Messages(LogQuery query) => await experiment.Log.ReadAsync(query).Select(entry => entry.Message).ToListAsync();
    }

    [Fact]
    public async Task Following_gives_what_comes_until_the_experiment_ends()
    {
        var writer = await _scene.StartAsync();
        writer.Log.Write(LogLevel.Info, "0");
        await writer.FlushAsync();
        var reader = await _scene.GetAsync();
        var followed = Task.Run(() => reader.Log.FollowAsync(new()).Select(entry => entry.Message).ToListAsync().AsTask());
        for (var i = 1; i < 5; i++)
        {
            await Task.Delay(100);
            writer.Log.Write(LogLevel.Info, $"{i}");
        }

        await writer.CompleteAsync(ExperimentStatus.Completed);

        Assert.Equal(["0", "1", "2", "3", "4"], await followed.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Following_from_the_last_entries_reads_nothing_before_them()
    {
        var writer = await _scene.StartAsync();
        for (var i = 0; i < 20; i++)
            writer.Log.Write(LogLevel.Info, $"{i}");
        await writer.CompleteAsync(ExperimentStatus.Completed);
        var reader = await _scene.GetAsync();
        var file = Path.Combine(reader.Folder!, "logs", "logs.jsonl");
        var lines = await File.ReadAllLinesAsync(file);
        await File.WriteAllLinesAsync(file, ["this would be a warning", .. lines[1..]]);

        Assert.Equal(["18", "19"], await reader.Log.FollowAsync(new LogQuery { Last = 2 }).Select(entry => entry.Message).ToListAsync());
        Assert.Empty(reader.Warnings);
        Assert.Equal(19, await reader.Log.FollowAsync(new LogQuery()).CountAsync());
        Assert.Single(reader.Warnings);
    }

    [Fact]
    public async Task Following_a_log_of_many_pages_gives_each_entry_once()
    {
        var writer = await _scene.StartAsync();
        for (var i = 0; i < 2500; i++)
            writer.Log.Write(i % 2 == 0 ? LogLevel.Info : LogLevel.Debug, $"{i}");
        await writer.CompleteAsync(ExperimentStatus.Completed);
        var reader = await _scene.GetAsync();

        Assert.Equal(Enumerable.Range(0, 2500).Select(i => $"{i}"), await reader.Log.FollowAsync(new LogQuery()).Select(entry => entry.Message).ToListAsync());
        Assert.Equal(1250, await reader.Log.FollowAsync(new LogQuery { Levels = [LogLevel.Debug] }).CountAsync());
        Assert.Empty(await reader.Log.FollowAsync(new LogQuery { Last = 0 }).ToListAsync());
    }

    [Theory]
    [InlineData("DEBUG", LogLevel.Debug)]
    [InlineData("info", LogLevel.Info)]
    [InlineData("Warn", LogLevel.Warn)]
    [InlineData("error", LogLevel.Error)]
    [InlineData("FATAL", LogLevel.Fatal)]
    public void A_level_is_known_in_any_case(string word, LogLevel level) => Assert.Equal(level, LogLevels.Parse(word));

    [Theory]
    [InlineData("loud")]
    [InlineData("")]
    [InlineData(" info")]
    [InlineData("1")]
    public void An_unknown_level_is_an_error_that_lists_the_five(string word)
    {
        var error = Assert.Throws<ExperimentException>(() => LogLevels.Parse(word));

        Assert.Equal("UnknownLogLevel", error.ErrorId);
        Assert.Contains("debug, info, warn, error, fatal", error.Message, StringComparison.Ordinal);
    }
}
