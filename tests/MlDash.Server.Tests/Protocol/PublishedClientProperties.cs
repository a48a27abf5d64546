using System.Net.Http.Headers;
using System.Text;
using CsCheck;
using MlDash.Protocol;

namespace MlDash.Server.Tests;

/// <summary>
/// The server takes what the published clients send, and answers what is right, whatever names, numbers, orders and forms of ids come together.
/// A failure prints the seed that makes the case again (CsCheck_Seed).
/// </summary>
public sealed class PublishedClientProperties(SharedServer shared)
{
    // On MongoDB and S3, or what stands in for them, a sample.
    private static readonly int _share = TestStores.AreShared ? 50 : 1;
    private static readonly UriCreationOptions _asGiven = new() { DangerousDisablePathAndQueryCanonicalization = true };
    private static int _count;
    private readonly Api _api = shared.Server.NewUser();

    [Fact]
    public async Task Points_logs_entries_and_parameters_come_back_as_they_were_sent_and_HEAD_agrees_with_GET()
    {
        var run = await _api.OpenAsync();
        await Gen.Select(ClientGen.Client, ClientGen.Path, ClientGen.Object.Array[1, 4], Gen.Int[0, 9], ClientGen.Client, Gen.Bool)
            .ForAllAsync(2500 / _share, async one =>
        {
            var (writer, name, points, many, reader, heads) = one;
            // Some of them fill a chunk.
            if (many == 0)
                points = [.. Enumerable.Repeat(points[0], 12)];
            name = $"{Interlocked.Increment(ref _count)}/{name}";
            var metric = $"/api/experiments/{run.Id}/metrics/{Uri.EscapeDataString(name)}";
            var sent = await SendAsync(
                HttpMethod.Post,
                $"/api/experiments/{run.Id}/metrics/{writer.PathOf(name)}/append-batch",
                $$"""{"dataPoints":{{Sent.List(points).Text}}}""",
                writer);
            Equal(("0", $"{points.Length - 1}", points.Length), (sent.Ok["startIndex"].Text, sent.Ok["endIndex"].Text, (int)sent.Ok["count"].Number));
            var read = await SendAsync(HttpMethod.Get, metric + "/data", null, reader);
            var data = RawJson.Parse(read.Is(200).Bytes).ToDictionary()["data"].Items().Select(p => p.ToDictionary()["data"].ToString());
            Equal(string.Join('\n', points.Select(p => reader.ReadsTokens ? p.Text : p.Strict)), string.Join('\n', data));
            if (!heads)
                return;
            var head = await SendAsync(HttpMethod.Head, metric + "/data", null, reader);
            Equal(
                (200, 0, read.Bytes.Length.ToString(), read.Headers["Content-Type"]),
                (head.Code, head.Bytes.Length, head.Headers["Content-Length"], head.Headers["Content-Type"]));
            Equal(name, (await SendAsync(HttpMethod.Get, metric + "/stats", null, reader)).Ok["name"].Text);
        }, together: 8);
    }

    [Fact]
    public async Task Metadata_of_logs_entries_of_tracks_and_parameters_come_back_as_they_were_sent()
    {
        await Gen.Select(ClientGen.Client, ClientGen.Path, ClientGen.Object, ClientGen.Value, ClientGen.Text, ClientGen.Client)
            .ForAllAsync(1500 / _share, async one =>
        {
            var (writer, topic, metadata, value, message, reader) = one;
            var run = await RunOfCaseAsync();
            var logged = await SendAsync(
                HttpMethod.Post,
                $"/api/experiments/{run.Id}/logs",
                $$"""{"logs":[{"timestamp":"2026-01-01T00:00:00Z","level":"info","message":{{Sent.Quote(message)}},"metadata":{{metadata.Text}} }]}""",
                writer);
            var at = (int)logged.Ok["startSequence"].Number;
            var log = RawJson.Parse(
                (await SendAsync(
                    HttpMethod.Get, $"/api/experiments/{run.Id}/logs?limit=1&offset={at}&orderBy=sequenceNumber&order=asc", null, reader)).Is(200).Bytes)
                .ToDictionary()["logs"].Items()[0].ToDictionary();
            Equal((message, reader.ReadsTokens ? metadata.Text : metadata.Strict), (log["message"].AsText()!, log["metadata"].ToString()));

            var number = Interlocked.Increment(ref _count);
            topic = $"{number}/{topic}";
            var track = $"/api/experiments/{run.Id}/tracks/{Uri.EscapeDataString(topic)}";
            var entry = new Sent($$"""{"timestamp":1.5,"v":[{{value.Text}}]}""", $$"""{"timestamp":1.5,"v":[{{value.Strict}}]}""");
            Equal(1, (int)(await SendAsync(HttpMethod.Post, track + "/append_batch", $$"""{"entries":[{{entry.Text}}]}""", writer)).Ok["count"].Number);
            var lines = await SendAsync(HttpMethod.Get, track + "/data?format=jsonl", null, reader);
            Equal(reader.ReadsTokens ? entry.Text : entry.Strict, lines.Is(200).Text);

            var key = $"p{number}";
            (await SendAsync(HttpMethod.Post, $"/api/experiments/{run.Id}/parameters", $$"""{"data":{"{{key}}":[{{value.Text}}]} }""", writer)).Is(200);
            var parameters = RawJson.Parse((await SendAsync(HttpMethod.Get, $"/api/experiments/{run.Id}/parameters", null, reader)).Is(200).Bytes)
                .ToDictionary()["data"]
                .ToDictionary();
            Equal($"[{(reader.ReadsTokens ? value.Text : value.Strict)}]", parameters[key].ToString());
        }, together: 8);
    }

