using System.Text;

namespace MlDash.Server.Tests;

/// <summary>Section 13: each hazard that a server can do something about.</summary>
public sealed class Section13HazardTests(SharedServer shared)
{
    private readonly Api _api = shared.Server.NewUser();

    [Theory]
    [InlineData("logs", """{"logs":[{}]}""")]
    [InlineData("logs", """{"logs":[7,"text",null,{"message":5,"level":3,"timestamp":"noon","metadata":[1]}]}""")]
    [InlineData("logs", """{"logs":{"message":"alone"}}""")]
    [InlineData("logs", """[{"message":"bare list"}]""")]
    [InlineData("logs", """{"logs":[{"message":"\ud800 half a pair","level":"trace","metadata":{"level":"x","deep":[[[[[[1]]]]]]}}]}""")]
    [InlineData("metrics/m/append-batch", """{"dataPoints":[1,"x",null,[2],{"ok":1}]}""")]
    [InlineData("metrics/m/append-batch", """{"dataPoints":{"x":1}}""")]
    [InlineData("metrics/m/append-batch", """{"dataPoints":[{"x":1}],"tags":"no list","description":5,"metadata":[1]}""")]
    [InlineData("metrics/m/append-batch", """{"dataPoints":[]}""")]
    [InlineData("metrics/lo?ss/append-batch", """{"dataPoints":[{"x":1}]}""")]
    [InlineData("metrics/loss", """{"dataPoints":[{"x":1}]}""")]
    [InlineData("metrics/loss", """{"data":{"x":1}}""")]
    public async Task Hazard_01_a_batch_that_can_be_stored_at_all_is_never_refused(string target, string body)
    {
        var run = await _api.OpenAsync();
        (await _api.PostAsync($"/api/experiments/{run.Id}/{target}", body)).Is(200);
        var read = target == "logs" ? $"/api/experiments/{run.Id}/logs" : $"/api/experiments/{run.Id}/metrics";
        Assert.NotEmpty((await _api.GetAsync(read)).Ok.Raw);
    }

    [Fact]
    public async Task Hazard_01_a_question_mark_in_a_metric_name_keeps_the_name()
    {
        var run = await _api.OpenAsync();
        (await _api.PostAsync($"/api/experiments/{run.Id}/metrics/lo?ss/append-batch", """{"dataPoints":[{"x":1}]}""")).Is(200);
        Assert.Equal("lo?ss", (await _api.GetAsync($"/api/experiments/{run.Id}/metrics")).Ok["metrics"][0]["name"].Text);
        (await _api.GetAsync($"/api/experiments/{run.Id}/metrics/lo%3Fss/data")).Is(200);
    }

