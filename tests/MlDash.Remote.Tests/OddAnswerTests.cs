using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MlDash.Remote.Tests;

/// <summary>Receiving from servers, and through proxies, that answer otherwise than ours: the right data, or an error that says what is wrong.</summary>
public sealed class OddAnswerTests
{
    [Fact]
    public async Task White_space_of_an_answer_does_not_get_into_the_lines()
    {
        await using var server = await OddServer.StartAsync();
        server.Change = (place, json) => place is "download" or "entries" ? json : OddServer.Spread(json);
        await server.ReceiveAsync();
        server.AssertExact();
    }

    [Fact]
    public async Task A_time_that_is_none_adds_no_line()
    {
        await using var server = await OddServer.StartAsync();
        server.Change = (place, json) => place != "points" ? json : json.Replace("\"createdAt\":\"2026-01-01T00:00:00Z\"", """
            "createdAt":"2026-01-01T00:00:00Z\"}\n{\"index\": 99, \"data\": {\"injected\": 1}, \"createdAt\": \"2026-01-01T00:00:00Z"
            """.Trim(), StringComparison.Ordinal);
        var fault = await Assert.ThrowsAsync<NetworkException>(() => server.ReceiveAsync());
        Assert.Equal("ServerAnswerNotUnderstood", fault.ErrorId);
        Assert.Contains("'createdAt'", fault.Message, StringComparison.Ordinal);
        Assert.Empty(server.Lines("metrics/train/data.jsonl"));
        Assert.False(server.IsWhole());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(49)]
    public async Task Pages_shorter_than_asked_for_lose_nothing(int size)
    {
        await using var server = await OddServer.StartAsync();
        server.PageSize = size;
        var counts = await server.ReceiveAsync();
        server.AssertExact();
        Assert.Equal((OddServer.Points, OddServer.Logs), (counts.Points, counts.Logs));
    }

    [Theory]
    [InlineData("60")]
    [InlineData("9999999999")]
    public async Task Fewer_points_than_announced_are_an_error_with_both_numbers(string announced)
    {
        await using var server = await OddServer.StartAsync();
        server.Change = (place, json) => place == "stats" ? json.Replace("\"50\"", $"\"{announced}\"", StringComparison.Ordinal) : json;
        var fault = await Assert.ThrowsAsync<NetworkException>(() => server.ReceiveAsync());
        Assert.Equal("ServerAnswerIncomplete", fault.ErrorId);
        Assert.Contains($"has {announced} records, but sent 50", fault.Message, StringComparison.Ordinal);
        Assert.False(server.IsWhole());
        Assert.InRange(server.Seen.Count(request => request.Place == "points"), 1, 8);

        // What has arrived is kept, and the next call goes on from there.
        server.Change = (_, json) => json;
        Assert.Equal(0, (await server.ReceiveAsync()).Points);
        server.AssertExact();
    }

    [Fact]
    public async Task Fewer_log_entries_than_announced_are_an_error()
    {
        await using var server = await OddServer.StartAsync();
        server.Change = (place, json) => place == "logs" ? json.Replace("\"total\":12", "\"total\":13", StringComparison.Ordinal) : json;
        var fault = await Assert.ThrowsAsync<NetworkException>(() => server.ReceiveAsync());
        Assert.Equal("ServerAnswerIncomplete", fault.ErrorId);
        Assert.Contains("13 records, but sent 12", fault.Message, StringComparison.Ordinal);
        Assert.False(server.IsWhole());
    }

    [Fact]
    public async Task A_log_entry_that_comes_twice_is_an_error()
    {
        await using var server = await OddServer.StartAsync();
        server.Change = (place, json) => place == "logs" ? json.Replace("\"sequenceNumber\":5", "\"sequenceNumber\":4", StringComparison.Ordinal) : json;
        Assert.Contains("'sequenceNumber'", (await Assert.ThrowsAsync<NetworkException>(() => server.ReceiveAsync())).Message, StringComparison.Ordinal);
        Assert.False(server.IsWhole());
    }