    [Fact]
    public async Task Uploads_are_whole_in_any_order_of_their_parts_in_experiments_and_in_projects()
    {
        var run = await _api.OpenAsync();
        var folder = await _api.FolderAsync(run.Project, "ROOT", "sweep");
        await Gen.Select(
            ClientGen.Client, ClientGen.Path, Gen.Byte.Array[0, 300], Gen.Int[0, 2], Gen.Bool, Gen.Select(ClientGen.Text, ClientGen.Object, Gen.Int[0, 1000]))
            .ForAllAsync(1500 / _share, async one =>
        {
            var (client, name, bytes, place, isDescribed, more) = one;
            var (description, metadata, order) = more;
            name = $"{Interlocked.Increment(ref _count)}/{name}";
            var inExperiment = place == 0;
            var parts = new List<(string Name, byte[] Bytes)>();
            void Add(string part, string text) => parts.Add((part, Encoding.UTF8.GetBytes(text)));
            Add("type", "FILE");
            Add("projectId", run.Project);
            if (inExperiment)
                Add("experimentId", run.Id);
            if (place != 1)
                Add("parentId", inExperiment ? run.Node : folder);
            Add("name", name);
            Add("checksum", Api.Sha256(bytes));
            if (isDescribed)
            {
                Add("description", description);
                Add("metadata", metadata.Text);
            }
            parts.Add(("file", bytes));
            var answer = (await client.SendFormAsync(_api, parts.OrderBy(p => (p.Name.Length * 7919 * (order + 1)) % 104729))).Is(200);
            var node = RawJson.Parse(answer.Bytes).ToDictionary()["node"].ToDictionary();
            Equal(
                (name.Split('/', StringSplitOptions.RemoveEmptyEntries)[^1], inExperiment ? run.Id : null),
                (node["name"].AsText()!, node["experimentId"].AsText()));
            Equal(isDescribed ? (client.ReadsTokens ? metadata.Text : metadata.Strict) : "null", node["metadata"].ToString());
            Equal(isDescribed && description.Length > 0 ? description : null, node["description"].AsText());
            var back = (await SendAsync(HttpMethod.Get, $"/api/nodes/{node["id"].AsText()}/download", null, client)).Is(200);
            Equal((Convert.ToHexString(bytes), $"\"{Api.Sha256(bytes)}\""), (Convert.ToHexString(back.Bytes), back.Headers["ETag"]));
        }, together: 8);
    }

    [Fact]
    public async Task Folders_and_experiments_take_ids_as_texts_and_numbers_and_members_that_are_absent_or_null()
    {
        var run = await _api.OpenAsync();
        var folder = await _api.FolderAsync(run.Project, "ROOT", "sweep");
        await Gen.Select(ClientGen.Client, ClientGen.Segment, ClientGen.Id, ClientGen.Id,
            Gen.Select(
                ClientGen.Optional("description", ClientGen.Text.Select(Sent.Quote)),
                ClientGen.Optional("tags", Gen.Const("""["a","b"]""")),
                ClientGen.Optional("experimentId", Gen.Const("null"))),
            Gen.Select(ClientGen.Object, Gen.Int[0, 2])).ForAllAsync(2000 / _share, async one =>
        {
            var (client, name, project, parent, members, more) = one;
            var (description, tags, none) = members;
            var (metadata, hasMetadata) = more;
            name = $"{Interlocked.Increment(ref _count)}{(name.Length > 100 ? "x" : name)}";
            var given = hasMetadata switch { 0 => "", 1 => ",\"metadata\":null", _ => $",\"metadata\":{metadata.Text}" };
            var made = await NodeAsync(
                client,
                $$"""{"type":"EXPERIMENT","name":{{Sent.Quote(name)}},"projectId":{{project(run.Project)}},"parentId":{{parent(folder)}}{{description}}{{tags}}{{none}}{{given}}}""");
            Equal((folder, name, "RUNNING"), (made["node"]["parentId"].Text, made["experiment"]["name"].Text, made["experiment"]["status"].Text));
            Equal(tags.Contains('[', StringComparison.Ordinal) ? """["a","b"]""" : "[]", made["experiment"]["tags"].Raw);
            var inside = await NodeAsync(
                client,
                $$"""{"type":"FOLDER","name":"in","projectId":{{project(run.Project)}},"experimentId":{{parent(made["experiment"]["id"].Text)}},"parentId":{{project(made["node"]["id"].Text)}}{{description}}}""");
            Equal((made["experiment"]["id"].Text, made["node"]["id"].Text), (inside["node"]["experimentId"].Text, inside["node"]["parentId"].Text));
            var read = RawJson.Parse((await SendAsync(HttpMethod.Get, $"/api/nodes/{made["node"]["id"].Text}", null, client)).Is(200).Bytes).ToDictionary();
            Equal(hasMetadata == 2 ? (client.ReadsTokens ? metadata.Text : metadata.Strict) : "null", read["metadata"].ToString());
        }, together: 8);
    }