    [Fact]
    public async Task Hazard_01_bytes_that_are_no_UTF8_and_a_batch_near_the_limit_are_stored()
    {
        var run = await _api.OpenAsync();
        byte[] body = [.. """{"logs":[{"message":"a"""u8, 0xFF, 0xC3, .. "\"}]}"u8];
        (await _api.SendAsync(HttpMethod.Post, $"/api/experiments/{run.Id}/logs", new ByteArrayContent(body))).Is(200);
        Assert.StartsWith("a\uFFFD", (await _api.GetAsync($"/api/experiments/{run.Id}/logs")).Ok["logs"][0]["message"].Text, StringComparison.Ordinal);
        await using var server = await TestServer.StartAsync();
        var api = server.NewUser();
        var other = await api.OpenAsync();
        var large = $"[{string.Join(",", Enumerable.Repeat($"{{\"x\":\"{new string('y', 1000)}\"}}", 60_000))}]";
        Assert.InRange(large.Length, 60_000_000, 64 << 20);
        Assert.Equal("59999", (await api.PointsAsync(other, "big", large)).Ok["endIndex"].Text);
        Assert.Equal(6, (await api.GetAsync($"/api/experiments/{other.Id}/metrics/big/stats")).Ok["totalChunks"].Number);
    }

    [Fact]
    public async Task Hazard_02_what_is_acknowledged_at_close_is_there_without_a_second_try()
    {
        await using var first = await TestServer.StartAsync(Directory.CreateTempSubdirectory("mldash-server-test-").FullName);
        var api = first.NewUser();
        var run = await api.OpenAsync();
        (await api.UploadAsync(run, "last.bin", [1, 2, 3])).Is(200);
        (await api.PostAsync($"/api/experiments/{run.Id}/tracks/t/append_batch", """{"entries":[{"timestamp":1}]}""")).Is(200);
        await using var second = await TestServer.StartAsync(first.Data);
        var later = second.As(api.User);
        Assert.Equal(1, (await later.GetAsync($"/api/experiments/{run.Id}/tracks/t/data?format=json")).Ok["count"].Number);
        var file = (await later.GetAsync($"/api/search/files?pattern=**/last.bin&experimentId={run.Id}")).Ok["files"][0]["id"].Text;
        Assert.Equal([1, 2, 3], (await later.GetAsync($"/api/nodes/{file}/download")).Bytes);
    }

    [Fact]
    public async Task Hazard_03_a_read_sees_every_write_that_was_acknowledged_before_it_also_on_another_copy_of_the_server()
    {
        await using var other = await TestServer.StartAsync(shared.Server.Data, ("CHUNK_SIZE", "10"));
        var there = other.As(_api.User);
        var run = await _api.OpenAsync();
        for (var i = 0; i < 25; i++)
        {
            await (i % 2 == 0 ? _api : there).PointsAsync(run, "m", """[{"x":1}]""");
            var expected = (i + 1).ToString();
            Assert.Equal(expected, (await _api.GetAsync($"/api/experiments/{run.Id}/metrics/m/stats")).Ok["totalDataPoints"].Text);
            Assert.Equal(expected, (await there.GetAsync($"/api/experiments/{run.Id}/metrics/m/data")).Ok["totalDataPoints"].Text);
        }
    }

    [Fact]
    public async Task Hazard_04_the_answer_to_an_experiment_has_node_and_experiment_at_every_open()
    {
        for (var i = 0; i < 2; i++)
        {
            var answer = (await _api.NodeAsync("""{"type":"EXPERIMENT","name":"r","parentId":"ROOT","projectSlug":"p"}""")).Ok;
            Assert.True(answer["experiment"]["id"].Text.Length > 0 && answer["node"]["id"].Text.Length > 0);
        }
    }

    [Theory]
    [InlineData("robot%2Fpose", "robot/pose")]
    [InlineData("100%25", "100%")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("b%C3%A9%20c", "bé c")]
    [InlineData("x%3Fy%23z", "x?y#z")]
    [InlineData("plain/slash", "plain/slash")]
    public async Task Hazard_05_a_topic_is_decoded_once(string onTheWire, string topic)
    {
        var run = await _api.OpenAsync();
        var path = $"/api/experiments/{run.Id}/tracks/{onTheWire}";
        var token = TestTokens.Public(_api.User);
        Assert.StartsWith("HTTP/1.1 200", await RawSocket.SendAsync(shared.Server.Url,
            RawSocket.Request("POST", path + "/append_batch", token, """{"entries":[{"timestamp":1}]}""")), StringComparison.Ordinal);
        Assert.Equal(topic, (await _api.GetAsync($"/api/experiments/{run.Id}/tracks")).Ok["tracks"][0]["topic"].Text);
        Assert.StartsWith(
            "HTTP/1.1 200",
            await RawSocket.SendAsync(shared.Server.Url, RawSocket.Request("GET", path + "/data?format=json", token)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train/loss")]
    [InlineData("append/append-batch")]
    [InlineData("data")]
    [InlineData("a/stats")]
    [InlineData("chunks/7")]
    [InlineData("with space/é")]
    public async Task Hazard_06_a_metric_name_may_look_like_a_verb(string name)
    {
        var run = await _api.OpenAsync();
        (await _api.PointsAsync(run, name, string.Concat("[", string.Join(",", Enumerable.Repeat("""{"x":1}""", 11)), "]"))).Is(200);
        Assert.Equal(name, (await _api.GetAsync($"/api/experiments/{run.Id}/metrics/{name}/stats")).Ok["name"].Text);
        Assert.Equal(11, (await _api.GetAsync($"/api/experiments/{run.Id}/metrics/{name}/data")).Ok["total"].Number);
        Assert.Equal(10, (await _api.GetAsync($"/api/experiments/{run.Id}/metrics/{name}/chunks/0")).Ok["dataCount"].Number);
    }

    [Theory]
    [InlineData("metrics/../../{other}/metrics/m/append", 400)]
    [InlineData("metrics/%2e%2e/m/append", 404)]
    [InlineData("metrics/./m/append", 400)]
    [InlineData("metrics/a..b/append", 200, "a..b")]
    [InlineData("metrics/.../m/append", 200, ".../m")]
    [InlineData("metrics/..m/append", 200, "..m")]
    public async Task Hazard_06_dots_in_a_path_never_reach_another_place_and_dots_in_a_name_are_kept(string rest, int code, params string[] names)
    {
        var (run, other) = (await _api.OpenAsync(), await _api.OpenAsync("other"));
        Assert.StartsWith($"HTTP/1.1 {code}", await RawSocket.SendAsync(shared.Server.Url, RawSocket.Request("POST",
            $"/api/experiments/{run.Id}/{rest.Replace("{other}", other.Id, StringComparison.Ordinal)}",
            TestTokens.Public(_api.User),
            """{"data":{"x":1}}""")), StringComparison.Ordinal);
        Assert.Equal(names, (await _api.GetAsync($"/api/experiments/{run.Id}/metrics")).Ok["metrics"].All.Select(m => m["name"].Text));
        Assert.Equal(0, (await _api.GetAsync($"/api/experiments/{other.Id}/metrics")).Ok["metrics"].Count);
    }

    [Fact]
    public async Task Hazard_08_no_errors_member_and_numbers_where_the_client_compares()
    {
        var run = await _api.OpenAsync();
        await _api.PointsAsync(run, "m", """[{"x":1}]""");
        await _api.PostAsync($"/api/experiments/{run.Id}/tracks/t/append", """{"timestamp":1.25,"data":{}}""");
        Assert.Equal("0", (await _api.GetAsync($"/api/experiments/{run.Id}/metrics/m/stats")).Ok["totalChunks"].Raw);
        Assert.Equal("1.25", (await _api.GetAsync($"/api/experiments/{run.Id}/tracks")).Ok["tracks"][0]["firstTimestamp"].Raw);
        var answer = (await _api.GraphAsync(
            $"{{ experimentById(id: \"{run.Id}\") {{ logMetadata {{ totalLogs }} metrics {{ metricMetadata {{ totalDataPoints }} }} }} }}")).Json;
        Assert.False(answer.Has("errors"));
        Assert.Equal("0", answer["data"]["experimentById"]["logMetadata"]["totalLogs"].Raw);
    }

    [Fact]
    public async Task Hazard_09_a_keyed_batch_whose_answer_was_lost_is_there_once()
    {
        var run = await _api.OpenAsync();
        const string Body = """{"dataPoints":[{"x":1},{"x":2}]}""";
        var request = RawSocket.Request("POST", $"/api/experiments/{run.Id}/metrics/m/append-batch", TestTokens.Public(_api.User), Body)
            .Replace("Host: x\r\n", "Host: x\r\nIdempotency-Key: lost-answer\r\n", StringComparison.Ordinal);
        var address = new Uri(shared.Server.Url);
        for (var i = 0; i < 3; i++)
        {
            using var socket = new System.Net.Sockets.TcpClient();
            await socket.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
            await socket.GetStream().WriteAsync(Encoding.UTF8.GetBytes(request), TestContext.Current.CancellationToken);
            // Gone before the answer can be written.
            socket.LingerState = new System.Net.Sockets.LingerOption(true, 0);
        }
        (await _api.PointsAsync(run, "m", """[{"x":1},{"x":2}]""", ("Idempotency-Key", "lost-answer"))).Is(200);
        Assert.Equal("2", (await _api.GetAsync($"/api/experiments/{run.Id}/metrics/m/stats")).Ok["totalDataPoints"].Text);
    }

    [Fact]
    public async Task Hazard_09_an_update_with_an_empty_list_of_tags_clears_them()
    {
        var run = await _api.OpenAsync();
        var id = (await _api.UploadAsync(run, "f", [1], null, null, ("tags", "a,b"))).Ok["node"]["id"].Text;
        Assert.Equal("[]", (await _api.PatchAsync($"/api/nodes/{id}", """{"description":"d","tags":[]}""")).Ok["tags"].Raw);
    }

    [Fact]
    public async Task Hazard_10_the_way_down_for_our_client_is_whole()
    {
        var run = await _api.OpenAsync(more: ""","metadata":{"k":1}""");
        await _api.PostAsync($"/api/experiments/{run.Id}/logs", """{"logs":[{"message":"l"}]}""");
        await _api.PostAsync($"/api/experiments/{run.Id}/parameters", """{"data":{"p":1}}""");
        await _api.PointsAsync(run, "m", $"[{string.Join(",", Enumerable.Repeat("""{"x":1}""", 15))}]");
        await _api.UploadAsync(run, "d/f", [9]);
        var experiment = (await _api.GraphAsync(
            $"{{ experimentById(id: \"{run.Id}\") {{ name metadata parameters {{ data }} metrics {{ name }} filesPaginated(limit: 500, offset: 0) {{ files {{ id pPath name physicalFile {{ checksum }} }} hasMore }} }} }}")).Data["experimentById"];
        Assert.Equal(("""{"k":1}""", """{"p":1}"""), (experiment["metadata"].Raw, experiment["parameters"]["data"].Raw));
        Assert.Equal(1, (await _api.GetAsync($"/api/experiments/{run.Id}/logs?limit=1000&offset=0&orderBy=sequenceNumber&order=asc")).Ok["logs"].Count);
        Assert.Equal(10, (await _api.GetAsync($"/api/experiments/{run.Id}/metrics/m/chunks/0")).Ok["data"].Count);
        Assert.True((await _api.GetAsync($"/api/experiments/{run.Id}/metrics/m/data?bufferOnly=true")).Ok["total"].Number >= 5);
        var file = experiment["filesPaginated"]["files"][0];
        Assert.Equal(file["physicalFile"]["checksum"].Text, Api.Sha256((await _api.GetAsync($"/api/nodes/{file["id"].Text}/download")).Bytes));
    }

    [Fact]
    public async Task Hazard_12_names_that_differ_in_case_only_are_different()
    {
        var (upper, lower) = (await _api.OpenAsync("Run", "P"), await _api.OpenAsync("run", "p"));
        Assert.NotEqual(upper.Project, lower.Project);
        Assert.NotEqual(await _api.FolderAsync(lower.Project, "ROOT", "F"), await _api.FolderAsync(lower.Project, "ROOT", "f"));
        await _api.PointsAsync(lower, "M", """[{"x":1}]""");
        await _api.PointsAsync(lower, "m", """[{"x":2}]""");
        Assert.Equal(2, (await _api.GetAsync($"/api/experiments/{lower.Id}/metrics")).Ok["metrics"].Count);
    }

    [Fact]
    public async Task Hazard_13_all_ids_of_all_files_of_a_page_are_answered_and_only_ids_and_names_are_read()
    {
        await using var server = await CountingServer.StartAsync();
        var api = server.Server.NewUser();
        var run = await api.OpenAsync();
        for (var i = 0; i < 30; i++)
            (await api.UploadAsync(run, $"d/f{i}", [1])).Is(200);
        var before = server.DocumentsRead;
        var page = (await api.GraphAsync("""{ experimentsPaginated(projectSlug: "p") { experiments { files { id name } } } }""")).Data;
        Assert.Equal(30, page["experimentsPaginated"]["experiments"][0]["files"].Count);
        Assert.InRange(server.DocumentsRead - before, 1, 10);
    }
}
