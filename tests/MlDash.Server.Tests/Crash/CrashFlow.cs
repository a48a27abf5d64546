using System.Text;

namespace MlDash.Server.Tests;

/// <summary>A client that does everything that takes the server several steps. As ours does, it repeats what was not answered, under the same key.</summary>
/// <param name="url">The server that it begins with.</param>
/// <param name="revive">Called when a server does not answer any more: the address of one that does.</param>
internal sealed class CrashFlow(string url, Func<Task<string>> revive)
{
    public const int ChunkSize = 4;
    public const string Metric = "loss";
    private const int Chunks = 3;
    private const string User = "alice";
    private const int MostTries = 200;
    private const int Points = (Chunks * ChunkSize) + 3;
    private static readonly byte[] _first = Encoding.UTF8.GetBytes("the first version");
    private static readonly byte[] _second = Encoding.UTF8.GetBytes("the second version, which is longer");
    private readonly List<string> _deleted = [];
    private Run _run = null!;
    private Run _gone = null!;

    /// <summary>The experiment that stays.</summary>
    public string Experiment => _run.Id;

    public Api Api { get; private set; } = As(url);

    /// <summary>Writes, replaces and deletes; every call has been acknowledged when it ends.</summary>
    public async Task WriteAsync()
    {
        _run = await OpenAsync("kept");
        await RecordAsync(_run, Points);
        await UploadAsync(_run, "models/best/w.bin", _first);
        await UploadAsync(_run, "models/best/w.bin", _second);
        await DeleteFolderAsync();
        _gone = await OpenAsync("gone");
        await RecordAsync(_gone, ChunkSize);
        await UploadAsync(_gone, "f", _first);
        var removed = await WriteAsync(HttpMethod.Delete, $"/api/projects/{_gone.Project}", () => null);
        Assert.Equal(_gone.Project, removed["projectId"].Text);
        await RecycleAsync();
    }

    /// <summary>All that a reader can see, without ids and times. What two servers answer after the same flow is equal.</summary>
    public async Task<string> LookAsync()
    {
        var seen = new StringBuilder();
        await SeeMetricAsync(seen);
        var logs = (await Api.GetAsync(Of(_run, "logs?limit=1000"))).Ok;
        seen.AppendLine($"logs {logs["total"].Number}: {Join(logs["logs"].All.Select(l => $"{l["sequenceNumber"].Number}={l["message"].Text}"))}");
        var entries = (await Api.GetAsync(Of(_run, "tracks/pose/data"))).Ok;
        seen.AppendLine($"track {Join(entries["entries"].All.Select(e => e["timestamp"].Raw))}");
        seen.AppendLine($"parameters {(await Api.GetAsync(Of(_run, "parameters"))).Ok["data"].Raw}");
        foreach (var file in (await Api.GetAsync($"/api/search/files?limit=100&experimentId={_run.Id}")).Ok["files"].All)
        {
            var download = (await Api.GetAsync($"/api/nodes/{file["id"].Text}/download")).Is(200);
            seen.AppendLine($"file {file["path"].Text}: {download.Text}, {download.Headers["ETag"] == $"\"{Api.Sha256(download.Bytes)}\""}");
        }
        var bin = (await Api.GetAsync($"/api/namespaces/{User}/recycle-bin")).Ok;
        seen.AppendLine($"bin {Join(bin["entries"].All.Select(e => $"{e["type"].Text} {e["path"].Text} {e["nodes"].Number} {e["sizeBytes"].Number}"))}");
        seen.AppendLine($"all files {(await Api.GetAsync("/api/search/files?limit=100")).Ok["total"].Number}");
        foreach (var node in _deleted)
            seen.AppendLine($"deleted {(await Api.GetAsync($"/api/nodes/{node}")).Code} {(await Api.GetAsync($"/api/nodes/{node}/download")).Code}");
        foreach (var rest in (string[])["logs", $"metrics/{Metric}/stats", "tracks/pose/data", "parameters"])
            seen.AppendLine($"gone {rest} {(await Api.GetAsync(Of(_gone, rest))).Code}");
        seen.AppendLine($"gone {(await Api.GetAsync($"/api/nodes/{_gone.Node}")).Code}, anew: {(await Api.OpenAsync("run", "gone")).Project != _gone.Project}");
        return seen.ToString();
    }

    private async Task SeeMetricAsync(StringBuilder seen)
    {
        var points = new List<string>();
        for (var more = true; more;)
        {
            var page = (await Api.GetAsync(Of(_run, $"metrics/{Metric}/data?startIndex={points.Count}&limit=5"))).Ok;
            points.AddRange(page["data"].All.Select(Point));
            more = page["hasMore"].True;
        }
        seen.AppendLine($"points {Join(points)}");
        var stats = (await Api.GetAsync(Of(_run, $"metrics/{Metric}/stats"))).Ok;
        seen.AppendLine(
            $"stats {stats["totalDataPoints"].Text} {stats["bufferedDataPoints"].Text} {stats["chunkedDataPoints"].Text} {stats["totalChunks"].Number}");
        for (var chunk = 0; chunk < stats["totalChunks"].Number; chunk++)
            seen.AppendLine($"chunk {Join((await Api.GetAsync(Of(_run, $"metrics/{Metric}/chunks/{chunk}"))).Ok["data"].All.Select(Point))}");
        seen.AppendLine($"hot {Join((await Api.GetAsync(Of(_run, $"metrics/{Metric}/data?bufferOnly=true"))).Ok["data"].All.Select(Point))}");
    }

