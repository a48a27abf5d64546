using System.Collections;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlDash.Dashboard.Questions;
using MlDash.Dashboard.Routing;
using MlDash.Files;
using MlDash.Records;
using MlDash.Storage;

namespace MlDash.Remote.Tests;

/// <summary>
/// The page is answered the same whether its experiments lie in a folder, are asked of a server, or are the server's own; and writes the same texts there.
/// </summary>
[Collection(Scene.OneAtATime)]
public sealed class PageAnswerTests : IAsyncLifetime
{
    private const string Run = "alice/project/night/run";

    /// <summary>What each place decides by itself: times of its own, ids, and counters.</summary>
    private static readonly string[] _own = ["version", "createdAt", "startedAt", "endedAt", "at", "cursor", "next", "logs", "metadata"];

    private readonly Scene _scene = new();
    private ListeningServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ListeningServer.StartAsync(_scene, chunkSize: 10);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task All_questions_have_equal_answers_from_a_folder_a_server_and_its_own_documents()
    {
        var places = await RecordAsync();
        // What is asked of the server and what it answers by itself are one place.
        foreach (var (_, folders) in places.Take(2))
            await folders.WriteAsync(ExperimentPath.Parse("alice/project/night"), "README.md", "# night"u8.ToArray(), null, CancellationToken.None);
        string[] questions =
        [
            "columns", "runs?sort=path&column=params.lr&column=metrics.train.loss.min", "runs?folder=alice/project/night", $"run?path={Run}",
            $"metrics?path={Run}", $"series?path={Run}&path=alice/project/none&metric=train&field=loss&x=step&buckets=5", $"logs?path={Run}&level=warn&last=3",
            $"files?path={Run}", $"file?path={Run}&file=models/a/best.pt", $"tracks?path={Run}", $"track?path={Run}&topic=pose&from=1.5", "folder",
            "folder?path=alice/project", "folder?path=alice/project/night", "folderfile?path=alice/project/night&file=README.md",
            $"changes?path={Run}&path=alice/project/none",
            "folder?path=alice/none", "folderfile?path=alice/project/night&file=none", "run?path=alice/project/none",
        ];
        var (folder, remote, documents) = (
            await AnswersAsync(places[0], questions), await AnswersAsync(places[1], questions), await AnswersAsync(places[2], questions));
        foreach (var question in questions)
        {
            Assert.Equal((question, remote[question]), (question, documents[question]));
            Assert.Equal((question, Shared(remote[question])), (question, Shared(folder[question])));
        }

        Assert.Equal(3, questions.Count(question => remote[question].StartsWith("404", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Texts_of_folders_and_experiments_are_written_over_those_that_they_were_made_of()
    {
        var places = await RecordAsync();
        foreach (var place in new[] { ExperimentPath.Parse("alice/project"), ExperimentPath.Parse("alice/project/night"), ExperimentPath.Parse(Run) })
        {
            // What was written through the one is read, replaced and found stale through the other.
            var (one, other) = (places[1].Folders, places[2].Folders);
            var first = await one.WriteAsync(place, "notes.md", "one"u8.ToArray(), null, CancellationToken.None);
            await StaleAsync(() => other.WriteAsync(place, "notes.md", "x"u8.ToArray(), null, CancellationToken.None));
            var second = await other.WriteAsync(place, "notes.md", "two"u8.ToArray(), first, CancellationToken.None);
            await StaleAsync(() => one.WriteAsync(place, "notes.md", "x"u8.ToArray(), first, CancellationToken.None));
            await StaleAsync(() => other.WriteAsync(place, "notes.md", "x"u8.ToArray(), first, CancellationToken.None));
            await StaleAsync(() => one.WriteAsync(place, "other.md", "x"u8.ToArray(), first, CancellationToken.None));
            await StaleAsync(() => other.WriteAsync(place, "other.md", "x"u8.ToArray(), first, CancellationToken.None));
            Assert.Equal(
                place.Value == Run ? "two" : $"two {second}", place.Value == Run
                    ? await TextAsync(places[1].Reader, place) : await TextAsync(one, place)
                    + " " + (await other.GetAsync(place, "notes.md", default))!.Checksum);
        }
    }

    [Fact]
    public async Task Of_many_writes_at_once_one_wins_whoever_they_come_through()
    {
        var places = await RecordAsync();
        var writes = Enumerable.Range(0, 8).Select(number => Task.Run(async () =>
        {
            try
            {
                var bytes = Encoding.UTF8.GetBytes($"text {number}");
                return await places[1 + (number % 2)].Folders.WriteAsync(
                    ExperimentPath.Parse("alice/project"), "README.md", bytes, null, CancellationToken.None);
            }
            catch (ExperimentException fault) when (fault.ErrorId == "Stale")
            {
                return "stale";
            }
        }));
        var all = await Task.WhenAll(writes);
        Assert.Equal(7, all.Count(one => one == "stale"));
        Assert.Contains((await places[2].Folders.GetAsync(ExperimentPath.Parse("alice/project"), "README.md", default))!.Checksum, all);
    }

    [Fact]
    public async Task Another_user_sees_and_changes_none_of_it()
    {
        var places = await RecordAsync();
        var project = ExperimentPath.Parse("alice/project");
        await places[1].Folders.WriteAsync(project, "README.md", "secret"u8.ToArray(), null, CancellationToken.None);
        var file = Assert.Single(await places[2].Folders.FindAsync(project, 10, CancellationToken.None));
        foreach (var folders in new[] { _server.FoldersOf("mallory"), _scene.Remote("mallory", _server.Url).ToStore().Folders! })
        {
            Assert.Empty(await folders.FindAsync(project, 10, CancellationToken.None));
            Assert.Null(await folders.GetAsync(project, "README.md", CancellationToken.None));
            Assert.Equal("FileNotFound", (await Assert.ThrowsAsync<ExperimentException>(() => folders.OpenAsync(file, CancellationToken.None))).ErrorId);
            foreach (var place in new[] { project, ExperimentPath.Parse(Run) })
            {
                var refused = await Assert.ThrowsAsync<ExperimentException>(
                    () => folders.WriteAsync(place, "README.md", "x"u8.ToArray(), file.Checksum, CancellationToken.None));
                Assert.Equal(FaultCategory.ObjectNotFound, refused.Category);
            }
        }

        Assert.Equal(file.Checksum, (await places[2].Folders.GetAsync(project, "README.md", CancellationToken.None))!.Checksum);
        var router = new DashboardRouter(
            [new("mallory", _server.ReaderOf("mallory"), new ExperimentQuery()) { Folders = _server.FoldersOf("mallory") }],
            new() { Kind = DashboardHost.Server, User = "mallory" });
        foreach (var question in new[] { "runs", "columns", "folder", $"run?path={Run}", $"changes?path={Run}", $"series?path={Run}&path=a/b/c&metric=train",
            $"logs?path={Run}", $"files?path={Run}", $"file?path={Run}&file=models/a/best.pt", $"tracks?path={Run}", $"track?path={Run}&topic=pose",
            "folder?path=alice/project", "folderfile?path=alice/project&file=README.md", $"metrics?path={Run}", "runs?folder=alice" })
        {
            var answer = await AskAsync(router, question);
            Assert.DoesNotContain("night/run\",\"name", answer);
            Assert.DoesNotContain("secret", answer);
            Assert.DoesNotContain("0.1", answer);
            Assert.DoesNotContain("bytes", answer);
        }
    }

    private static async Task StaleAsync(Func<Task> write) => Assert.Equal("Stale", (await Assert.ThrowsAsync<ExperimentException>(write)).ErrorId);

    private static async Task<string> TextAsync(IFolderFiles folders, ExperimentPath place)
    {
        var file = await folders.GetAsync(place, "notes.md", CancellationToken.None);
        using var reader = new StreamReader(await folders.OpenAsync(file!, CancellationToken.None));
        return await reader.ReadToEndAsync();
    }

    private static async Task<string> TextAsync(IExperimentReader experiments, ExperimentPath path)
    {
        var query = new FileQuery { Paths = [Text.Wildcard.ForPath("notes.md")] };
        var file = Assert.Single(await Scene.ToListAsync(experiments.FindFilesAsync(path, query, CancellationToken.None)));
        using var reader = new StreamReader(await experiments.OpenFileAsync(file, CancellationToken.None));
        return await reader.ReadToEndAsync();
    }

    /// <summary>An answer without what each place decides by itself.</summary>
    private static string Shared(string answer)
    {
        if (answer.IndexOf('{', StringComparison.Ordinal) is not (>= 0 and var start))
            return answer;
        var json = JsonNode.Parse(answer[start..])!;
        Strip(json);
        return answer[..start] + json.ToJsonString();
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            foreach (var name in _own.Where(name => members[name] is not JsonArray))
                members.Remove(name);
            foreach (var (_, inner) in members)
                Strip(inner);
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items)
                Strip(item);
        }
    }

    private static async Task<Dictionary<string, string>> AnswersAsync((IExperimentReader Reader, IFolderFiles Folders) place, string[] questions)
    {
        var source = new DashboardSource("same", place.Reader, new ExperimentQuery()) { Folders = place.Folders };
        var router = new DashboardRouter([source], new() { Kind = DashboardHost.Viewer });
        var answers = new Dictionary<string, string>();
        foreach (var question in questions)
            answers[question] = await AskAsync(router, question);
        return answers;
    }

    private static async Task<string> AskAsync(DashboardRouter router, string question)
    {
        var parts = question.Split('?');
        var answer = await router.AnswerAsync(new("GET", "/q/" + parts[0], parts.Length > 1 ? parts[1] : "", null), CancellationToken.None);
        var bytes = answer.Body.ToArray();
        if (answer.Stream is { } stream)
        {
            using var copy = new MemoryStream();
            await using (stream)
                await stream.CopyToAsync(copy);
            bytes = copy.ToArray();
        }

        var text = $"{answer.Status} {answer.ContentType} {Encoding.UTF8.GetString(bytes)}";
        // The number of a table is its own.
        return parts[0] is "runs" or "columns"
            ? System.Text.RegularExpressions.Regex.Replace(text, "\"version\":\\d+", "").Replace(",,", ",").Replace(",}", "}")
            : text;
    }

    private async Task<(IExperimentReader Reader, IFolderFiles Folders)[]> RecordAsync()
    {
        var hybrid = _scene.Hybrid("root", url: _server.Url);
        var change = new ExperimentChange { Description = "two words", Tags = ["good", "b"], Bindrs = ["x"] };
        await using (var experiment = await Experiment.StartAsync(hybrid, ExperimentPath.Parse(Run), "project", change, new Recording.RecordingOptions()))
        {
            for (var i = 0; i < 30; i++)
                experiment.Log.Write(i % 3 == 0 ? LogLevel.Warn : LogLevel.Info, $"entry {i} äß€");
            await experiment.Parameters.SetAsync(new Hashtable { ["lr"] = 0.1, ["net"] = new Hashtable { ["widths"] = new[] { 1L, 2L } } });
            var clock = new AppendClock();
            for (var i = 0L; i < 25; i++)
                experiment.Metric("train").Append(Scene.Fields(("step", i), ("loss", i == 3 ? double.NaN : 1.0 / (i + 1))), clock);
            foreach (var time in new[] { 2.0, 1.0, 3.5 })
                experiment.Track("pose").Append(Scene.Fields(("x", time), ("pos", Scene.Fields(("y", 1L)))), clock, time);
            await experiment.Files.SaveAsync(new FileUpload { Name = "best.pt", Folder = "models/a", Open = () => new MemoryStream("bytes"u8.ToArray()) });
            await experiment.FlushAsync();
            await experiment.CompleteAsync(ExperimentStatus.Failed, "no memory");
        }

        return
        [
            (hybrid.Reader, hybrid.Folders!),
            (_scene.Remote(url: _server.Url), _scene.Remote(url: _server.Url).ToStore().Folders!),
            (_server.ReaderOf("alice"), _server.FoldersOf("alice")),
        ];
    }
}
