using System.Collections;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlDash.Experiments;
using MlDash.Records;
using MlDash.Storage;
using MlDash.Text;

namespace MlDash.Remote.Tests;

/// <summary>The server's own documents as a reader answers what the reader over HTTP does, and to nobody else.</summary>
[Collection(Scene.OneAtATime)]
public sealed class DocumentReaderTests : IAsyncLifetime
{
    private static readonly JsonSerializerOptions _shape = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly Scene _scene = new();
    private ListeningServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ListeningServer.StartAsync(_scene, chunkSize: 10);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task All_answers_are_those_of_the_reader_over_HTTP()
    {
        var path = await RecordAsync("night/run");
        var remote = _scene.Remote(url: _server.Url);

        var (expected, found) = (await AnswersAsync(remote, path), await AnswersAsync(_server.ReaderOf("alice"), path));

        Assert.Equal(expected.Keys, found.Keys);
        Assert.All(expected.Keys, question => Assert.Equal((question, expected[question]), (question, found[question])));
    }

    [Fact]
    public async Task Another_user_is_answered_nothing_of_it()
    {
        var path = await RecordAsync("run");
        var (own, other) = (_server.ReaderOf("alice"), _server.ReaderOf("mallory"));
        var file = Assert.Single(await Scene.ToListAsync(own.FindFilesAsync(path, new(), CancellationToken.None)));

        Assert.Single(await Scene.ToListAsync(own.FindAsync(new(), CancellationToken.None)));
        Assert.Empty(await Scene.ToListAsync(other.FindAsync(new(), CancellationToken.None)));
        Assert.Empty(await Scene.ToListAsync(other.FindAsync(new() { Under = ExperimentPath.Parse("alice/project") }, CancellationToken.None)));
        Assert.Empty(await Scene.ToListAsync(other.FindAsync(new() { Prefixes = [Wildcard.ForName(path.Value)] }, CancellationToken.None)));
        Assert.Null(await other.GetAsync(path, CancellationToken.None));
        Task[] questions =
        [
            Scene.ToListAsync(other.ReadLogsAsync(path, new(), CancellationToken.None)),
            other.ReadLogPageAsync(path, new(), null, CancellationToken.None),
            other.ReadParametersAsync(path, CancellationToken.None),
            Scene.ToListAsync(other.ListMetricNamesAsync(path, CancellationToken.None)),
            Scene.ToListAsync(other.DescribeMetricsAsync(path, null, CancellationToken.None)),
            Scene.ToListAsync(other.ReadMetricAsync(path, "train", new(), CancellationToken.None)),
            Scene.ToListAsync(other.DescribeTracksAsync(path, null, CancellationToken.None)),
            Scene.ToListAsync(other.ReadTrackAsync(path, "pose", new(), CancellationToken.None)),
            Scene.ToListAsync(other.FindInTrackAsync(path, "pose", [1], new(), CancellationToken.None)),
            Scene.ToListAsync(other.FindFilesAsync(path, new(), CancellationToken.None)),
        ];
        foreach (var question in questions)
            Assert.Equal("ExperimentNotFound", (await Assert.ThrowsAsync<ExperimentException>(() => question)).ErrorId);
        Assert.Equal("FileNotFound", (await Assert.ThrowsAsync<ExperimentException>(() => other.OpenFileAsync(file, CancellationToken.None))).ErrorId);
    }

    private async Task<ExperimentPath> RecordAsync(string prefix)
    {
        var metadata = new Hashtable { ["gpu"] = new Hashtable { ["n"] = 2L } };
        var change = new ExperimentChange { Description = "two words", Tags = ["good", "b"], Bindrs = ["x"], Metadata = metadata };
        await using var experiment = await Scene.StartAsync(_scene.Remote(url: _server.Url), prefix, change: change);
        for (var i = 0; i < 30; i++)
            experiment.Log.Write(i % 3 == 0 ? LogLevel.Warn : LogLevel.Info, $"entry {i} äß€", i == 7 ? new Hashtable { ["at"] = 7L } : null);
        await experiment.Parameters.SetAsync(new Hashtable { ["lr"] = 0.1, ["net"] = new Hashtable { ["widths"] = new[] { 1L, 2L } } });
        var clock = new AppendClock();
        for (var i = 0L; i < 25; i++)
            experiment.Metric("train").Append(
                Scene.Fields(("step", i), ("loss", i == 3 ? double.NaN : 1.0 / (i + 1)), ("note", i % 5 == 0 ? "x" : null)), clock);
        experiment.Metric("val/acc").Append(Scene.Fields(("best", double.PositiveInfinity)), clock);
        foreach (var time in new[] { 2.0, 1.0, 3.5 })
            experiment.Track("pose").Append(Scene.Fields(("x", time), ("pos", Scene.Fields(("y", 1L)))), clock, time);
        await experiment.Files.SaveAsync(new FileUpload
        {
            Name = "best.pt",
            Folder = "models/a",
            Annotations = new(Tags: ["t"], Bindrs: ["b"], Metadata: new Hashtable { ["k"] = 1L }),
            Open = () => new MemoryStream(Encoding.UTF8.GetBytes("bytes")),
            CanReopen = true,
        });
        await experiment.CompleteAsync(ExperimentStatus.Failed, "no memory");
        return experiment.Stored.Path;
    }