    private async Task RecordAsync(Run run, int points)
    {
        const int Batch = 3;
        for (var from = 0; from < points; from += Batch)
        {
            var batch = string.Join(',', Enumerable.Range(from, Math.Min(Batch, points - from)).Select(i => $$"""{"x":{{i}}}"""));
            var answer = await PostAsync(Of(run, $"metrics/{Metric}/append-batch"), $$"""{"dataPoints":[{{batch}}],"description":"d{{from}}"}""");
            Assert.Equal(from.ToString(), answer["startIndex"].Text);
        }
        var created = await PostAsync(Of(run, "logs"), """{"logs":[{"message":"a0"},{"message":"b0"}]}""");
        Assert.Equal(0, created["startSequence"].Number);
        // Keys of the parts alone tell the repeat of this one.
        var (ofLog, ofTrack) = (Guid.NewGuid(), Guid.NewGuid());
        var both = (await WriteAsync(HttpMethod.Post, Of(run, "batches"), () => new StringContent($$$"""
            {"batches":[{"kind":"log","key":"{{{ofLog}}}","body":{"logs":[{"message":"a1"},{"message":"b1"}]}},
            {"kind":"track","name":"pose","key":"{{{ofTrack}}}","body":{"entries":[{"timestamp":1,"x":1},{"timestamp":2,"x":2}]}}]}
            """, Encoding.UTF8, "application/json"), hasKey: false))["answers"];
        Assert.Equal((2, 2), (both[0]["body"]["startSequence"].Number, both[1]["body"]["count"].Number));
        await PostAsync(Of(run, "parameters"), """{"data":{"lr":0.1}}""");
    }

    private async Task DeleteFolderAsync()
    {
        _deleted.Add(await UploadAsync(_run, "a/b/f", _first));
        _deleted.Add(await UploadAsync(_run, "a/g", _first));
        var folder = (await Api.GetAsync($"/api/nodes/{_deleted[1]}")).Ok["parentId"].Text;
        _deleted.Add((await Api.GetAsync($"/api/nodes/{_deleted[0]}")).Ok["parentId"].Text);
        _deleted.Add(folder);
        Assert.Equal(folder, (await WriteAsync(HttpMethod.Delete, $"/api/nodes/{folder}?recursive=true", () => null))["id"].Text);
    }

    /// <summary>A folder goes into the recycle bin and comes back; another one goes for good.</summary>
    private async Task RecycleAsync()
    {
        var inner = await UploadAsync(_run, "back/c/f", _first);
        var folder = await FolderOfAsync(await FolderOfAsync(inner));
        await WriteAsync(HttpMethod.Delete, $"/api/nodes/{folder}?recursive=true", () => null);
        Assert.Equal(folder, (await PostAsync($"/api/nodes/{folder}/restore", "{}"))["id"].Text);
        _deleted.Add(await UploadAsync(_run, "purged/f", _first));
        await WriteAsync(HttpMethod.Delete, $"/api/nodes/{await FolderOfAsync(_deleted[^1])}?recursive=true&permanent=true", () => null);
    }

    private async Task<string> FolderOfAsync(string node) => (await Api.GetAsync($"/api/nodes/{node}")).Ok["parentId"].Text;

    private async Task<Run> OpenAsync(string project)
    {
        var answer = await PostAsync($"/api/namespaces/{User}/nodes", $$"""{"type":"EXPERIMENT","name":"run","parentId":"ROOT","projectSlug":"{{project}}"}""");
        return new Run(answer["experiment"]["id"].Text, answer["node"]["id"].Text, answer["project"]["id"].Text);
    }

    private async Task<string> UploadAsync(Run run, string name, byte[] bytes)
    {
        var answer = await WriteAsync(HttpMethod.Post, $"/api/namespaces/{User}/nodes", () => Api.FileForm(run, name, bytes, null, null, []));
        Assert.Equal(Api.Sha256(bytes), answer["physicalFile"]["checksum"].Text);
        return answer["node"]["id"].Text;
    }

    private Task<Json> PostAsync(string path, string json) =>
        WriteAsync(HttpMethod.Post, path, () => new StringContent(json, Encoding.UTF8, "application/json"));

    private async Task<Json> WriteAsync(HttpMethod method, string path, Func<HttpContent?> content, bool hasKey = true)
    {
        (string, string)[] key = hasKey ? [("Idempotency-Key", Guid.NewGuid().ToString())] : [];
        for (var tries = 0; tries < MostTries; tries++)
        {
            try
            {
                var answer = await Api.SendAsync(method, path, content(), key);
                if (answer.Code != 503)
                    return answer.Ok;
                await Task.Delay(100);
            }
            catch (HttpRequestException)
            {
                Api = As(await revive());
            }
        }
        throw new InvalidOperationException($"{method} {path} was not acknowledged in {MostTries} tries.");
    }

    private static Api As(string url) => new(url, User, TestTokens.Public(User));

    private static string Of(Run run, string rest) => $"/api/experiments/{run.Id}/{rest}";

    private static string Point(Json point) => $"{point["index"].Text}={point["data"]["x"].Number}";

    private static string Join(IEnumerable<string> texts) => string.Join(' ', texts);
}