    [Fact]
    public async Task GraphQL_takes_ids_as_texts_and_numbers_in_variables_and_in_the_document()
    {
        var runs = new List<(Run Run, string Name)>();
        foreach (var i in Enumerable.Range(0, 5))
        {
            runs.Add((await _api.OpenAsync($"graph {i}é"), $"graph {i}é"));
            (await _api.PatchAsync($"/api/nodes/{runs[i].Run.Node}", """{"metadata":{"a":NaN}}""")).Is(200);
        }
        await Gen.Select(ClientGen.Client, Gen.Int[0, 4], ClientGen.Id, ClientGen.Id, Gen.Int[0, 2]).ForAllAsync(2500 / _share, async one =>
        {
            var (client, which, experiment, project, form) = one;
            var (run, name) = runs[which];
            var (i, p) = (experiment(run.Id), project(run.Project));
            const string Fields = "{ id name metadata projectId project { slug namespace { slug } } }";
            var body = form switch
            {
                0 => $$"""{"query":{{Sent.Quote($"query GetExperiment($id: ID!) {{ experimentById(id: $id) {Fields} }}")}},"variables":{"id":{{i}}} }""",
                1 => $$"""{"query":{{Sent.Quote($"{{ experimentById(id: {i}) {Fields} }}")}},"variables":{} }""",
                _ =>
                    $$"""{"query":{{Sent.Quote($"query GetExperimentNode($projectId: ID!, $experimentId: ID!) {{ project(id: $projectId) {{ id }} experimentById(id: $experimentId) {Fields} }}")}},"variables":{"projectId":{{p}},"experimentId":{{i}} },"operationName":null}""",
            };
            var answer = RawJson.Parse((await SendAsync(HttpMethod.Post, "/graphql", body, client)).Is(200).Bytes).ToDictionary();
            Equal(false, answer.ContainsKey("errors"));
            var found = answer["data"].ToDictionary()["experimentById"].ToDictionary();
            Equal((run.Id, name, run.Project), (found["id"].AsText()!, found["name"].AsText()!, found["projectId"].AsText()!));
            Equal(client.ReadsTokens ? """{"a":NaN}""" : """{"a":null}""", found["metadata"].ToString());
        }, together: 8);
    }

    private static void Equal<T>(T expected, T found) => Assert.Equal(expected, found);

    // A run for some cases, so that its parameters stay few.
    private async Task<Run> RunOfCaseAsync() => await _api.OpenAsync($"case {Volatile.Read(ref _count) / 50}");

    private async Task<Json> NodeAsync(PublishedClient client, string body) =>
        (await SendAsync(HttpMethod.Post, $"/api/namespaces/{_api.User}/nodes", body, client with { UserAgent = null })).Ok;

    // The target goes onto the wire as the client writes it.
    private async Task<Answer> SendAsync(HttpMethod method, string target, string? body, PublishedClient client)
    {
        using var request = new HttpRequestMessage(method, new Uri(shared.Server.Url.TrimEnd('/') + target, _asGiven));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await client.SendAsync(_api, request);
    }
}

/// <summary>Sends as a published client does.</summary>
internal static class PublishedClientRequests
{
    public static async Task<Answer> SendAsync(this PublishedClient client, Api api, HttpRequestMessage request)
    {
        foreach (var (name, value) in client.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await api.Client.SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    public static async Task<Answer> SendFormAsync(this PublishedClient client, Api api, IEnumerable<(string Name, byte[] Bytes)> parts)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, bytes) in parts)
        {
            var part = new ByteArrayContent(bytes);
            if (name != "file")
            {
                form.Add(part, $"\"{name}\"");
                continue;
            }
            part.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            form.Add(part, "\"file\"", "\"upload.bin\"");
        }
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/namespaces/{api.User}/nodes") { Content = form };
        return await client.SendAsync(api, request);
    }
}