    [Fact]
    public async Task A_point_at_another_place_than_asked_for_is_an_error()
    {
        await using var server = await OddServer.StartAsync();
        server.Change = (place, json) => place == "points" ? json.Replace("\"index\":\"9\"", "\"index\":\"10\"", StringComparison.Ordinal) : json;
        Assert.Contains(
            "'index' should be 9, but is 10", (await Assert.ThrowsAsync<NetworkException>(() => server.ReceiveAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fewer_entries_of_a_track_than_announced_are_an_error()
    {
        await using var server = await OddServer.StartAsync();
        server.Change = (place, json) => place == "entries" ? json[..(json.IndexOf('\n') + 1)] : json;
        var fault = await Assert.ThrowsAsync<NetworkException>(() => server.ReceiveAsync());
        Assert.Equal("ServerAnswerIncomplete", fault.ErrorId);
        Assert.Contains("has 2 records, but sent 1", fault.Message, StringComparison.Ordinal);
        Assert.Empty(server.Lines("tracks/robot_pose/data.jsonl"));
    }

    [Theory]
    [InlineData("logs", """{"logs":[],"total":12,"hasMore":true}""")]
    [InlineData("files", """{"data":{"experimentById":{"filesPaginated":{"files":[],"totalCount":1,"hasMore":true}}}}""")]
    public async Task An_empty_page_that_promises_more_is_an_error(string at, string page)
    {
        await using var server = await OddServer.StartAsync();
        server.Change = (place, json) => place == at ? page : json;
        Assert.Equal("ServerAnswerIncomplete", (await Assert.ThrowsAsync<NetworkException>(() => server.ReceiveAsync())).ErrorId);
        Assert.False(server.IsWhole());
    }

    [Fact]
    public async Task A_server_with_less_than_the_local_copy_takes_nothing_from_it()
    {
        await using var server = await OddServer.StartAsync();
        await server.ReceiveAsync();
        server.Change = (place, json) => place switch
        {
            "stats" => json.Replace("\"50\"", "\"20\"", StringComparison.Ordinal),
            "tracks" => json.Replace("\"totalEntries\":2", "\"totalEntries\":1", StringComparison.Ordinal),
            "entries" => json[..(json.IndexOf('\n') + 1)],
            _ => json,
        };
        await server.ReceiveAsync();
        server.AssertExact();
        Assert.Equal(2, server.Store.Warnings.Count(warning => warning.Contains("The copy stays as it is", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_file_whose_bytes_have_changed_on_the_way_is_not_kept()
    {
        await using var server = await OddServer.StartAsync();
        server.Change = (place, text) => place == "download" ? text.Replace("file", "fils", StringComparison.Ordinal) : text;
        var fault = await Assert.ThrowsAsync<StorageException>(() => server.ReceiveAsync());
        Assert.Equal("ChecksumMismatch", fault.ErrorId);
        Assert.Empty(Directory.EnumerateFiles(server.Place("files"), "*", SearchOption.AllDirectories));
        Assert.False(server.IsWhole());
    }

    [Fact]
    public async Task A_file_without_a_checksum_is_whole_or_not_kept()
    {
        await using var server = await OddServer.StartAsync();
        server.Change = (place, text) => place switch
        {
            "download" => text[..^1],
            "files" => text.Replace("\"checksum\":\"", "\"checksum\":null,\"was\":\"", StringComparison.Ordinal),
            _ => text,
        };
        Assert.Equal("ServerAnswerIncomplete", (await Assert.ThrowsAsync<NetworkException>(() => server.ReceiveAsync())).ErrorId);
        Assert.Empty(Directory.EnumerateFiles(server.Place("files"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_file_that_the_server_no_longer_has_costs_a_warning_and_nothing_else()
    {
        await using var server = await OddServer.StartAsync();
        server.Files = ["notes/a.txt", "gone.txt"];
        server.Take = (place, context) =>
        {
            context.Response.StatusCode = 404;
            return Task.FromResult(place == "download" && context.Request.Path.Value!.Contains("9000000000001", StringComparison.Ordinal) || Reset(context));
        };
        await server.ReceiveAsync();
        server.AssertExact();
        Assert.Contains("gone.txt", Assert.Single(server.Store.Warnings), StringComparison.Ordinal);
        Assert.DoesNotContain("gone.txt", await File.ReadAllTextAsync(server.Place("files/.files_metadata.json")), StringComparison.Ordinal);

        static bool Reset(HttpContext context)
        {
            context.Response.StatusCode = 200;
            return false;
        }
    }

    [Fact]
    public async Task Names_this_client_would_not_make_are_received_as_they_were_recorded()
    {
        await using var server = await OddServer.StartAsync();
        server.Metrics = ["train", "loss: val", "val?"];
        server.Files = ["notes/a.txt", "2026-01-01T12:00:00.txt"];
        await server.ReceiveAsync();
        server.AssertExact();
        Assert.Equal(OddServer.Points, server.Lines("metrics/loss: val/data.jsonl").Length);
        Assert.Equal(OddServer.Points, server.Lines("metrics/val?/data.jsonl").Length);
        Assert.True(File.Exists(server.Place("files/9000000000001/2026-01-01T12:00:00.txt")));
        Assert.Empty(server.Store.Warnings);
    }

    [Fact]
    public async Task A_name_no_disk_can_hold_costs_its_own_thing_and_one_warning()
    {
        await using var server = await OddServer.StartAsync();
        server.Metrics = [new string('ä', 200), "train/data.jsonl", "train", "../out", "a//b"];
        server.Files = ["notes/a.txt", $"{new string('ä', 200)}.txt", "notes/a.txt"];
        await server.ReceiveAsync();
        server.AssertExact();
        Assert.Equal(6, server.Store.Warnings.Count);
        Assert.All(server.Store.Warnings, warning => Assert.Contains("was not received", warning, StringComparison.Ordinal));
        Assert.Equal(["train"], Directory.GetDirectories(server.Place("metrics")).Select(Path.GetFileName));
        Assert.False(Directory.Exists(Path.Combine(server.Folder, "down", "project", "run", "out")));
    }

    [Theory]
    [InlineData("metrics", "metrics")]
    [InlineData("metrics", "metrics[0].name")]
    [InlineData("stats", "totalDataPoints")]
    [InlineData("points", "data")]
    [InlineData("points", "hasMore")]
    [InlineData("logs", "logs")]
    [InlineData("logs", "logs[3].message")]
    [InlineData("logs", "logs[3].level")]
    [InlineData("logs", "logs[3].timestamp")]
    [InlineData("parameters", "data")]
    [InlineData("tracks", "tracks[0].topic")]
    [InlineData("files", "data.experimentById.filesPaginated.files[0].name")]
    [InlineData("files", "data.experimentById.filesPaginated.hasMore")]
    [InlineData("experiment", "data.experiment.id")]
    [InlineData("experimentNode", "data.experimentNode.id")]
    [InlineData("node", "writeProtected", false)]
    public async Task A_member_that_is_missing_or_of_another_type_is_named(string at, string path, bool needed = true)
    {
        await using var server = await OddServer.StartAsync();
        var member = path[(path.LastIndexOf('.') + 1)..];
        foreach (var odd in new[] { null, "[[]]" })
        {
            if (odd is null && !needed)
                continue;
            server.Change = (place, json) => place == at ? Replace(json, path, odd) : json;
            var fault = await Assert.ThrowsAsync<NetworkException>(() => server.ReceiveAsync(odd is null ? "missing" : "other"));
            Assert.Equal("ServerAnswerNotUnderstood", fault.ErrorId);
            Assert.Contains(member, fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("logs", "logs[3].timestamp", "5")]
    [InlineData("logs", "logs[3].level", "[]")]
    [InlineData("logs", "logs[3].message", null)]
    [InlineData("points", "data[3].data", "7")]
    [InlineData("points", "data[3].index", "\"x\"")]
    [InlineData("stats", "totalDataPoints", "{}")]
    [InlineData("tracks", "tracks[0].topic", "3")]
    public async Task Reading_from_a_server_says_what_is_not_understood(string at, string path, string? odd)
    {
        await using var server = await OddServer.StartAsync();
        var experiment = new Experiment(
            server.Store.ToStore(), (await server.Store.GetAsync(ExperimentPath.Parse("alice/project/run"), CancellationToken.None))!);
        server.Change = (place, json) => place == at ? Replace(json, path, odd) : json;
        var fault = await Assert.ThrowsAsync<NetworkException>(async () =>
        {
            await Scene.ToListAsync(experiment.Log.ReadAsync(new LogQuery()));
            await Scene.ToListAsync(experiment.Metric("train").ReadAsync(new MetricQuery()));
            await Scene.ToListAsync(experiment.ListMetricsAsync());
            await Scene.ToListAsync(experiment.ListTracksAsync());
        });
        Assert.Equal("ServerAnswerNotUnderstood", fault.ErrorId);
    }

    [Fact]
    public async Task An_experiment_that_cannot_be_read_does_not_hide_the_others()
    {
        await using var server = await OddServer.StartAsync();
        server.Change = (place, json) =>
        {
            if (place != "search")
                return json;
            var answer = JsonNode.Parse(json)!;
            var found = answer["data"]!["searchExperimentsPaginated"]!["experiments"]!.AsArray();
            var odd = found[0]!.DeepClone();
            (odd["id"], odd["tags"]) = ("99", 5);
            found.Insert(0, odd);
            return answer.ToJsonString();
        };
        var found = await Scene.ToListAsync(server.Store.FindAsync(new ExperimentQuery(), CancellationToken.None));
        Assert.Equal("alice/project/run", Assert.Single(found).Path.Value);
        Assert.Contains("'searchExperimentsPaginated.experiments[0].tags'", Assert.Single(server.Store.Warnings), StringComparison.Ordinal);
    }

    private static string Replace(string json, string path, string? odd)
    {
        var root = JsonNode.Parse(json)!;
        var steps = path.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        var node = root;
        foreach (var step in steps[..^1])
            node = step[0] == '[' ? node![int.Parse(step.Trim('[', ']'))] : node![step];
        if (odd is null)
            node!.AsObject().Remove(steps[^1]);
        else
            node![steps[^1]] = JsonNode.Parse(odd);
        return root.ToJsonString();
    }
}