    private static async Task<Dictionary<string, string>> AnswersAsync(IExperimentReader reader, ExperimentPath path)
    {
        var answers = new Dictionary<string, string>();
        await AddAllAsync("find", reader.FindAsync(new() { Order = ExperimentOrder.Newest, Tags = [Wildcard.ForName("GOOD")] }, CancellationToken.None),
            // The list of a server does not tell why a run failed.
            record => record with { Error = null });
        Add("get", await reader.GetAsync(path, CancellationToken.None));
        await AddAllAsync("log", reader.ReadLogsAsync(path, new(), CancellationToken.None));
        await AddAllAsync("log of a level", reader.ReadLogsAsync(path, new() { Levels = [LogLevel.Warn], Skip = 2, First = 3 }, CancellationToken.None));
        await AddAllAsync("end of the log", reader.ReadLogsAsync(path, new() { Last = 4, Search = "ENTRY" }, CancellationToken.None));
        Add("page of the log", await reader.ReadLogPageAsync(path, new() { Levels = [LogLevel.Info] }, 5, CancellationToken.None));
        Add("last page of the log", await reader.ReadLogPageAsync(path, new() { Last = 2 }, null, CancellationToken.None));
        Add("parameters", await reader.ReadParametersAsync(path, CancellationToken.None));
        await AddAllAsync("names", reader.ListMetricNamesAsync(path, CancellationToken.None));
        await AddAllAsync("metrics", reader.DescribeMetricsAsync(path, null, CancellationToken.None));
        await AddAllAsync("one metric", reader.DescribeMetricsAsync(path, ["val/acc", "none"], CancellationToken.None));
        await AddAllAsync("points", reader.ReadMetricAsync(path, "train", new(), CancellationToken.None));
        await AddAllAsync("some points", reader.ReadMetricAsync(path, "train", new() { Skip = 8, First = 5, Fields = ["loss"] }, CancellationToken.None));
        await AddAllAsync("last points", reader.ReadMetricAsync(path, "train", new() { Last = 7, Since = 0 }, CancellationToken.None));
        await AddAllAsync("tracks", reader.DescribeTracksAsync(path, null, CancellationToken.None));
        await AddAllAsync("track", reader.ReadTrackAsync(path, "pose", new(), CancellationToken.None));
        await AddAllAsync("part of a track", reader.ReadTrackAsync(path, "pose", new() { From = 1.5, Columns = ["pos.y"] }, CancellationToken.None));
        await AddAllAsync("times of a track", reader.FindInTrackAsync(path, "pose", [3, 1, 3, 9], new(), CancellationToken.None));
        await AddAllAsync("files", reader.FindFilesAsync(path, new() { Bindrs = ["b"] }, CancellationToken.None));
        await foreach (var file in reader.FindFilesAsync(path, new(), CancellationToken.None))
        {
            using var bytes = new StreamReader(await reader.OpenFileAsync(file, CancellationToken.None));
            Add($"bytes of {file.Path}", await bytes.ReadToEndAsync());
        }

        Assert.All(answers.Values, answer => Assert.False(answer is "[]" or "null"));
        return answers;

        void Add<T>(string question, T answer) => answers.Add(question, JsonSerializer.Serialize(answer, _shape));

        async Task AddAllAsync<T>(string question, IAsyncEnumerable<T> items, Func<T, T>? without = null) =>
            Add(question, (await Scene.ToListAsync(items)).ConvertAll(item => without is null ? item : without(item)));
    }
}
